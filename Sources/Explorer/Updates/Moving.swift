import Phases
import Terminal

extension State {
  mutating func move(_ direction: Command.Direction, _ count: Int) {
    move(direction.step.columns * count, direction.step.rows * count)
  }

  mutating func extend(_ direction: Command.Direction, _ count: Int) {
    if viewport.mark == nil { viewports[current].mark = viewport.cursor }
    meantMatches = nil
    move(direction, count)
  }

  /// Moves by visible cells.
  private mutating func move(_ columns: Int, _ rows: Int) {
    let layout = layout
    func moved(_ position: Position, _ cells: Int, _ step: Int, _ axis: Axis) -> Position {
      let last = axis.positions.upperBound.units
      let target = position.units / step * step + min(max(cells, -last), last) * step
      return Position(units: min(max(0, target), last / step * step))
    }
    let (cursor, study) = (viewport.cursor, diagram.study)
    viewports[current].cursor = Cell(
      column: columns == 0 ? cursor.column : moved(cursor.column, columns, layout.columnStep, study.columns),
      row: rows == 0 ? cursor.row : moved(cursor.row, rows, layout.rowStep, study.rows))
    scroll()
  }

  mutating func go(to cell: Cell) {
    viewports[current].cursor = cell
    scroll()
  }

  mutating func extend(to places: [Command.Coordinate]) {
    guard let cell = cell(at: places) else { return }
    if viewport.mark == nil { viewports[current].mark = viewport.cursor }
    meantMatches = nil
    go(to: cell)
  }

  /// The cell of the base grid, the finer visible one, or a refined one that there is, whose values are nearest, the
  /// cursor's where an axis is not named; `nil` where that is wrong, with a notice.
  mutating func cell(at places: [Command.Coordinate]) -> Cell? {
    let study = diagram.study
    var cursor = viewport.cursor
    var isNamed = (column: false, row: false)
    var ratios: [(Cell) -> Double] = []
    for place in places {
      let (name, value) = (place.parameter, place.value)
      if [study.columns.parameter, study.columns.label].contains(name) {
        guard
          let position = nearest(
            value, name, study.columns, layout.columnStep, study.columnLabel(at:))
        else { return nil }
        cursor.column = position
        isNamed.column = true
        let read = name == study.columns.parameter ? study.columns.value(at:) : study.columnLabel(at:)
        ratios.append { (read($0.column) / value).distanceFromOne }
      } else if [study.rows.parameter, study.rows.label].contains(name) {
        guard let position = nearest(value, name, study.rows, layout.rowStep, study.rowLabel(at:)) else {
          return nil
        }
        cursor.row = position
        isNamed.row = true
        let read = name == study.rows.parameter ? study.rows.value(at:) : study.rowLabel(at:)
        ratios.append { (read($0.row) / value).distanceFromOne }
      } else {
        let axes = [study.columns, study.rows].map(\.parameter.name).joined(separator: " and ")
        complain("\(name.name) is not an axis of \(study.shownName); its axes are \(axes)")
        return nil
      }
    }
    return refined(near: cursor, isNamed) { cell in ratios.reduce(1) { $0 * $1(cell) } }
  }

  /// A cell that is measured or asked for, where it is nearer than this one.
  /// - Parameter isNamed: the axes along which it may be another one.
  private func refined(
    near cell: Cell, _ isNamed: (column: Bool, row: Bool), by distance: (Cell) -> Double
  ) -> Cell {
    var (best, least) = (cell, distance(cell))
    // What was clicked on is there exactly.
    guard least > 1 + 1e-9 else { return cell }
    let here = diagram.lattice.canonical(cell)
    for other in diagram.known
    where (isNamed.column || other.column == here.column) && (isNamed.row || other.row == here.row) {
      let distance = distance(other)
      if distance < least || (distance == least && other < best) { (best, least) = (other, distance) }
    }
    return best
  }

  private mutating func nearest(
    _ value: Double, _ name: Parameter, _ axis: Axis, _ visible: Int, _ label: (Position) -> Double
  ) -> Position? {
    let read = name == axis.parameter ? axis.value(at:) : label
    let step = min(visible, Position.unitsPerStep)
    let positions = stride(from: 0, through: axis.positions.upperBound.units, by: step).map(
      Position.init(units:))
    let (low, high) = (read(axis.positions.lowerBound), read(axis.positions.upperBound))
    // Half a cell beyond the ends still is at the ends.
    guard value >= min(low, high) * 0.8, value <= max(low, high) * 1.25 else {
      complain("\(name.name) goes from \(Figures.trimmed(low)) to \(Figures.trimmed(high)) here")
      return nil
    }
    return positions.min { (read($0) / value).distanceFromOne < (read($1) / value).distanceFromOne }
  }

  /// Brings the cursor into the window, moving it no more than needed.
  mutating func scroll() {
    let layout = layout
    func shifted(_ origin: Position, cursor: Position, cells: Int, _ step: Int, _ axis: Axis) -> Position {
      let last = axis.positions.upperBound.units
      let lowest = cursor.units / step * step - (cells - 1) * step
      let inside = min(max(origin.units / step * step, lowest), cursor.units / step * step)
      return Position(units: max(0, min(inside, last / step * step - (cells - 1) * step)))
    }
    let (viewport, study) = (viewport, diagram.study)
    viewports[current].origin = Cell(
      column: shifted(
        viewport.origin.column, cursor: viewport.cursor.column, cells: layout.window.width,
        layout.columnStep, study.columns),
      row: shifted(
        viewport.origin.row, cursor: viewport.cursor.row, cells: layout.window.height, layout.rowStep,
        study.rows))
  }
}

extension Double {
  /// As a ratio: 2 and 1/2 are equally far.
  fileprivate var distanceFromOne: Double { self >= 1 ? self : self > 0 ? 1 / self : .infinity }
}
