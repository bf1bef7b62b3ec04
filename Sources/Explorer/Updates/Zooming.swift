import Phases
import Terminal

extension State {
  mutating func zoom(_ zoom: Command.Zoom, at places: [Command.Coordinate]) {
    switch zoom {
    case .in:
      if let region = viewport.markedRegion, places.isEmpty {
        fill(with: region)
      } else {
        self.zoom(by: 1, at: places)
      }
    case .out: self.zoom(by: -1, at: places)
    case .all: self.zoom(by: layout.coarsestZoom - layout.zoom, at: places)
    case .region:
      guard let region = viewport.markedRegion else { return complain("no region is marked; v marks one") }
      fill(with: region)
    }
  }

  /// As fine as a region fits into the window, which has it in its middle.
  private mutating func fill(with region: Region) {
    viewports[current].mark = nil
    let coarsest = layout.coarsestZoom
    for zoom in stride(from: Position.finestLevel, through: coarsest, by: -1) {
      viewports[current].zoom = zoom == coarsest ? nil : zoom
      let layout = layout
      func cells(_ range: ClosedRange<Position>, _ step: Int) -> Int {
        (range.upperBound.units - range.lowerBound.units) / step + 1
      }
      let spare = Size(
        width: layout.window.width - cells(region.columns, layout.columnStep),
        height: layout.window.height - cells(region.rows, layout.rowStep))
      guard zoom == coarsest || (spare.width >= 0 && spare.height >= 0) else { continue }
      func origin(_ low: Position, _ spare: Int, _ step: Int) -> Position {
        Position(units: max(0, (low.units / step - spare / 2) * step))
      }
      viewports[current].origin = Cell(
        column: origin(region.columns.lowerBound, spare.width, layout.columnStep),
        row: origin(region.rows.lowerBound, spare.height, layout.rowStep))
      break
    }
    scroll()
  }

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
    func origin(_ cursor: Position, _ origin: Position, _ cells: Int, _ steps: (from: Int, to: Int))
      -> Position
    {
      let shown = places.isEmpty ? cells / 2 : (cursor.units - origin.units) / steps.from
      return Position(units: max(0, cursor.units - shown * steps.to))
    }
    let old = viewport.origin
    viewports[current].cursor = Cell(
      column: cursor.column.floored(after.columnStep), row: cursor.row.floored(after.rowStep))
    viewports[current].origin = Cell(
      column: origin(
        cursor.column, old.column, after.window.width, (before.columnStep, after.columnStep)),
      row: origin(cursor.row, old.row, after.window.height, (before.rowStep, after.rowStep)))
    scroll()
  }
}
