import Phases
import Terminal

extension State {
  /// - Parameter places: what stays where it is on the screen; without them the cursor comes to the middle.
  mutating func zoom(by change: Int, at places: [Command.Coordinate] = []) {
    let before = layout
    guard let cursor = cell(at: places) else { return }
    let target = min(max(before.zoom + change, before.coarsestZoom), Position.finestLevel)
    guard target != before.zoom else {
      notice = Notice(text: change > 0 ? "this is the finest level" : "this is the whole grid")
      return
    }
    viewports[current].zoom = target == before.coarsestZoom ? nil : target
    let after = layout
    func origin(_ cursor: Position, _ origin: Position, _ cells: Int) -> Position {
      let shown = places.isEmpty ? cells / 2 : (cursor.units - origin.units) / before.step
      return Position(units: max(0, cursor.units - shown * after.step))
    }
    let old = viewport.origin
    viewports[current].cursor = Cell(
      column: cursor.column.floored(after.step), row: cursor.row.floored(after.step))
    viewports[current].origin = Cell(
      column: origin(cursor.column, old.column, after.window.width),
      row: origin(cursor.row, old.row, after.window.height))
    scroll()
  }
}
