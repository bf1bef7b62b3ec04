import Archive
import Phases

extension State {
  /// What is seen, as exports write it: the step, the colouring, and the part of the diagram where that is not all of it.
  var exportView: ExportView {
    var view = ExportView(step: diagram.shownStep)
    if case .quantity(let quantity) = display.coloring { view.quantity = quantity }
    guard viewport.zoom != nil, layout.zoom > layout.coarsestZoom else { return view }
    let (origin, lattice) = (viewport.origin, diagram.lattice)
    func range(_ start: Position, _ cells: Int, _ step: Int, _ axis: Axis) -> ClosedRange<Position> {
      let end = min(start.units + (cells - 1) * step, axis.positions.upperBound.units)
      return start...Position(units: max(start.units, end))
    }
    view.region = Region(
      columns: range(origin.column, layout.window.width, layout.columnStep, lattice.columns),
      rows: range(origin.row, layout.window.height, layout.rowStep, lattice.rows))
    return view
  }
}
