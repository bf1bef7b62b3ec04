import Foundation
import Testing

/// Finer cells where the user asks for them.
@Suite(.serialized) struct RefinementTests {
  /// The keys from one place of the grid to another, in cells of the base grid.
  private static func keys(columns: Int, rowsUp: Int) -> String {
    String(repeating: columns < 0 ? "h" : "l", count: abs(columns))
      + String(repeating: rowsUp < 0 ? "j" : "k", count: abs(rowsUp))
  }

  /// Moves to the first cell that is not feature-learning in the row above the grid's middle.
  private func goToBoundary(_ session: TerminalSession) throws {
    let row = try session.typeAndSettle("t0G").gridText
    let height = row.count
    let line = row[height / 2]
    let column = try #require(line.firstIndex { "LN".contains($0) })
    let columns = line.distance(from: line.startIndex, to: column)
    try session.typeAndSettle(Self.keys(columns: columns, rowsUp: height - 1 - height / 2))
  }

  private static func count(_ characters: String, in screen: Screen) -> Int {
    screen.gridText.joined().count { characters.contains($0) }
  }

  @Test func theCellAndItsNeighboursAreSubdivided() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(ExplorerSession.fine, directory: folder)
    try goToBoundary(session)
    let before = try session.settle()
    let news = try session.type("r", until: "what is being refined") { $0.lastLine.contains("refining") }
    #expect(news.lastLine.contains("cells of level 1"))
    try session.waitUntil("the finer cells") { $0.isComplete && $0.progress.total > before.progress.total }
    let after = try session.settle()
    // A 3×3 neighbourhood has 5×5 places at half steps, of which 9 are measured; fewer where depths coincide.
    let new = after.progress.total - before.progress.total
    #expect(new > 4 && new <= 16)
    // A character with more than one cell has their letter, or is a block of their colours.
    #expect(Self.count("FLNX?[]▀▄▌▐▘▝▖▗▙▟▛▜▚▞", in: after) == after.gridText.joined().count)
    // Again: only the next level is new. What is measured is not measured again.
    let again = try session.type("r", until: "the next level") { $0.lastLine.contains("level 2") }
    #expect(again.progress.done >= after.progress.total)
    try session.waitUntil("the finest cells") { $0.isComplete && $0.progress.total > after.progress.total }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func aMarkedRegionIsRefinedAndNothingElse() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    let start = try session.typeAndSettle("0G")
    let marked = try session.typeAndSettle("vllk")
    // Three columns and two rows are highlighted.
    let highlighted = zip(start.grid, marked.grid).map { zip($0, $1).filter { $0.style != $1.style }.count }
    #expect(highlighted.filter { $0 > 0 }.count >= 2)
    try session.type("r", until: "the finer cells") {
      $0.isComplete && $0.progress.total > ExplorerSession.smallCells
    }
    try session.type("s", until: "the snapshot") { $0.lastLine.contains("saved") }
    let table = try Table(try folder.text("alpha-depth-001.csv"))
    let finer = table.rows.filter { $0["level"] == "1" }
    #expect(finer.count == table.rows.count - ExplorerSession.smallCells)
    // 0.1, 0.178, 0.316 and depths 1, 2: half steps between them, 1.41 rounding to a depth that is there.
    #expect(Set(finer.map { $0["depth"] }) == ["1", "2"])
    #expect(Set(finer.map { $0["alpha"] }) == ["0.133352", "0.237137"])
    #expect(finer.count == 4)
    #expect(table.numbers("level") == table.numbers("level").sorted())
  }

  /// Where the regimes of finer cells differ, the boundary runs through a character.
  @Test func boundariesAreDrawnInHalfCharacters() throws {
    let blocks = "▘▝▀▖▌▞▛▗▚▐▜▄▙▟"
    let session = try ExplorerSession.complete(ExplorerSession.fine, directory: Folder())
    let before = try session.typeAndSettle("t")
    #expect(Self.count(blocks, in: before) == 0)
    try session.type("R", until: "what it takes") { $0.lastLine.contains("Esc cancels") }
    try session.type("R", until: "the finer cells") {
      $0.isComplete && $0.progress.total > before.progress.total
    }
    let after = try session.settle()
    #expect(Self.count(blocks, in: after) > 0, "\(after.text)")
  }

  /// Shift with an arrow marks as `v` does; Esc takes the mark back.
  @Test func shiftMarksAndEscapeClears() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let start = try session.typeAndSettle("0G")
    session.press(.right.shifted, .up.shifted)
    let marked = try session.settle()
    session.press(.escape)
    // A key at the heels of an escape would be one key with it.
    try session.waitUntil("the end of the mark") { $0.cells != marked.cells }
    #expect(try session.typeAndSettle("0G").cells == start.cells)
    #expect(try session.typeAndSettle("vlk").cells == marked.cells)
    #expect(try session.typeAndSettle("v0G").cells == start.cells)
  }

  /// What it takes is said first; then rounds follow each other until the width is reached.
  @Test func everyBoundaryIsPlacedAfterAQuestion() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    try session.type("R", until: "what it takes") { $0.lastLine.contains("Enter or R starts") }
    session.press(.escape)
    try session.waitUntil("the end of the question") { $0.lastLine.contains("not started") }
    #expect(session.screen.progress.total == ExplorerSession.smallCells)
    try session.type(":refine-boundary 1/16\n", until: "what it takes") {
      $0.lastLine.contains("boundaries to 1/16 decade: ~")
    }
    session.press(.enter)
    try session.waitUntil("the boundaries") { $0.lastLine.contains("known to 1/16 decade") }
    let last = session.screen.lastLine
    let new = try #require(last.split(separator: " ").compactMap { Int($0) }.first, "\(last)")
    try session.type("s", until: "the snapshot") { $0.lastLine.contains("saved") }
    let table = try Table(try folder.text("alpha-depth-001.csv"))
    #expect(table.rows.count == ExplorerSession.smallCells + new)
    let levels = table.numbers("level")
    #expect(levels == levels.sorted() && Set(levels) == [0, 1, 2, 3])
    // Once more there is nothing to do.
    try session.type(":refine-boundary 1/16\n", until: "that it is done") {
      $0.lastLine.contains("known to 1/16 decade already")
    }
  }

  @Test func zoomedInFinerCellsFillThePane() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    // Deep networks, where half steps are new depths.
    let before = try session.typeAndSettle("g")
    let values = before.cursorValues
    let zoomed = try session.typeAndSettle("+")
    #expect(zoomed.cursorValues == values)
    #expect(zoomed.gridText != before.gridText)
    try session.type("r", until: "finer cells") {
      $0.isComplete && $0.progress.total > ExplorerSession.smallCells
    }
    // A step of the cursor is half a step of the grid, and there is a cell of its own.
    let aside = try session.typeAndSettle("l")
    #expect(aside.cursorValues["α"] == 1.33, "\(aside.text)")
    #expect(!aside.pane[0].contains("coarser"))
    // Base cells are four characters apart, the finer ones two.
    let top = try #require(aside.gridText.first)
    #expect(top.contains("F F F[F ]"), "\(aside.text)")
    let outside = try session.typeAndSettle("h-")
    #expect(outside.cursorValues == values)
    #expect(outside.gridText.count == before.gridText.count)
    let end = try session.type("-", until: "the end of the zoom") { $0.lastLine.contains("whole grid") }
    #expect(end.cursorValues == values)
  }
}
