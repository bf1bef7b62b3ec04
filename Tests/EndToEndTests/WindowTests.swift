import Testing

/// Windows of every size, and changing ones.
@Suite(.serialized) struct WindowTests {
  @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 60)])
  func everythingEssentialIsVisible(columns: Int, rows: Int) throws {
    let session = try ExplorerSession.complete(rows: rows, columns: columns, directory: Folder())
    let screen = try session.settle()
    #expect(screen.study == "alpha-depth" && screen.isComplete)
    for text in ["α 1  L 16  S 1.00", "feature learning 2/2", "theory", "φ 1.0", "loss ", "training step"] {
      #expect(screen.contains(text), "no “\(text)” in\n\(screen.text)")
    }
    #expect(screen.lastLine.contains("move") && screen.lastLine.contains("r refine"))
    let letters = Set(screen.gridText.joined())
    #expect(letters.isSuperset(of: "FLN") && screen.gridIsFull)
    // The tick labels of both axes, and the cursor's.
    for label in ["16├", "1┤"] {
      #expect(screen.rows.contains { $0.trimmingPrefix { $0 == " " }.hasPrefix(label) }, "\(label)")
    }
    let ticks = try #require(
      screen.rows.first { $0.contains("0.1") && $0.contains("10 ") && $0.contains("100") })
    #expect(ticks.contains("1 "))
  }

  @Test func theDefaultStudyFits80Columns() throws {
    let session = try ExplorerSession.start([], directory: Folder())
    let screen = try session.waitUntil("a full grid") { $0.gridIsFull }
    #expect(screen.grid.count == 18 && screen.grid[0].count == 31)
    // The pane keeps more than 40 columns.
    #expect(80 - (screen.grid[0].endIndex + 1) > 40)
    #expect(screen.rows.allSatisfy { !$0.hasSuffix("worker") && !$0.hasSuffix("worke") })
  }

  /// Forty sizes at once, down to one character, while cells come in: nothing is lost.
  @Test func aStormOfSizesKeepsEverything() throws {
    let session = try ExplorerSession.start(directory: Folder())
    try session.waitUntil("some cells") { $0.progress.done > 0 }
    session.type("g$h")
    var random = UInt32(7)
    func number(_ bound: UInt32) -> Int {
      random = random &* 1_664_525 &+ 1_013_904_223
      return Int(random >> 16) % Int(bound) + 1
    }
    for index in 0..<40 {
      session.resize(rows: index % 10 == 0 ? 1 : number(60), columns: index % 10 == 0 ? 1 : number(200))
      if index % 4 == 0 { session.type("l") }
    }
    session.resize(rows: 24, columns: 80)
    // The keys may be read after the last cell came in.
    try session.waitUntil("the complete grid, and the cursor where the keys went") {
      $0.isComplete && $0.cursorValues["α"] == 100 && $0.cursorValues["L"] == 256
    }
    let before = try session.settle()
    for (columns, rows) in [(200, 60), (1, 1), (79, 23), (120, 40), (40, 60), (44, 14), (200, 1), (80, 24)] {
      session.resize(rows: rows, columns: columns)
    }
    try session.waitUntil("the same picture") { $0.cells == before.cells }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func saysWhenItIsTooSmall() throws {
    let session = try ExplorerSession.start(rows: 10, columns: 30, directory: Folder())
    let screen = try session.waitFor("q quits")
    #expect(screen.rows.prefix(3) == ["too small: 30x10", "needed:    40x14", "q quits"])
    session.resize(rows: 14, columns: 40)
    try session.waitUntil("the smallest picture") { $0.study == "alpha-depth" && $0.gridIsFull }
    session.resize(rows: 24, columns: 39)
    try session.waitFor("too small: 39x24")
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// For a screen that something else has written on.
  @Test func controlLDrawsTheWholeScreenAgain() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let before = try session.settle()
    try session.waitForQuiet()
    let written = session.transcript.count
    session.press(.control("l"))
    #expect(try session.settle().cells == before.cells)
    // The help that opens and closes writes some of it; every letter of the screen comes again.
    let again = String(decoding: session.transcript.dropFirst(written), as: UTF8.self)
    #expect(again.contains("alpha-depth") && again.contains("complete"))
  }
}
