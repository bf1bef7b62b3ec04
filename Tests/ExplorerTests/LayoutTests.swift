import Foundation
import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct LayoutTests {
  /// A grid that is too wide beside a wide pane gets the pane's room where that makes it finer.
  @Test func manyColumnsGoBeforeTheWidePane() {
    let many = Layout(Size(width: 80, height: 24), columns: 91, rows: 40, gutter: 3, zoom: nil)
    #expect(many.grid.width == 46 && many.grid.height == 10)
    #expect(many.pane.x == many.box.maxX && many.pane.maxX == 80 && many.pane.width >= 28)
    let few = Layout(Size(width: 80, height: 24), columns: 31, rows: 18, gutter: 4, zoom: nil)
    #expect(few.grid.width == 31 && few.pane.width == 43)
  }

  /// No size, grid or zoom puts anything outside the screen, or one part over another.
  @Test(arguments: [(1, 1), (31, 18), (91, 40), (40, 91), (200, 3), (400, 400)])
  func everythingHasItsPlace(_ columns: Int, _ rows: Int) {
    for width in stride(from: 40, through: 220, by: 7) {
      for height in stride(from: 14, through: 70, by: 5) {
        for zoom in [nil, 0, 2] {
          let layout = Layout(
            Size(width: width, height: height), columns: columns, rows: rows, gutter: 5, zoom: zoom)
          #expect(layout.box.maxX <= width && layout.columnLabels.maxY <= layout.hints.y)
          #expect(layout.pane.maxX <= width && layout.pane.maxY <= layout.hints.y)
          let isBeside = layout.pane.x >= layout.box.maxX
          #expect(isBeside || layout.pane.y >= layout.box.maxY)
          #expect(!isBeside || layout.pane.width >= 28)
        }
      }
    }
  }

  private func manyColumns() throws -> State {
    var study = try #require(Study.builtIns.first)
    study.columns = try Axis(.alpha, values: (0...90).map { 0.1 * pow(10, Double($0) / 30) })
    return try Fixture.complete(Size(width: 80, height: 24), studies: [study])
  }

  /// A picture that shows every second cell does not keep a command from the others.
  @Test func everyCellCanBeGoneTo() throws {
    var state = try manyColumns()
    #expect(state.layout.columnStep > Position.unitsPerStep)
    _ = state.type(":goto alpha=0.926 depth=362")
    _ = state.press(.enter)
    #expect(state.viewport.cursor == Cell(column: 29, row: 16))
    _ = state.type(":goto alpha=1.0 depth=512")
    _ = state.press(.enter)
    #expect(state.viewport.cursor == Cell(column: 30, row: 17))
    #expect(state.view().text.contains("L 512"))
  }

  /// What a narrow pane has no room for beside goes below.
  @Test func theNarrowPaneSaysAll() throws {
    var state = try manyColumns()
    _ = state.type("g")
    let layout = state.layout
    #expect(layout.pane.width < 40)
    let pane = state.view().text.split(separator: "\n").map { $0.dropFirst(layout.pane.x) }
      .joined(separator: "\n")
    let parts = [
      "α ", "L 512", "8/8", "theory: ", "φ ", "ξ ", "loss ", "peak", "ρ ", "ΔU ", "ΔV ", "spread ",
    ]
    for part in parts { #expect(pane.contains(part), "\(part)") }
    // The curves go before what can be read elsewhere.
    #expect(pane.contains("loss against") && !pane.contains("fitted"))
  }
}

/// An axis that fits keeps its values where the other one does not.
@Suite struct AxisLayoutTests {
  private func manyRows() throws -> State {
    var study = try #require(Study.builtIns.first)
    study.rows = try Axis(
      .depth,
      values: [
        1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724, 1024, 1448, 2048,
        4096,
      ])
    return try Fixture.complete(Size(width: 80, height: 24), studies: [study])
  }

  @Test func onlyTheAxisWithoutRoomIsHalved() throws {
    var state = try manyRows()
    let layout = state.layout
    #expect(layout.window == Size(width: 31, height: 13) && layout.cell == Size(width: 1, height: 1))
    #expect(layout.columnStep == Position.unitsPerStep && layout.rowStep == 2 * Position.unitsPerStep)
    let top = try #require(state.view().text.split(separator: "\n").dropFirst(3).first)
    #expect(top.hasPrefix(" 4096│"), "\(top)")
    // One column and two rows a step; what is pointed at is what the axes say.
    _ = state.type("0Gkl")
    #expect(state.viewport.cursor == Cell(column: 1, row: 2))
    _ = state.type("+")
    #expect(state.layout.zoom == 0 && state.layout.columnStep == state.layout.rowStep)
    #expect(state.layout.window == Size(width: 31, height: 18))
    _ = state.type("-")
    #expect(state.layout == layout)
  }

  /// The last row of a coarse grid is named by the axis' end, which it covers.
  @Test func theTopIsWhereTheAxisEnds() throws {
    var study = try #require(Study.builtIns.first)
    study.rows = try Axis(
      .depth, values: (0..<24).map { pow(1.35, Double($0 + 6)).rounded() } + [9000, 9100])
    let state = try Fixture.complete(Size(width: 80, height: 24), studies: [study])
    let top = try #require(state.view().text.split(separator: "\n").dropFirst(3).first)
    #expect(state.layout.window.height == 13 && top.hasPrefix(" 9100│"), "\(top)")
  }
}
