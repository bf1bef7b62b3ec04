import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct BoundaryLineTests {
  /// A grid of few cells, each several characters wide and high, on which nobody points.
  private func state(_ size: Size) throws -> State {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=0.1:100:9", "depth=8:512:7"]
    let study = try overrides.applied(to: .alphaDepth)
    var state = try Fixture.complete(size, studies: [study])
    state.go(to: Cell(column: 0, row: 0))
    return state
  }

  /// What stands left of a line is what theory has left of it: letters, ticks and lines are read by one scale.
  @Test(arguments: [(80, 24), (120, 40), (200, 60)])
  func lettersStandOnTheirSide(_ width: Int, _ height: Int) throws {
    let state = try state(Size(width: width, height: height))
    let (layout, study) = (state.layout, state.diagram.study)
    #expect(layout.cell.width >= 3)
    let theory = BoundaryLines(state.report).theory
    var compared = 0
    for row in 0..<layout.window.height {
      let y =
        layout.grid.y + (layout.window.height - 1 - row) * layout.cell.height + (layout.cell.height - 1) / 2
      func isLine(_ x: Int) -> Bool { theory.contains(Point(x: x - layout.grid.x, y: y - layout.grid.y)) }
      let lines = (layout.grid.x..<layout.grid.maxX).filter(isLine)
      // Where the boundaries meet there is one line.
      guard lines.count == 2 else { continue }
      for column in 1..<layout.window.width {
        let x = layout.grid.x + column * layout.cell.width + (layout.cell.width - 1) / 2
        guard !isLine(x) else { continue }
        let cell = study.lattice.baseCells.first { cell in
          cell.column.units == column * Position.unitsPerStep && cell.row.units == row * Position.unitsPerStep
        }
        let predicted = state.diagram.theory.regime(of: study.problem(for: try #require(cell)))
        #expect((predicted == .featureLearning) == (x < lines[0]), "\(column) \(row)")
        #expect(predicted == .divergent || x < lines[1], "\(column) \(row)")
        compared += 1
      }
    }
    #expect(compared >= 20)
  }

  /// The tick of 1 is not under the column of 1.33.
  @Test func ticksAreBetweenColumns() throws {
    let state = try state(Size(width: 80, height: 24))
    let (layout, canvas) = (state.layout, state.view())
    let ticks = (layout.grid.x..<layout.grid.maxX).filter {
      ["┬", "┼"].contains(canvas[$0, layout.box.maxY - 1].character)
    }
    let expected = [0, 8.0 / 3, 16.0 / 3, 8].map { index in
      layout.grid.x + Int((index * Double(layout.cell.width)).rounded()) + (layout.cell.width - 1) / 2
    }
    #expect(ticks == expected)
  }
}
