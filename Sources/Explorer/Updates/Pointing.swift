import Phases
import Terminal

/// The mouse: it gives the commands that keys could give.
extension State {
  mutating func point(_ mouse: Mouse) -> [Effect] {
    guard Layout.fits(size) else { return [] }
    switch overlay {
    case .palette(var palette):
      switch mouse.action {
      case .press:
        let rows = rows(of: palette)
        return PaletteView(palette, rows, size: size, look: look).row(at: mouse.point).map {
          choose($0, of: rows)
        } ?? []
      case .wheelUp, .wheelDown:
        let last = rows(of: palette).count - 1
        palette.selected = min(max(0, palette.selected + (mouse.action == .wheelUp ? -3 : 3)), max(0, last))
        overlay = .palette(palette)
      case .drag, .release: break
      }
      return []
    case .prompt: return []
    case .none: return commands(for: mouse).flatMap { run($0) }
    }
  }

  private func commands(for mouse: Mouse) -> [Command] {
    let places = coordinates(at: mouse.point)
    switch mouse.action {
    case .press:
      if let places { return (viewport.mark == nil || explains ? [] : [.clear]) + [.goTo(places)] }
      return [tab(at: mouse.point).map { .pane($0) } ?? hint(at: mouse.point)].compactMap(\.self)
    // A drag that began elsewhere, on a tab for example, marks nothing.
    case .drag: return places.map { isOnCursor(mouse.point) ? [] : [.extendTo($0)] } ?? []
    case .wheelUp: return places.map { [.zoom(.in, $0)] } ?? []
    case .wheelDown: return places.map { [.zoom(.out, $0)] } ?? []
    case .release: return []
    }
  }

  /// The values of the axes at a point of the grid.
  private func coordinates(at point: Point) -> [Command.Coordinate]? {
    guard let cell = Minimap(report)?.cell(at: point) ?? cell(at: point) else { return nil }
    let study = diagram.study
    return [
      .init(parameter: study.columns.parameter, value: study.columns.value(at: cell.column)),
      .init(parameter: study.rows.parameter, value: study.rows.value(at: cell.row)),
    ]
  }

  /// The visible cell at a point of the screen.
  func cell(at point: Point) -> Cell? {
    let layout = layout
    let grid = layout.grid
    guard grid.contains(point), !display.fillsScreen, !(explains && layout.paneIsCompact) else { return nil }
    let column = (point.x - grid.x) / layout.cell.width
    let row = layout.window.height - 1 - (point.y - grid.y) / layout.cell.height
    let cell = Cell(
      column: Position(units: viewport.origin.column.units + column * layout.columnStep),
      row: Position(units: viewport.origin.row.units + row * layout.rowStep))
    return diagram.lattice.everything.contains(cell) ? cell : nil
  }

  private func isOnCursor(_ point: Point) -> Bool {
    guard let cell = cell(at: point), viewport.mark == nil else { return false }
    let (layout, cursor) = (layout, viewport.cursor)
    return cell.column.floored(layout.columnStep) == cursor.column.floored(layout.columnStep)
      && cell.row.floored(layout.rowStep) == cursor.row.floored(layout.rowStep)
  }

  private func tab(at point: Point) -> PaneKind? {
    let layout = report.shownLayout
    guard !layout.paneIsCompact, !explains else { return nil }
    let places = CellPane.frame(display.pane, of: diagram.study.vocabulary).tabPlaces(in: layout.pane)
    return places.firstIndex { $0.contains(point) }.flatMap { PaneKind(rawValue: $0) }
  }

  private func hint(at point: Point) -> Command? {
    guard notice == nil else { return nil }
    let hints = HintRow(self)
    return hints.line.places(in: hints.room).first { $0.place.contains(point) }.flatMap {
      hints.hints[$0.index].command
    }
  }
}
