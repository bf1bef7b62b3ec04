import Testing

/// The window itself says how large it is, whatever is exported about some other one.
@Suite(.serialized) struct WindowSizeTests {
  @Test(arguments: [("10", "30"), ("100000", "100000"), ("many", "some"), ("-1", "0"), ("60", "200")])
  func linesAndColumnsAreIgnored(_ lines: String, _ columns: String) throws {
    let session = try ExplorerSession.complete(
      environment: ["LINES": lines, "COLUMNS": columns], directory: Folder())
    let screen = try session.settle()
    #expect(screen.study == "alpha-depth" && screen.gridIsFull && screen.grid.count == 18)
    #expect(screen.lastLine.contains("q quit"))
    session.resize(rows: 30, columns: 100)
    try session.waitUntil("the larger window") { $0.rows[29].contains("q quit") }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// A window that says it is larger than any there is gets as much as can be drawn.
  @Test func aWindowWithoutEndIsDrawnInPart() throws {
    let session = try ExplorerSession.start(directory: Folder())
    try session.waitUntil("some cells") { $0.progress.done > 0 }
    session.resize(rows: 65535, columns: 65535, isShown: false)
    try session.waitUntil("an answer") { _ in session.hasTakenInput(within: 1) }
    session.resize(rows: 24, columns: 80)
    try session.waitUntil("the complete grid") { $0.isComplete }
    #expect(try session.settle().lastLine.contains("q quit"))
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }
}
