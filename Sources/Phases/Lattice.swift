/// The plane of two axes: which cells there are, in which order to measure them, and where to add more.
package struct Lattice: Hashable, Sendable {
  package let columns: Axis
  package let rows: Axis

  package init(columns: Axis, rows: Axis) {
    self.columns = columns
    self.rows = rows
  }

  package var everything: Region { Region(columns: columns.positions, rows: rows.positions) }

  /// The base grid by row, then column.
  package var baseCells: [Cell] { every(1) }

  /// The base grid in three stages, coarse to fine: every 4th cell in both directions, then what every 2nd adds,
  /// then the rest. A cell not yet measured is drawn like the coarser one below and left of it, so that each
  /// stage is a complete picture without the last row and column.
  package var stages: [[Cell]] {
    var known: Set<Cell> = []
    return [4, 2, 1].map { spacing in every(spacing).filter { known.insert($0).inserted } }
  }

  private func every(_ spacing: Int) -> [Cell] {
    stride(from: 0, to: rows.count, by: spacing).flatMap { row in
      stride(from: 0, to: columns.count, by: spacing).map { Cell(column: $0, row: row) }
    }
  }

  /// The cell itself or, where an axis rounds to a value that a coarser position has, that one.
  package func canonical(_ cell: Cell) -> Cell {
    Cell(column: columns.canonical(cell.column), row: rows.canonical(cell.row))
  }

  /// A cell and its neighbours at the spacing of `level`, within the axes.
  package func neighbourhood(of cell: Cell, level: Int = 0) -> Region {
    let spacing = Position.spacing(level: min(max(level, 0), Position.finestLevel))
    func around(_ position: Position, _ axis: Axis) -> ClosedRange<Position> {
      let low = max(axis.positions.lowerBound.units, position.units - spacing)
      let high = min(axis.positions.upperBound.units, position.units + spacing)
      return Position(units: min(low, high))...Position(units: max(low, high))
    }
    return Region(columns: around(cell.column, columns), rows: around(cell.row, rows))
  }

  /// All cells of the grid of `level` within a region.
  package func cells(in region: Region, level: Int) -> [Cell] {
    let inColumns = columns.grid(level: level, in: region.columns)
    return rows.grid(level: level, in: region.rows).flatMap { row in
      inColumns.map { Cell(column: $0, row: row) }
    }
  }

  /// The cells that subdivide a region 2× in both directions: those missing from `known` (measured or on their
  /// way) at the first level that is not complete there, in CSV order; empty where the axes have nothing
  /// finer.
  package func subdivision(of region: Region, known: Set<Cell>) -> [Cell] {
    for level in 1...Position.finestLevel {
      let missing = cells(in: region, level: level).filter { !known.contains($0) }
      if !missing.isEmpty { return missing.sorted() }
    }
    return []
  }

  /// The cells half-way between every two neighbours on the grid of `level` whose regimes differ, in CSV order.
  /// Decided from `regimes` alone, so that the same results always ask for the same cells.
  package func boundary(level: Int, regimes: [Cell: Regime]) -> [Cell] {
    guard (0..<Position.finestLevel).contains(level) else { return [] }
    let spacing = Position.spacing(level: level)
    var added: Set<Cell> = []
    for (cell, regime) in regimes {
      let right = Cell(column: Position(units: cell.column.units + spacing), row: cell.row)
      let up = Cell(column: cell.column, row: Position(units: cell.row.units + spacing))
      for neighbour in [right, up] {
        let other = canonical(neighbour)
        guard everything.contains(neighbour), let there = regimes[other], there != regime else { continue }
        added.insert(
          canonical(
            Cell(
              column: Position(units: (cell.column.units + neighbour.column.units) / 2),
              row: Position(units: (cell.row.units + neighbour.row.units) / 2))))
      }
    }
    return added.filter { regimes[$0] == nil }.sorted()
  }
}
