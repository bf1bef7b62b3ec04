import Testing

/// An application keypad, as PuTTY's: its keys are what is printed on them.
@Suite(.serialized) struct KeypadTests {
  @Test(arguments: ["xterm-256color", "putty", "vt220", "linux"])
  func theKeypadTypes(_ terminal: String) throws {
    let session = try ExplorerSession.complete(environment: ["TERM": terminal], directory: Folder())
    session.type(":")
    try session.waitUntil("the prompt") { $0.lastLine.hasPrefix(":") }
    for final in "pqrstuvwxyn" { session.write(Array("\u{1B}O\(final)".utf8)) }
    try session.waitUntil("the digits") { $0.lastLine.hasPrefix(":0123456789.") }
    session.press(.escape)
    try session.waitUntil("the hints") { $0.lastLine.contains(" move") }
    // The pane by its number, and Enter.
    session.write(Array("\u{1B}Os".utf8))
    try session.waitUntil("the third pane") { $0.contains("[3 order]") }
    session.write(Array("\u{1B}OM".utf8))
    try session.waitUntil("why") { $0.contains("why (Enter closes)") }
    #expect(try session.quit() == .exited(0))
  }
}
