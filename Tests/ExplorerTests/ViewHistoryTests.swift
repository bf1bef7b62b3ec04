import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct ViewHistoryTests {
  private let size = Size(width: 80, height: 24)

  /// Whatever a key changes of the view, u takes back and ctrl-r brings again.
  @Test(arguments: ["t", "c", "3", "B", ",", "+", "x", "z", "33"]) func undoesAndRedoes(_ keys: String) throws
  {
    var state = try Fixture.complete(size)
    _ = state.type("ll")
    let before = state.view().text
    _ = state.type(keys)
    let after = state.view().text
    #expect(before != after)
    for _ in keys { _ = state.type("u") }
    _ = state.press(.left, .right)
    #expect(state.view().text == before)
    _ = state.type("u")
    #expect(state.notice?.text == "there is nothing to undo")
    for _ in keys { _ = state.press(.control("r")) }
    let isStudy = keys == "x"
    #expect(state.current == (isStudy ? 1 : 0))
    _ = state.press(.control("r"))
    #expect(state.notice?.text == "there is nothing to redo")
  }

  @Test func theOtherStudyIsWorkedOnAgain() throws {
    var state = try Fixture.complete(size)
    _ = state.type("x")
    #expect(state.type("u") == [.run(0)])
    #expect(state.press(.control("r")) == [.run(1)])
    #expect(state.type("[") == [.run(0)] && state.type("]") == [.run(1)])
  }

  /// Moving, refining and whatever is no change of the view cannot be undone; a new change forgets what was undone.
  @Test func onlyViewsAreRemembered() throws {
    var state = try Fixture.complete(size)
    _ = state.type("hjkl0$gGrvv")
    _ = state.type("u")
    #expect(state.notice?.text == "there is nothing to undo")
    _ = state.type("tu")
    _ = state.type("c")
    _ = state.press(.control("r"))
    #expect(state.notice?.text == "there is nothing to redo" && state.display.showsTheory)
  }

  @Test func backAndForwardThroughWhatWasSeen() throws {
    var state = try Fixture.complete(size)
    let places: [Viewport] = ["+", "+", ":goto alpha=100\n", "-", "x"].map { keys in
      defer { for key in keys { _ = state.update(.key(key == "\n" ? .enter : .character(key))) } }
      return state.viewport
    }
    let last = state.viewport
    for place in places.reversed() {
      _ = state.type("[")
      #expect(state.viewport == place)
    }
    _ = state.type("[")
    #expect(state.notice?.text == "this is the first view")
    for place in places.dropFirst() + [last] {
      _ = state.type("]")
      #expect(state.viewport == place)
    }
    _ = state.type("]")
    #expect(state.notice?.text == "this is the last view" && state.current == 1)
  }

  @Test func aRegionFillsTheWindow() throws {
    var state = try Fixture.complete(size)
    _ = state.update(.command(try Command("goto alpha=1 depth=8")))
    _ = state.update(.command(.mark))
    _ = state.update(.command(try Command("goto alpha=5 depth=64")))
    let region = try #require(state.viewport.markedRegion)
    _ = state.type("+")
    #expect(state.viewport.markedRegion == nil && state.layout.zoom >= 1)
    let layout = state.layout
    let origin = state.viewport.origin
    let right = origin.column.units + (layout.window.width - 1) * layout.columnStep
    let top = origin.row.units + (layout.window.height - 1) * layout.rowStep
    #expect(origin.column <= region.columns.lowerBound && right >= region.columns.upperBound.units)
    #expect(origin.row <= region.rows.lowerBound && top >= region.rows.upperBound.units)
    // One step finer it would not.
    let finer = Layout.step(zoom: layout.zoom + 1)
    let width = (region.columns.upperBound.units - region.columns.lowerBound.units) / finer + 1
    let height = (region.rows.upperBound.units - region.rows.lowerBound.units) / finer + 1
    #expect(width > layout.window.width || height > layout.window.height)
    _ = state.update(.command(.zoom(.all, [])))
    #expect(state.viewport.zoom == nil)
    _ = state.update(.command(.zoom(.region, [])))
    #expect(state.notice?.isError == true)
  }

  @Test(arguments: [(80, 24), (120, 40)]) func theMinimapShowsTheWindow(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    #expect(Minimap(state.report) == nil)
    _ = state.type("0G++")
    let corner = try #require(Minimap(state.report)).frame
    let grid = state.layout.grid
    // Away from the cursor, which is low on the left.
    #expect(corner.maxX == grid.maxX && corner.y == grid.y)
    let picture = state.view()
    func isSeen(_ x: Int, _ y: Int) -> Bool { picture[x, y].style.modifiers.contains(.reverse) }
    #expect(isSeen(corner.x + 1, corner.maxY - 2) && !isSeen(corner.maxX - 2, corner.y + 1))
    // A click there goes there, and the map to another corner.
    _ = state.update(.key(.mouse(Mouse(.press, x: corner.maxX - 2, y: corner.y + 1))))
    #expect(state.viewport.cursor.column.baseIndex > 25 && state.viewport.cursor.row.baseIndex > 14)
    #expect(try #require(Minimap(state.report)).frame != corner)
    _ = state.type("[")
    #expect(state.viewport.cursor == Cell(column: 0, row: 0))
    _ = state.type("--")
    #expect(Minimap(state.report) == nil)
  }

  @Test func aPaneFillsTheScreen() throws {
    var state = try Fixture.complete(Size(width: 60, height: 20))
    #expect(!state.view().text.contains("loss against training step"))
    _ = state.type("z")
    let rows = state.view().text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows[2].hasPrefix("╭[1 loss]") && rows[2].count == 60 && rows[18].hasPrefix("╰"))
    #expect(state.view().text.contains("loss against training step"))
    _ = state.update(.key(.mouse(Mouse(.press, x: 11, y: 2))))
    #expect(state.display.pane == .limit)
    _ = state.press(.escape)
    #expect(!state.display.fillsScreen)
  }
}
