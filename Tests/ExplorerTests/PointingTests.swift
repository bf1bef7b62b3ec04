import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct PointingTests {
  private let size = Size(width: 80, height: 24)

  @discardableResult
  private func mouse(_ action: Mouse.Action, _ x: Int, _ y: Int, in state: inout State) -> [Effect] {
    state.update(.key(.mouse(Mouse(action, x: x, y: y))))
  }

  /// Every visible cell is where it is drawn.
  @Test(arguments: [(80, 24, ""), (120, 40, ""), (80, 24, "+++"), (200, 60, "+")])
  func aClickMovesTheCursor(_ width: Int, _ height: Int, _ keys: String) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    _ = state.type("t" + keys)
    let grid = state.layout.grid
    for (x, y) in [(0, 0), (grid.width - 1, grid.height - 1), (grid.width / 2, grid.height / 3), (3, 7)] {
      // The minimap is in one of the corners.
      if Minimap(state.report)?.frame.contains(Point(x: grid.x + x, y: grid.y + y)) == true { continue }
      mouse(.press, grid.x + x, grid.y + y, in: &state)
      let style = state.view()[grid.x + x, grid.y + y].style
      #expect(style.modifiers.contains(.reverse), "\(x), \(y)")
    }
    #expect(state.session.last?.name == "goto" && state.notice == nil)
  }

  @Test func aDragMarksAndAClickClears() throws {
    var state = try Fixture.complete(size)
    let grid = state.layout.grid
    mouse(.press, grid.x + 2, grid.y + 3, in: &state)
    mouse(.drag, grid.x + 2, grid.y + 3, in: &state)
    #expect(state.viewport.markedRegion == nil)
    mouse(.drag, grid.x + 5, grid.y + 5, in: &state)
    mouse(.drag, grid.x + 6, grid.y + 1, in: &state)
    mouse(.release, grid.x + 6, grid.y + 1, in: &state)
    let region = Region(from: Cell(column: 2, row: 14), to: Cell(column: 6, row: 16))
    #expect(state.viewport.markedRegion == region)
    // What is beside the grid is no part of it.
    mouse(.drag, grid.x - 1, grid.y + 1, in: &state)
    #expect(state.viewport.markedRegion == region)
    mouse(.press, grid.x + 8, grid.y + 1, in: &state)
    #expect(state.viewport.markedRegion == nil && state.viewport.cursor == Cell(column: 8, row: 16))
  }

  @Test func theWheelZoomsAboutThePointer() throws {
    var state = try Fixture.complete(size)
    let grid = state.layout.grid
    let point = Point(x: grid.x + 20, y: grid.y + 5)
    let cell = try #require(state.cell(at: point))
    for level in 1...3 {
      mouse(.wheelUp, point.x, point.y, in: &state)
      #expect(state.layout.zoom == level && state.cell(at: point) == cell && state.viewport.cursor == cell)
    }
    for _ in 1...3 { mouse(.wheelDown, point.x, point.y, in: &state) }
    #expect(state.layout.zoom == 0 && state.cell(at: point) == cell)
    mouse(.wheelUp, 0, 0, in: &state)
    #expect(state.layout.zoom == 0)
  }

  @Test(arguments: [(80, 24), (120, 40)]) func tabsAndHintsAreClickable(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    func find(_ text: String) throws -> Point {
      let rows = state.view().text.split(separator: "\n", omittingEmptySubsequences: false)
      let y = try #require(rows.lastIndex { $0.contains(text) })
      let start = try #require(rows[y].firstRange(of: text)).lowerBound
      return Point(x: rows[y].distance(from: rows[y].startIndex, to: start), y: y)
    }
    for kind in PaneKind.allCases.reversed() {
      // Where there is little room the last ones have their number alone.
      let (pane, canvas) = (state.report.shownLayout.pane, state.view())
      let digit = Character("\(kind.number)")
      let x = try #require((pane.x..<pane.maxX).first { canvas[$0, pane.y].character == digit })
      mouse(.press, x, pane.y, in: &state)
      #expect(state.display.pane == kind)
    }
    let colour = try find("c colour")
    mouse(.press, colour.x + 3, colour.y, in: &state)
    #expect(state.display.coloring == .quantity(.finalLoss))
    // A notice stands where the hints were.
    mouse(.press, colour.x + 3, colour.y, in: &state)
    #expect(state.display.coloring == .quantity(.finalLoss))
    _ = state.press(.left)
    let help = try find("? help")
    mouse(.press, help.x, help.y, in: &state)
    #expect(state.palette != nil)
    _ = state.type("colouring")
    let row = try find("next colouring")
    mouse(.press, row.x, row.y, in: &state)
    #expect(state.palette == nil && state.display.coloring == .quantity(.relativeFeatureUpdate))
    _ = state.type("?")
    mouse(.wheelDown, 5, 5, in: &state)
    #expect(state.palette?.selected == 3)
    mouse(.wheelUp, 5, 5, in: &state)
    #expect(state.palette?.selected == 0)
    _ = state.press(.escape)
    let quit = try find("q quit")
    #expect(mouse(.press, quit.x, quit.y, in: &state) == [.quit])
  }

  @Test func theTerminalGetsItsMouseBack() throws {
    var state = try Fixture.complete(size)
    #expect(state.hasMouse && state.type("M") == [.mouse(false)])
    #expect(state.view().text.contains("the mouse selects text; M takes it back"))
    #expect(state.type("M") == [.mouse(true)] && state.hasMouse)
  }

  @Test func aSmallScreenHasNothingToClick() throws {
    var state = try Fixture.complete(Size(width: 20, height: 5))
    for y in 0..<5 { for x in 0..<20 { #expect(mouse(.press, x, y, in: &state).isEmpty) } }
  }
}
