import Testing

/// `keys.toml` of the user.
@Suite(.serialized) struct KeyFileTests {
  @Test func changesKeys() throws {
    let folder = try Folder()
    try folder.write(
      "\"x\" = \":goto alpha=100\"\n\"q\" = false\n\"Q\" = \"quit\"\n", to: "phase-tui/keys.toml")
    let session = try ExplorerSession.complete(
      environment: ["XDG_CONFIG_HOME": folder.path], directory: folder)
    session.type("xq")
    let screen = try session.settle()
    #expect(screen.cursorValues["α"] == 100 && screen.lastLine.contains("Q quit"))
    session.type("Q")
    #expect(try session.waitForExit() == .exited(0))
  }

  @Test func saysWhatIsWrongBeforeTheScreen() throws {
    let folder = try Folder()
    try folder.write("# mine\n\"x\" = \"goto alpa=100\"\n", to: "phase-tui/keys.toml")
    let session = try ExplorerSession.start(environment: ["XDG_CONFIG_HOME": folder.path], directory: folder)
    #expect(try session.waitForExit() == .exited(65))
    let text = session.screen.rows.joined()
    #expect(text.contains("keys.toml:2: unknown axis \"alpa\"; did you mean \"alpha\"?"))
    #expect(session.differencesFromStart.isEmpty)
  }
}
