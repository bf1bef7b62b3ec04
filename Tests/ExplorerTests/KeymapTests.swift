import Input
import Testing

@testable import Explorer
@testable import Terminal

@Suite struct KeymapTests {
  @Test func noKeyHasTwoCommands() {
    let keys = Keymap.standard.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test func noCommandHasTwoRows() {
    let commands = Keymap.standard.bindings.map(\.command)
    #expect(Set(commands).count == commands.count)
  }

  @Test(arguments: Keymap.standard.bindings) func everyRowIsExplained(_ binding: Binding) {
    #expect(!binding.keys.isEmpty && !binding.help.isEmpty)
    for key in binding.keys { #expect(Keymap.standard.command(for: key) == binding.command) }
    #expect(Keymap.standard.markdown.contains(binding.help))
    #expect(Command.form(named: binding.command.name) != nil)
  }

  @Test func theHintsFitInto80Columns() throws {
    let width = Keymap.standard.hints.reduce(0) { $0 + $1.keys.columns + 1 + $1.help.columns + 2 } - 2
    #expect(width <= 79, "\(width)")
  }

  private func overlaid(_ source: String) throws -> Keymap {
    var keymap = Keymap.standard
    try keymap.overlay(KeyFile(path: "keys.toml", source: source))
    return keymap
  }

  @Test func aFileChangesKeys() throws {
    let keymap = try overlaid("x = \":goto alpha=1\"\nq = false\n\"-\" = \"refine\"\nF1 = \"help\"")
    #expect(keymap.command(for: .character("x")) == .goTo([.init(parameter: .alpha, value: 1)]))
    #expect(keymap.command(for: .character("q")) == nil && keymap.command(for: .control("c")) == .quit)
    #expect(
      keymap.command(for: .character("-")) == .refine && keymap.command(for: .character("r")) == .refine)
    // Everything that is made of the rows follows.
    #expect(keymap.helpRows.contains { $0.keys == "- r" && $0.help == "refine here or the region" })
    #expect(keymap.helpRows.contains { $0.keys == "x" && $0.help == "to these values of the axes" })
    #expect(
      keymap.helpRows.contains { $0.keys == "F1 ?" } && !keymap.helpRows.contains { $0.help == "zoom out" })
    #expect(keymap.hints.contains { $0.keys == "ctrl-c" && $0.help == "quit" })
    let keys = keymap.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
    // A second file's key goes from row to row.
    #expect(try overlaid("h = \"right\"").command(for: .character("h")) == .move(.right, 1))
  }

  @Test(arguments: [
    ("x = \"refin\"", 1, "unknown command \"refin\"; did you mean \"refine\"?"),
    ("\n\nx = \"goto\"", 3, "goto needs values of axes"),
  ]) func aWrongCommandIsSaidWithItsLine(_ source: String, _ line: Int, _ problem: String) {
    let error = #expect(throws: Refusal.self) { try overlaid(source) }
    #expect(error?.description.hasPrefix("keys.toml:\(line): \(problem)") == true)
  }

  @Test func itIsInTheFolderOfConfiguration() {
    #expect(Keymap.path(environment: ["XDG_CONFIG_HOME": "/c", "HOME": "/h"]) == "/c/phase-tui/keys.toml")
    #expect(Keymap.path(environment: ["HOME": "/h"]) == "/h/.config/phase-tui/keys.toml")
    #expect(Keymap.path(environment: [:]) == nil)
  }
}
