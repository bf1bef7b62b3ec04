import Engine
import Foundation
import Phases
import Terminal
import Testing

@testable import Explorer

/// Expected screens stand in `Screens/NAME.txt`. `PHASE_TUI_RECORD=1 swift test` writes them anew, to be read before
/// they are kept.
@Suite struct ScreenTests {
  private func expect(_ state: State, _ name: String) throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Screens/\(name).txt")
    let text = state.view().text + "\n"
    if ProcessInfo.processInfo.environment["PHASE_TUI_RECORD"] != nil {
      try text.write(to: path, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: path, encoding: .utf8)), "\(name)")
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 60), (60, 20), (40, 14)])
  func completeGrid(_ width: Int, _ height: Int) throws {
    try expect(Fixture.complete(Size(width: width, height: height)), "complete-\(width)x\(height)")
  }

  @Test(arguments: GlyphSet.allCases, [ColorDepth.indexed256, .mono])
  func coarsePictureWithRunningCells(_ glyphs: GlyphSet, _ colors: ColorDepth) throws {
    var state = try Fixture.state(Size(width: 80, height: 24), glyphs: glyphs, colors: colors)
    Fixture.finish(Array(state.diagram.lattice.stages[0].prefix(30)), in: &state)
    for column in [2, 3] {
      let cell = Cell(column: column, row: 17)
      state.hear(.started(.cell(cell, SeedGroup(state.diagram.study.problem(for: cell)))))
    }
    try expect(state, "coarse-\(glyphs.rawValue)-\(colors.rawValue)")
  }

  @Test func refinedCellsAreHalfBlocks() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("tllllllkkkk")
    for case .want(_, let cells) in state.type("r") { Fixture.finish(cells, in: &state) }
    try expect(state, "refined")
    _ = state.type("+")
    try expect(state, "refined-zoomed")
  }

  @Test func otherStudyAndColouring() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("x")
    Fixture.finish(state.diagram.lattice.baseCells, in: &state)
    try expect(state, "dimension-scale")
    _ = state.type("ccc")
    try expect(state, "dimension-scale-nonlinearity")
  }

  @Test(arguments: GlyphSet.allCases) func help(_ glyphs: GlyphSet) throws {
    var state = try Fixture.state(Size(width: 80, height: 24), glyphs: glyphs)
    _ = state.type("?")
    try expect(state, "help-\(glyphs.rawValue)")
  }

  @Test(arguments: PaneKind.allCases, [(80, 24), (120, 40)])
  func panes(_ kind: PaneKind, _ size: (Int, Int)) throws {
    var state = try Fixture.complete(Size(width: size.0, height: size.1))
    _ = state.type("lllll\(kind.rawValue + 1)")
    try expect(state, "pane-\(kind.name)-\(size.0)x\(size.1)")
    guard kind != .loss, kind != .order else { return }
    // The whole column, then back to where the cursor was.
    _ = state.type("Gvg")
    Fixture.survey(state.type("m"), in: &state)
    _ = state.type("jjjj")
    try expect(state, "pane-\(kind.name)-measured-\(size.0)x\(size.1)")
    guard size.0 == 80 else { return }
    _ = state.type("BBl")
    _ = state.press(.left)
    try expect(state, "pane-\(kind.name)-braille-80x24")
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60)]) func paths(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    for text in ["goto alpha=1 depth=4", "path completep depth-mup standard"] {
      _ = state.update(.command(try Command(text)))
    }
    try expect(state, "paths-\(width)x\(height)")
    _ = state.update(.command(.path(["depth-mup"])))
    try expect(state, "path-\(width)x\(height)")
  }

  @Test(arguments: [(80, 24), (40, 14)]) func why(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    _ = state.type("llllll")
    _ = state.press(.enter)
    try expect(state, "why-\(width)x\(height)")
  }

  @Test(arguments: [CurveGlyphs.blocks, .braille]) func curves(_ glyphs: CurveGlyphs) throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("llll")
    _ = state.update(.command(.curves(glyphs)))
    _ = state.update(.command(.pane(.loss)))
    try expect(state, glyphs.rawValue)
  }

  @Test func tooSmall() throws {
    var state = try Fixture.complete(Size(width: 39, height: 24))
    #expect(state.view().text.hasPrefix("too small: 39x24\nneeded:    40x14\nq quits"))
    #expect(state.type("q") == [.quit])
    _ = state.update(.resized(Size(width: 1, height: 1)))
    #expect(state.view().text == "t")
    _ = state.update(.resized(Size(width: 80, height: 24)))
    #expect(state.view().text.contains("alpha-depth"))
  }

  @Test func theCellUnderTheCursorIsExplained() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("gg$")
    let text = state.view().text
    #expect(text.contains("α 100  L 512"))
    #expect(text.contains("noise dominated 8/8") && !text.contains("divergent"))
    #expect(text.contains("> 0.5"))
  }

  /// Where η is an axis; beside the cursor's other reasons it stands everywhere.
  @Test func theEdgeOfTheFirstStepIsAGuide() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24), studies: [.rateScale])
    var text = state.view().text
    // Behind the letters, which it does not cover.
    #expect(text.contains(" dashed η = 2N/λ "))
    let points = BoundaryLines(state.report).guide.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    // η_c is 18.7 at S = 0.1 and 9.1 from S = 1 on: it falls, and is level then.
    let level = Set(points.filter { $0.x > 10 }.map(\.y))
    #expect(points.count >= 8 && level.count == 1)
    #expect(try #require(points.first).y < #require(level.first))
    state = try Fixture.complete(Size(width: 200, height: 60), studies: [.rateScale])
    #expect(state.layout.cell.width > 1)
    #expect(state.view().text.contains(" ╌ guide η = 2N/λ "))
    #expect(state.view().text.count { $0 == "╌" } > 25)
    _ = state.type("t")
    #expect(!state.view().text.contains("╌"))
    state = try Fixture.complete(Size(width: 80, height: 24), studies: [.alphaDepth])
    _ = state.press(.enter)
    text = state.view().text
    #expect(text.contains("guide: η/η_c 0.1") && !text.contains("╌"))
  }

  @Test func thePaneIsWideEnough() throws {
    for study in Study.builtIns {
      let state = try Fixture.complete(Size(width: 80, height: 24), studies: [study])
      #expect(state.layout.pane.width > 40)
      #expect(state.layout.cell == Size(width: study.columns.count > 20 ? 1 : 2, height: 1))
    }
  }

  @Test func quadrantsAreExact() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    // Between feature learning at S = 3.98 and lazy at S = 5.01 there is a finer cell, lazy in its own quarter.
    let place = Cell(column: 15, row: 17)
    let finer = Cell(
      column: Position(units: place.column.units + 128), row: Position(units: place.row.units - 128))
    Fixture.finish([finer], in: &state)
    _ = state.type("t")
    let grid = state.layout.grid
    let glyph = state.view()[grid.x + 15, grid.y + 1]
    let letter = state.diagram.summaries[finer]?.verdict.mark.letter
    #expect(glyph.character == "▝" || glyph.character == "▙" || glyph.character == letter)
    #expect(state.measuredRegime(finer) == state.diagram.summaries[finer]?.verdict.regime)
  }
}

extension State {
  fileprivate func measuredRegime(_ cell: Cell) -> Regime? {
    diagram.measuredCell(at: cell).flatMap { diagram.summaries[$0]?.verdict.regime }
  }
}
