import Phases
import Terminal

extension State {
  mutating func zoom(by change: Int) {
    let before = layout
    let target = min(max(before.zoom + change, before.coarsestZoom), Position.finestLevel)
    guard target != before.zoom else {
      notice = Notice(text: change > 0 ? "this is the finest level" : "this is the whole grid")
      return
    }
    viewports[current].zoom = target == before.coarsestZoom ? nil : target
    let after = layout
    // The cursor stays on the picture where it was, in the middle of what is seen.
    let cursor = viewport.cursor
    viewports[current].cursor = Cell(
      column: cursor.column.floored(after.step), row: cursor.row.floored(after.step))
    viewports[current].origin = Cell(
      column: Position(units: max(0, cursor.column.units - after.window.width / 2 * after.step)),
      row: Position(units: max(0, cursor.row.units - after.window.height / 2 * after.step)))
    scroll()
  }
}
