import Phases
import Terminal
import TestSupport
import Testing

@testable import Explorer

@Suite struct UpdateTests {
  private let size = Size(width: 80, height: 24)

  @Test func theCursorStaysInside() throws {
    var state = try Fixture.state(size)
    for (keys, cell) in [
      ("0G", Cell(column: 0, row: 0)), ("hj", Cell(column: 0, row: 0)), ("$g", Cell(column: 30, row: 17)),
      ("lk", Cell(column: 30, row: 17)), ("hj", Cell(column: 29, row: 16)),
    ] {
      _ = state.type(keys)
      #expect(state.viewport.cursor == cell, "\(keys)")
    }
    #expect(state.press(.left, .down).isEmpty)
    #expect(state.viewport.cursor == Cell(column: 28, row: 15))
  }

  /// A key right behind Esc comes as one with alt; where that has no command, it is Esc and then the key.
  @Test func aKeyBehindEscapeIsKept() throws {
    var state = try Fixture.complete(size)
    _ = state.type("v")
    let column = state.viewport.cursor.column
    #expect(state.press(.alt("l")).isEmpty)
    #expect(state.viewport.mark == nil && state.viewport.cursor.column.baseIndex == column.baseIndex + 1)
    _ = state.type(":pane lim")
    #expect(state.press(.alt("q")) == [.quit] && state.prompt == nil)
    var keymap = Keymap.standard
    try keymap.overlay(KeyFile(path: "keys.toml", source: "alt-l = \"pane order\""))
    state = State(studies: Study.builtIns, size: size, look: try Fixture.look(), workers: 1, keymap: keymap)
    _ = state.type("v")
    _ = state.press(.alt("l"))
    #expect(state.viewport.mark != nil && state.display.pane == .order)
  }

  /// Who looks on has no workers.
  @Test func lookingOnIsSaid() throws {
    var state = try Fixture.complete(size)
    #expect(state.view().text.contains("complete  2 workers"))
    state.isViewing = true
    #expect(state.view().text.contains("complete  looking on") && !state.view().text.contains("worker"))
  }

  @Test func goesToValuesOfTheAxes() throws {
    var state = try Fixture.complete(size)
    func go(_ text: String) throws { _ = state.update(.command(try Command("goto \(text)"))) }
    try go("alpha=3 depth=64")
    #expect(state.viewport.cursor == Cell(column: 15, row: 11) && state.notice == nil)
    try go("depth=500")
    #expect(state.viewport.cursor == Cell(column: 15, row: 17))
    for (text, problem) in [
      ("alpha=1 width=3", "width is not an axis of alpha-depth; its axes are alpha and depth"),
      ("alpha=1e6", "alpha goes from 0.1 to 100 here"),
    ] {
      try go(text)
      #expect(state.notice?.text == problem && state.viewport.cursor == Cell(column: 15, row: 17))
    }
    // By what stands along an axis, too.
    _ = state.type("x")
    try go("residual_scale=0.05")
    let study = state.diagram.study
    let found = study.columnLabel(at: state.viewport.cursor.column)
    #expect(study.columns.label == .residualScale && found > 0.035 && found < 0.07, "\(found)")
    // As fine as the picture.
    try go("dimension=12")
    let coarse = state.viewport.cursor.row
    _ = state.type("+++")
    try go("dimension=13")
    #expect(study.rows.value(at: state.viewport.cursor.row) == 13 && state.viewport.cursor.row != coarse)
  }

  /// A refined cell is reached without zooming in, where there is one; elsewhere the base grid has the nearest.
  @Test func goesToRefinedCells() throws {
    var state = try Fixture.complete(size)
    func go(_ text: String) throws { _ = state.update(.command(try Command("goto \(text)"))) }
    try go("alpha=3.16 depth=64")
    let base = state.viewport.cursor
    let half = Position.unitsPerStep / 2
    let finer = Cell(
      column: Position(units: base.column.units + half), row: Position(units: base.row.units + half))
    let study = state.diagram.study
    let (alpha, depth) = (study.columnLabel(at: finer.column), study.rowLabel(at: finer.row))
    try go("alpha=\(alpha) depth=\(depth)")
    #expect(state.viewport.cursor.level == 0)
    _ = state.type(":goto alpha=3.16 depth=64")
    _ = state.press(.enter)
    _ = state.type("r")
    #expect(state.diagram.known.contains(finer))
    try go("alpha=\(alpha * 1.01) depth=\(depth)")
    #expect(state.viewport.cursor == finer && state.report.here == finer && state.notice == nil)
    // Along one axis the other stays, at its own level.
    let next = Cell(column: base.column, row: finer.row)
    try go("alpha=3.16")
    #expect(state.viewport.cursor == next)
    try go("depth=64")
    #expect(state.viewport.cursor == base)
    try go("alpha=30 depth=70")
    #expect(state.viewport.cursor.level == 0)
  }

  @Test func refiningAsksOnlyForNewCells() throws {
    var state = try Fixture.complete(size)
    guard case .want(0, let cells) = state.type("r").first else {
      Issue.record("nothing wanted")
      return
    }
    #expect(cells.allSatisfy { $0.level == 1 })
    #expect(Set(cells).isDisjoint(with: state.diagram.summaries.keys))
    #expect(state.diagram.total == 558 + cells.count)
    // The same place again: the next level, because the first is on its way.
    guard case .want(0, let finer) = state.type("r").first else {
      Issue.record("nothing wanted")
      return
    }
    #expect(finer.allSatisfy { $0.level == 2 })
  }

  @Test func aMarkedRegionIsRefined() throws {
    var state = try Fixture.complete(size)
    _ = state.type("0Gvllkk")
    #expect(state.viewport.markedRegion == Region(from: Cell(column: 0, row: 0), to: Cell(column: 2, row: 2)))
    guard case .want(_, let cells) = state.type("r").first else {
      Issue.record("nothing wanted")
      return
    }
    #expect(cells.allSatisfy { $0.column <= Position(base: 2) && $0.row <= Position(base: 2) })
    #expect(state.viewport.markedRegion == nil)
  }

  @Test func shiftMarksAndEscapeClears() throws {
    var state = try Fixture.state(size)
    _ = state.press(.shiftRight, .shiftUp)
    #expect(state.viewport.markedRegion != nil)
    _ = state.press(.escape)
    #expect(state.viewport.markedRegion == nil)
  }

  @Test func zoomKeepsTheCursorAndReturns() throws {
    var state = try Fixture.complete(size)
    let cursor = state.viewport.cursor
    _ = state.type("++")
    #expect(state.layout.zoom == 2)
    #expect(state.viewport.cursor == cursor)
    _ = state.type("l")
    #expect(state.viewport.cursor.column.units == cursor.column.units + 64)
    _ = state.type("--")
    #expect(state.viewport.zoom == nil)
    #expect(state.viewport.cursor == cursor)
    #expect(state.viewport.origin == Cell(column: 0, row: 0))
    _ = state.type("-")
    #expect(state.notice != nil)
    for _ in 0..<20 { _ = state.type("+") }
    #expect(state.layout.zoom == Position.finestLevel)
  }

  @Test func pausingAndStudies() throws {
    var state = try Fixture.state(size)
    #expect(state.type(" ") == [.pause])
    #expect(state.view().text.contains("paused"))
    #expect(state.type("x") == [])
    #expect(state.current == 1)
    #expect(state.type(" ") == [.run(1)])
    for study in 2..<Study.builtIns.count { #expect(state.type("x") == [.run(study)]) }
    #expect(state.type("x") == [.run(0)])
    #expect(state.type("s") == [.export(0, .csv, nil)])
    #expect(state.type("S") == [.exportAll(0)])
    #expect(state.press(.control("l"), .control("z"), .control("c")) == [.redraw, .suspend, .quit])
  }

  @Test func colouringsGoRound() throws {
    var state = try Fixture.complete(size)
    for coloring in Coloring.allCases.dropFirst() {
      _ = state.type("c")
      #expect(state.display.coloring == coloring)
    }
    _ = state.type("c")
    #expect(state.display.coloring == .regime)
  }

  @Test func panesGoRound() throws {
    var state = try Fixture.complete(size)
    for kind in PaneKind.allCases.dropFirst() {
      _ = state.press(.tab)
      #expect(state.display.pane == kind)
      #expect(state.view().text.contains("[\(kind.title)]"))
    }
    _ = state.press(.tab)
    #expect(state.display.pane == .loss)
    for kind in PaneKind.allCases {
      _ = state.type("\(kind.rawValue + 1)")
      #expect(state.display.pane == kind)
    }
    _ = state.type("33")
    #expect(state.display.pane == .order && state.display.followsColumn)
    #expect(state.view().text.contains("along L"))
  }

  @Test func enterExplainsAndCloses() throws {
    var state = try Fixture.complete(size)
    let before = state.view()
    for close in [Key.enter, .escape] {
      _ = state.press(.enter)
      #expect(state.view().text.contains("why (Enter closes)"))
      _ = state.press(close)
      #expect(state.view() == before)
    }
    // Another pane also closes it; the cursor moves on under it.
    _ = state.press(.enter, .right)
    #expect(state.explains && state.view().text.contains("α 2  L"))
    _ = state.type("1")
    #expect(!state.explains)
  }

  /// Another threshold changes regimes, theory and boundaries, and trains nothing.
  @Test func thresholdsAreLive() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    let (before, curves) = (state.diagram.regimes, state.diagram.curves)
    #expect(state.update(.command(.threshold(.feature, 0.05))) == [])
    let lazy = state.diagram.regimes.values.count { $0 == .lazyODE }
    #expect(lazy < before.values.count { $0 == .lazyODE } && state.diagram.curves != curves)
    #expect(state.diagram.export.study.thresholds.feature == 0.05)
    _ = state.update(.command(.threshold(.feature, 0.3)))
    #expect(state.diagram.regimes == before && state.diagram.curves == curves)
  }

  /// Steps slide and come home; what is exported does not.
  @Test func timeSlidesOverTheMeasuredSteps() throws {
    var state = try Fixture.complete(size)
    let (home, summaries) = (state.view(), state.diagram.summaries)
    #expect(home.text.contains("spread 0.041"))
    for step in [19, 7, 3] {
      _ = state.type(",")
      // Measured after the last step only.
      #expect(!state.view().text.contains("spread"))
      #expect(state.view().text.contains("at step \(step) of 50"))
      #expect(state.diagram.shown.values.allSatisfy { $0.step == step })
      #expect(state.diagram.shown.count == 558 && state.diagram.summaries == summaries)
    }
    _ = state.type(",")
    #expect(state.notice?.text.contains("the first measured step") == true)
    // What comes in while another step is shown is shown at that step.
    for case .want(_, let cells) in state.type("r") {
      Fixture.finish(cells, in: &state)
      #expect(cells.allSatisfy { state.diagram.shown[$0]?.step == 3 })
      #expect(cells.allSatisfy { state.diagram.summaries[$0]?.step == 50 })
    }
    _ = state.type("...")
    #expect(state.diagram.shownStep == nil && state.diagram.shown.keys.count > 558)
    _ = state.type(".")
    #expect(state.notice?.text.contains("the last measured step") == true)
    var fresh = try Fixture.complete(size)
    _ = fresh.type(",.l")
    _ = fresh.press(.left)
    #expect(fresh.view() == home)
  }

  @Test func limitsAreMeasuredOnRequest() throws {
    var state = try Fixture.complete(size)
    let cursor = state.viewport.cursor
    let effects = state.type("m")
    #expect(effects == [.survey(0, [cursor])])
    // Under way: not asked for again.
    #expect(state.type("m").isEmpty && state.diagram.surveying == [cursor])
    _ = state.type("4")
    #expect(state.view().text.contains("measuring ..."))
    Fixture.survey(effects, in: &state)
    #expect(state.diagram.surveying.isEmpty && state.view().text.contains("s = l/L"))
    #expect(state.type("m").isEmpty)
    // A region, without what is there.
    _ = state.press(.shiftRight, .shiftUp)
    guard case .survey(0, let cells) = state.type("m").first else {
      Issue.record("nothing asked for")
      return
    }
    #expect(cells.count == 3 && !cells.contains(cursor) && state.viewport.markedRegion == nil)
    state.hear(.surveyed(cells[0], nil))
    #expect(state.notice?.isError == true && state.diagram.surveying.count == 2)
    // Colours only where it is measured.
    while state.display.coloring != .quantity(.limitDistance) { _ = state.type("c") }
    let grid = state.layout.grid
    let summaries = state.diagram.summaries
    #expect(state.display.coloring.value(try #require(summaries[cells[1]]), nil)?.isNaN == true)
    #expect(state.view()[grid.x, grid.y].style == state.look(.scaleNaN))
    var empty = try Fixture.state(size)
    #expect(empty.type("m").isEmpty && empty.notice?.text.contains("no measured cell") == true)
  }

  /// `B` goes up the ladder of the curves as far as the characters allow, and round.
  @Test(arguments: [
    (GlyphSet.unicode, [CurveGlyphs.blocks, .braille, .ascii]), (.blocks, [.blocks, .ascii]),
    (.ascii, [.ascii]),
  ]) func curvesClimbTheLadder(_ glyphs: GlyphSet, _ round: [CurveGlyphs]) throws {
    var state = try Fixture.complete(size, glyphs: glyphs)
    let pane = state.layout.pane
    func drawn(_ state: State) -> CurveGlyphs {
      let canvas = state.view()
      let characters = (pane.y + 7..<pane.maxY).flatMap { y in
        (pane.x..<pane.maxX).compactMap { canvas[$0, y].character }
      }
      if characters.contains(where: { ("\u{2801}"..."\u{28FF}").contains($0) }) { return .braille }
      return characters.contains("▀") ? .blocks : .ascii
    }
    for rung in round {
      _ = state.type("B")
      #expect(state.display.curveGlyphs == rung && drawn(state) == rung)
    }
    #expect((state.notice?.text.contains("UTF-8") == true) == (glyphs == .ascii))
    _ = state.update(.command(.curves(.braille)))
    #expect(state.display.curveGlyphs == (glyphs == .unicode ? .braille : .ascii))
  }

  @Test func failuresAndNotices() throws {
    var state = try Fixture.state(size)
    state.hear(.failed([Cell(column: 0, row: 0)], "no memory for this cell"))
    #expect(state.view().text.contains("no memory for this cell"))
    #expect(state.diagram.done == 1)
    _ = state.update(.saved("alpha-depth-001.csv", in: "/home/me"))
    #expect(state.view().text.contains("saved alpha-depth-001.csv"))
    _ = state.type("l")
    #expect(state.notice == nil)
  }

  /// The state asks for a theme by name; what is read is shown at once, what cannot be read is passed by.
  @Test func themesGoRound() throws {
    let library = ThemeLibrary(folders: [])
    var state = State(
      studies: Study.builtIns, size: size, look: try Fixture.look(), workers: 2,
      themes: ["broken", "default", "light"])
    #expect(state.type("T") == [.theme("light")])
    var light = try library.theme("default")
    light.name = "light"
    light.appearances[.background]?.style.background = .rgb(255, 255, 255)
    _ = state.update(.themed(light))
    #expect(state.look.theme.name == "light" && state.view().text.contains("theme: light"))
    let ground = state.view()[0, 5].style
    #expect(ground.background != .terminal && ground.background == state.look(.background).background)
    #expect(state.type("T") == [.theme("broken")])
    _ = state.update(.refused("broken.toml:1: no"))
    #expect(state.look.theme.name == "light" && state.notice?.isError == true)
    #expect(state.type("T") == [.theme("default")])
    #expect(state.update(.command(.theme("mine.toml"))) == [.theme("mine.toml")])
    var alone = try Fixture.state(size)
    #expect(alone.type("T").isEmpty && alone.notice?.text == "there is no other theme")
  }

  @Test func progressIsEstimated() throws {
    var state = try Fixture.state(size)
    Fixture.finish(Array(state.diagram.lattice.stages[0].prefix(20)), in: &state)
    #expect(state.diagram.pace.cellsPerSecond.map { abs($0 - 50) < 1 } == true)
    #expect(state.diagram.secondsLeft.map { $0 > 0 } == true)
    #expect(state.view().text.contains("20/558"))
  }

  /// A long estimate leaves no room for the workers: they go as a whole.
  @Test(arguments: [1.0, 5, 60, 900]) func progressIsNotCut(secondsPerCell: Double) throws {
    var state = try Fixture.state(size)
    for (index, cell) in state.diagram.lattice.stages[0].prefix(20).enumerated() {
      let measurement = Fixture.measurement(state.diagram.study.problem(for: cell))
      state.hear(.finished(cell, measurement), at: Double(index) * secondsPerCell)
    }
    let line = try #require(state.view().text.split(separator: "\n").dropFirst().first)
    #expect(line.hasSuffix(" left") || line.hasSuffix("  2 workers"), "\(line)")
  }

  /// Random keys and sizes: whatever happens, the picture has the screen's size and the cursor is on the lattice.
  @Test(arguments: [1, 2, 3]) func anythingGoes(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    var state = try Fixture.complete(size)
    let keys = Keymap.standard.bindings.flatMap(\.keys) + [.unknown, .function(3), .character("ß")]
    for _ in 0..<300 {
      if below(9) == 0 {
        _ = state.update(.resized(Size(width: below(160), height: below(60))))
      }
      for case .want(_, let cells) in state.update(.key(keys[below(keys.count)])) where cells.count < 40 {
        Fixture.finish(cells, in: &state)
      }
      if below(10) == 0 { #expect(state.view().size == state.size) }
      #expect(state.diagram.lattice.everything.contains(state.viewport.cursor))
    }
  }
}
