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
}
