import Model

/// The predicted boundaries as lines through the lattice, computed once a study.
package struct TheoryCurves: Hashable, Sendable {
  /// The positions that each boundary runs through.
  package let lines: [Theory.Boundary: [Cell]]
  /// Where η passes the edge of the first step, if an axis is a step size. No boundary: nothing is compared with it.
  package let guide: [Cell]

  /// Crossings at every half step of whichever axis has more of them.
  package init(study: Study) {
    let theory = study.theory
    var lines: [Theory.Boundary: [Cell]] = [:]
    for boundary in Theory.Boundary.allCases {
      let alongRows = Self.steps(study.rows).compactMap { row in
        theory.crossing(boundary, in: study, row: row).map { Cell(column: $0, row: row) }
      }
      if alongRows.count >= study.rows.count {
        lines[boundary] = alongRows
        continue
      }
      let alongColumns = Self.steps(study.columns).compactMap { column in
        theory.crossing(boundary, in: study, column: column).map { Cell(column: column, row: $0) }
      }
      lines[boundary] = alongColumns.count > alongRows.count ? alongColumns : alongRows
    }
    self.lines = lines
    guide = StepGuide(study).line
  }

  private static func steps(_ axis: Axis) -> [Position] {
    stride(from: 0, through: axis.positions.upperBound.units, by: Position.unitsPerStep / 2).map(
      Position.init(units:))
  }
}

extension Theory {
  /// Where a boundary crosses a row, as a position along the columns, or nothing if it does not.
  package func crossing(_ boundary: Boundary, in study: Study, row: Position) -> Position? {
    crossing(boundary, along: study.columns) { study.problem(for: Cell(column: $0, row: row)) }
  }

  /// Where a boundary crosses a column, as a position along the rows, or nothing if it does not.
  package func crossing(_ boundary: Boundary, in study: Study, column: Position) -> Position? {
    crossing(boundary, along: study.rows) { study.problem(for: Cell(column: column, row: $0)) }
  }

  /// Bisection, as margins are monotonic along every axis.
  private func crossing(_ boundary: Boundary, along axis: Axis, problem: (Position) -> Problem) -> Position? {
    func isBeyond(_ position: Position) -> Bool { margin(boundary, of: problem(position)) > 1 }
    var (low, high) = (axis.positions.lowerBound, axis.positions.upperBound)
    let below = isBeyond(low)
    guard below != isBeyond(high) else { return nil }
    while high.units - low.units > 1 {
      let middle = Position(units: (low.units + high.units) / 2)
      if isBeyond(middle) == below { low = middle } else { high = middle }
    }
    return high
  }
}
