import Testing

/// Esc with another key right behind it, as fast as they can be sent.
@Suite(.serialized) struct EscapeKeyTests {
  @Test func theKeyBehindItCounts() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let start = try session.settle()
    // Closes the line, and moves.
    try session.type(":pane", until: "the line") { $0.lastLine.hasPrefix(":pane") }
    session.write(Array("\u{1B}l".utf8))
    let letter = try session.settle()
    #expect(letter.cursorValues["α"] != start.cursorValues["α"] && letter.lastLine.contains(" move"))
    // The same with an arrow, and with Enter.
    try session.type(":pane", until: "the line") { $0.lastLine.hasPrefix(":pane") }
    session.write(Array("\u{1B}\u{1B}[D".utf8))
    #expect(try session.settle().cursorValues["α"] == start.cursorValues["α"])
    try session.type(":pane", until: "the line") { $0.lastLine.hasPrefix(":pane") }
    session.write(Array("\u{1B}\r".utf8))
    #expect(try session.settle().contains("why (Enter closes)"))
    session.write(Array("\u{1B}[".utf8))
    try session.waitUntil("the way back") { $0.lastLine.contains("this is the first view") }
    session.write(Array("\u{1B}q".utf8))
    #expect(try session.waitForExit() == .exited(0))
  }
}
