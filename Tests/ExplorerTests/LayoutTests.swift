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
    #expect(state.layout.step > Position.unitsPerStep)
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
      "α ", "L 362", "8/8", "theory: ", "φ ", "ξ ", "loss ", "peak", "ρ ", "ΔU ", "ΔV ", "spread ",
    ]
    for part in parts { #expect(pane.contains(part), "\(part)") }
    // The curves go before what can be read elsewhere.
    #expect(pane.contains("loss against") && !pane.contains("fitted"))
  }
}
