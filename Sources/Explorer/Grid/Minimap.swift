import Phases
import Terminal

/// The whole grid in a corner of the zoomed one.
struct Minimap {
  private static let largest = Size(width: 12, height: 6)

  private let report: Report
  /// On the screen.
  let frame: Rect
  private var inner: Rect { Pane().inner(of: frame) }

  /// `nil` where the whole grid is seen, or there is no room.
  init?(_ report: Report) {
    let (layout, viewport) = (report.layout, report.viewport)
    let grid = layout.grid
    guard layout.zoom > layout.coarsestZoom, !report.fillsScreen, grid.width >= 20, grid.height >= 9 else {
      return nil
    }
    let size = Size(
      width: min(Self.largest.width, grid.width / 3), height: min(Self.largest.height, grid.height / 3))
    // In the corner that is farthest from the cursor.
    let (cursor, origin) = (viewport.cursor, viewport.origin)
    let isLeft = cursor.column.units - origin.column.units < layout.window.width / 2 * layout.columnStep
    let isLow = cursor.row.units - origin.row.units < layout.window.height / 2 * layout.rowStep
    self.report = report
    frame = Rect(
      x: isLeft ? grid.maxX - size.width : grid.x, y: isLow ? grid.y : grid.maxY - size.height,
      width: size.width, height: size.height)
  }

  func draw(on canvas: inout Canvas) {
    let (look, layout, viewport, diagram) = (report.look, report.layout, report.viewport, report.diagram)
    Pane().draw(on: &canvas, in: frame, look: look)
    let (study, shading) = (report.study, Shading(report))
    var map = Heatmap(size: Size(width: inner.width, height: inner.height))
    for y in 0..<2 * inner.height {
      for x in 0..<2 * inner.width {
        let cell = Cell(
          column: place(2 * x + 1, of: 4 * inner.width, study.columns),
          row: place(4 * inner.height - 2 * y - 1, of: 4 * inner.height, study.rows))
        guard let measured = diagram.measuredCell(at: cell), let summary = diagram.shown[measured] else {
          continue
        }
        let (letter, style) = shading(summary, diagram.surveys[measured])
        map.paint(.init(identity: 0, letter: letter, style: style), columns: x..<x + 1, rows: y..<y + 1)
      }
    }
    let window = layout.window
    func part(_ origin: Position, _ cells: Int, _ step: Int, _ axis: Axis, _ length: Int) -> Range<Int> {
      let all = axis.positions.upperBound.units + Position.unitsPerStep
      let low = min(origin.units * length / all, length - 1)
      return low..<max(low + 1, min(length, (origin.units + cells * step) * length / all))
    }
    let columns = part(viewport.origin.column, window.width, layout.columnStep, study.columns, inner.width)
    let rows = part(viewport.origin.row, window.height, layout.rowStep, study.rows, inner.height)
    map.selection = Rect(
      x: columns.lowerBound, y: inner.height - rows.upperBound, width: columns.count, height: rows.count)
    map.draw(on: &canvas, x: inner.x, y: inner.y, look: look)
  }

  /// The cell of the base grid at a point of the minimap.
  func cell(at point: Point) -> Cell? {
    guard frame.contains(point) else { return nil }
    let x = min(max(0, point.x - inner.x), inner.width - 1)
    let y = min(max(0, inner.maxY - 1 - point.y), inner.height - 1)
    let study = report.study
    return Cell(
      column: place(2 * x + 1, of: 2 * inner.width, study.columns),
      row: place(2 * y + 1, of: 2 * inner.height, study.rows)
    ).floored(level: 0)
  }

  /// The position at a fraction of an axis.
  private func place(_ part: Int, of whole: Int, _ axis: Axis) -> Position {
    let all = axis.positions.upperBound.units + Position.unitsPerStep
    return Position(units: min(axis.positions.upperBound.units, part * all / whole))
  }
}
