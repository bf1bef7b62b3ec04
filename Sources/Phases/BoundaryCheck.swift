/// A picture of boundaries held against a uniform grid of the same plane.
package struct BoundaryCheck: Hashable, Sendable {
  /// Of the uniform grid.
  package private(set) var cells = 0
  /// Cells whose regime the picture has differently.
  package private(set) var differing = 0
  /// Those among them whose neighbours all have another regime than the picture too: the boundary is further away than
  /// one cell of the uniform grid.
  package private(set) var far = 0

  package init(
    _ picture: BoundaryPicture, of lattice: Lattice, uniform: Lattice, regimes: [Cell: Regime]
  ) {
    let columns = uniform.columns.values.map(lattice.columns.nearest)
    let rows = uniform.rows.values.map(lattice.rows.nearest)
    for (row, rowPosition) in rows.enumerated() {
      for (column, columnPosition) in columns.enumerated() {
        let cell = Cell(column: column, row: row)
        guard let regime = regimes[cell] else { continue }
        cells += 1
        let pictured = picture.regime(at: Cell(column: columnPosition, row: rowPosition))
        if pictured == regime { continue }
        differing += 1
        let around = uniform.neighbourhood(of: cell)
        let isNear = uniform.cells(in: around, level: 0).contains { regimes[$0] == pictured }
        if pictured == nil || !isNear { far += 1 }
      }
    }
  }
}

extension Axis {
  /// The position whose value is nearest to this one, as a ratio.
  fileprivate func nearest(to value: Double) -> Position {
    var (low, high) = (0, positions.upperBound.units)
    while high - low > 1 {
      let middle = (low + high) / 2
      if self.value(at: Position(units: middle)) <= value { low = middle } else { high = middle }
    }
    let (below, above) = (Position(units: low), Position(units: high))
    return canonical(self.value(at: above) / value < value / self.value(at: below) ? above : below)
  }
}
