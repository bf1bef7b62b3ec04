import Foundation
import Phases
import Testing

/// The first picture, and the keys that look around in it.
@Suite(.serialized) struct MovementTests {
  /// Coarse and complete first: the whole grid has a colour before the half of it is measured.
  @Test func theFirstPictureIsCoarseAndComplete() throws {
    let session = try ExplorerSession.start(["--jobs", "1"], directory: Folder())
    let screen = try session.waitUntil("a full grid that is not finished") {
      $0.gridIsFull && $0.progress.done < $0.progress.total / 2
    }
    #expect(screen.study == "alpha-depth" && screen.progress.total == 558)
    #expect(screen.grid.count == 18 && screen.grid.allSatisfy { $0.count == 31 })
    #expect(screen.isAlternate && !screen.cursorIsVisible)
    #expect(screen.rows[1].contains(" provisional") && screen.rows[1].contains(" left"))
    try session.waitUntil("cells that are being trained") { screen in
      screen.gridText.joined().contains("•")
    }
    try session.waitUntil("the loss curve of the cell at the cursor") {
      $0.contains("loss against training step") && $0.contains("┤")
    }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func theCursorMovesAndThePaneFollows() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let start = try session.settle()
    #expect(start.cursorValues["α"] == 1 && start.cursorValues["L"] == 16)
    for (key, letter, symbol) in [
      (Key.right, "l", "α"), (.up, "k", "L"), (.left, "h", "α"), (.down, "j", "L"),
    ] {
      let before = try session.settle()
      session.press(key)
      let after = try session.settle()
      #expect(after.cursorValues[symbol] != before.cursorValues[symbol], "\(letter)")
      #expect(after.pane != before.pane)
      let isForward = "lk".contains(letter)
      #expect((after.cursorValues[symbol]! > before.cursorValues[symbol]!) == isForward)
      // The letter does what the arrow does.
      let back = try session.typeAndSettle(["l": "h", "k": "j", "h": "l", "j": "k"][letter]!)
      #expect(back.rows == before.rows)
      let again = try session.typeAndSettle(letter)
      #expect(again.rows == after.rows)
    }
    #expect(try session.settle().rows == start.rows)
  }

  /// The ends of rows and columns, where further moves change nothing.
  @Test func theCursorStopsAtTheEdges() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    for (keys, special, alpha, depth) in [
      ("g", Key.pageUp, 1.0, 256.0), ("$", .end, 100, 256), ("G", .pageDown, 100, 1), ("0", .home, 0.1, 1),
    ] {
      let screen = try session.typeAndSettle(keys)
      #expect(screen.cursorValues["α"] == alpha && screen.cursorValues["L"] == depth, "\(keys)")
      session.press(special)
      #expect(try session.settle().rows == screen.rows)
    }
    let corner = try session.settle()
    #expect(try session.typeAndSettle("hhjj").rows == corner.rows)
    #expect(
      try session.typeAndSettle("g$llkk").cursorValues
        == corner.cursorValues.merging(["α": 100, "L": 256, "S": 100]) { $1 })
  }

  /// The pane's numbers are those of `train` on the same parameters.
  @Test func thePaneShowsWhatTrainMeasures() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    let screen = try session.typeAndSettle("g0")
    let run = try Program.piped(
      ["train", "--json", "--alpha", "0.1", "--depth", "256", "--steps", "20", "--seeds", "2"],
      directory: folder)
    try run.waitForExit()
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let phi = try #require(screen.pane[2].split(separator: " ").dropFirst().first.flatMap { Double($0) })
    let expected = try #require(report["relative_feature_update"] as? Double)
    #expect(abs(phi / expected - 1) < 0.01, "\(screen.text)")
    #expect(screen.pane[1].contains("feature learning 2/2"))
    #expect(report["regime"] as? String == "feature-learning")
  }

  @Test func theColouringsGoRound() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let regimes = try session.settle()
    var seen = [regimes.grid.map { $0.map(\.style.background) }]
    // As far as they fit.
    let titles = Quantity.colorings.map { String($0.headings[0].prefix(24)) }
    for title in titles {
      let screen = try session.type("c", until: title) { $0.lastLine.contains(title) }
      #expect(!screen.rows[0].contains("feature "))
      seen.append(screen.grid.map { $0.map(\.style.background) })
    }
    // The regimes and six quantities; what is measured on request is undefined everywhere, and looks alike.
    #expect(Set(seen).count == 8 && titles.count > 8)
    try session.type("c", until: "the regimes") { $0.lastLine.contains("regime") }
    #expect(try session.settle().cells == regimes.cells)
  }

  @Test func theoryGoesOffAndOn() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let on = try session.settle()
    #expect(on.gridText.joined().contains("┆") && on.contains("theory S = 3.7"))
    let off = try session.typeAndSettle("t")
    #expect(!off.gridText.joined().contains("┆") && !off.contains("theory S = 3.7"))
    #expect(try session.typeAndSettle("t").cells == on.cells)
  }

  /// Text that was pasted by mistake presses no keys.
  @Test func pastedTextDoesNothing() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    let before = try session.settle()
    session.paste("hljk s x q rR+-\u{1B}[Aq")
    #expect(try session.settle().cells == before.cells)
    #expect(folder.names.isEmpty)
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func anotherStudyAndBack() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    let first = try session.settle()
    try session.type("x", until: "results of the other study") {
      $0.study == "dimension-scale" && $0.progress.done > 3 && $0.progress.total == 325
    }
    // Round through all studies.
    let others = String(repeating: "x", count: Study.builtIns.count - 1)
    #expect(try session.typeAndSettle(others).cells == first.cells)
    // The other study's results are kept as well, and its workers go on.
    try session.type("x", until: "the other study, further on") {
      $0.study == "dimension-scale" && $0.progress.done > 4
    }
    #expect(try session.quit() == .exited(0))
  }
}
