import Phases

/// The predicted boundaries as lines through the lattice, computed once a study.
package struct TheoryCurves: Hashable, Sendable {
  package struct Place: Hashable, Sendable {
    package var column: Position
    package var row: Position
  }

  package let lines: [Theory.Boundary: [Place]]

  /// Crossings at every half step of whichever axis has more of them.
  init(study: Study) {
    let theory = study.theory
    var lines: [Theory.Boundary: [Place]] = [:]
    for boundary in Theory.Boundary.allCases {
      let alongRows = Self.steps(study.rows).compactMap { row in
        theory.crossing(boundary, in: study, row: row).map { Place(column: $0, row: row) }
      }
      if alongRows.count >= study.rows.count {
        lines[boundary] = Self.extended(alongRows)
        continue
      }
      let alongColumns = Self.steps(study.columns).compactMap { column in
        theory.crossing(boundary, in: study, column: column).map { Place(column: column, row: $0) }
      }
      lines[boundary] = Self.extended(alongColumns.count > alongRows.count ? alongColumns : alongRows)
    }
    self.lines = lines
  }

  /// A cell is drawn from its place to the next one, so the line goes on for one step beyond the last place.
  private static func extended(_ line: [Place]) -> [Place] {
    guard line.count >= 2 else { return line }
    let (before, last) = (line[line.count - 2], line[line.count - 1])
    return line + [
      Place(
        column: Position(units: 3 * last.column.units - 2 * before.column.units),
        row: Position(units: 3 * last.row.units - 2 * before.row.units))
    ]
  }

  private static func steps(_ axis: Axis) -> [Position] {
    stride(from: 0, through: axis.positions.upperBound.units, by: Position.unitsPerStep / 2).map(
      Position.init(units:))
  }
}
