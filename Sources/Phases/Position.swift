/// A place on an axis, in fixed point: the base values stand at whole steps, refinement goes in between.
package struct Position: Hashable, Comparable, Sendable {
  /// Refinement halves the spacing at most this often.
  package static let finestLevel = 8
  /// Units between two neighbouring base values.
  package static let unitsPerStep = 1 << finestLevel

  package var units: Int

  package init(units: Int) { self.units = units }

  /// The position of a base value.
  package init(base index: Int) { units = index * Self.unitsPerStep }

  /// The spacing of a level's positions, in units.
  package static func spacing(level: Int) -> Int { unitsPerStep >> level }

  /// 0 for a base value, 1 half-way between two, and so on: the first level whose grid has this position.
  package var level: Int { units == 0 ? 0 : max(0, Self.finestLevel - units.trailingZeroBitCount) }

  /// The base value at or below it.
  package var baseIndex: Int { units >> Self.finestLevel }

  /// In steps of the base grid.
  package var steps: Double { Double(units) / Double(Self.unitsPerStep) }

  /// The multiple of a spacing at or below it.
  package func floored(_ spacing: Int) -> Position { Position(units: units / spacing * spacing) }

  package static func < (a: Position, b: Position) -> Bool { a.units < b.units }
}

/// One point of a study's plane, ordered as the CSV is: by level, then row axis, then column axis.
package struct Cell: Hashable, Comparable, Sendable {
  package var column: Position
  package var row: Position

  package init(column: Position, row: Position) {
    self.column = column
    self.row = row
  }

  /// The cell of the base grid at these indices.
  package init(column: Int, row: Int) {
    self.init(column: Position(base: column), row: Position(base: row))
  }

  /// In one step, as cells are looked up more than anything else.
  package func hash(into hasher: inout Hasher) { hasher.combine(column.units << 32 ^ row.units) }

  /// 0 on the base grid, else the refinement level that first has this cell.
  package var level: Int { max(column.level, row.level) }

  /// The cell of a level's grid at or below; −1 and −2 are every second and every fourth of the base grid.
  package func floored(level: Int) -> Cell {
    let spacing = level >= 0 ? Position.spacing(level: level) : Position.unitsPerStep << -level
    return Cell(column: column.floored(spacing), row: row.floored(spacing))
  }

  package static func < (a: Cell, b: Cell) -> Bool {
    (a.level, a.row.units, a.column.units) < (b.level, b.row.units, b.column.units)
  }
}

/// A rectangle of positions, its edges included.
package struct Region: Hashable, Sendable {
  package var columns: ClosedRange<Position>
  package var rows: ClosedRange<Position>

  package init(columns: ClosedRange<Position>, rows: ClosedRange<Position>) {
    self.columns = columns
    self.rows = rows
  }

  /// The smallest region with both cells, as marked from one to the other.
  package init(from a: Cell, to b: Cell) {
    columns = min(a.column, b.column)...max(a.column, b.column)
    rows = min(a.row, b.row)...max(a.row, b.row)
  }

  package func contains(_ cell: Cell) -> Bool { columns.contains(cell.column) && rows.contains(cell.row) }
}
