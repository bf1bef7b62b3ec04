import Input
import Testing

@testable import Terminal

@Suite struct KeyFileTests {
  private func entries(_ source: String) throws -> [KeyFile.Entry] {
    try KeyFile(path: "keys.toml", source: source).entries
  }

  @Test func readsKeysAndCommands() throws {
    let source = """
      # mine
      "ctrl-r" = "redo"
      x = ":goto alpha=1"
      "=" = 'zoom in'  # a comment
      "\\"" = "quit"
      '\\' = "top"
      q = false
      F5 = "redraw"
      """
    #expect(
      try entries(source) == [
        .init(key: .control("r"), command: "redo", line: 2),
        .init(key: .character("x"), command: ":goto alpha=1", line: 3),
        .init(key: .character("="), command: "zoom in", line: 4),
        .init(key: .character("\""), command: "quit", line: 5),
        .init(key: .character("\\"), command: "top", line: 6),
        .init(key: .character("q"), command: nil, line: 7),
        .init(key: .function(5), command: "redraw", line: 8),
      ])
    #expect(try entries("").isEmpty && entries("\n# nothing\n").isEmpty)
    #expect(try KeyFile(path: "/no/such/keys.toml").entries.isEmpty)
  }

  @Test(arguments: [
    ("x = \"left\"\n\"ctlr-r\" = \"redo\"", 2, "unknown key \"ctlr-r\"; a key is a character, ctrl-LETTER"),
    ("shift-lef = \"left\"", 1, "unknown key \"shift-lef\"; did you mean \"shift-left\"?"),
    ("Space = \"left\"\n\n\" \" = \"right\"", 3, "space has a command already, in line 1"),
    ("x = \"left\"\nx = \"right\"", 2, "x has a command already, in line 1"),
    ("x = 3", 1, "x needs a command like \":goto alpha=1\", or false for none"),
    ("x = true", 1, "x needs a command"), ("x = ", 1, "Error while parsing"),
    ("[keys]\nx = \"left\"", 1, "there are no tables in this file"),
    ("ctrl-c = \"quit\"", 1, "ctrl-c always leaves"),
    ("ctrl-m = \"quit\"", 1, "a terminal sends Enter for ctrl-m"),
  ]) func saysWhereAndWhat(_ source: String, _ line: Int, _ problem: String) {
    let error = #expect(throws: Refusal.self) { try entries(source) }
    #expect(
      error?.description.hasPrefix("keys.toml:\(line): \(problem)") == true, "\(error?.description ?? "")")
    #expect(error?.exitStatus == 65)
  }

  /// Every name that help shows is a name of its key.
  @Test(arguments: [
    Key.character(" "), .character("é"), .control("r"), .alt("X"), .up, .down, .left, .right, .shiftUp,
    .shiftDown,
    .shiftLeft, .shiftRight, .home, .end, .pageUp, .pageDown, .enter, .tab, .backTab, .escape, .backspace,
    .delete,
    .function(12),
  ]) func namesReadBack(_ key: Key) {
    #expect(Key(name: key.name) == key)
    #expect(Key(name: key.name.uppercased()) == key || key.name.count == 1 || key.name.hasPrefix("alt-"))
  }
}
