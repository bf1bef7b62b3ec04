/// Every measured boundary of a diagram, line by line, and the constants that the lines give.
package struct BoundaryTable: Hashable, Sendable {
  /// By boundary, by the axis that they lie along, by the place on the other.
  package private(set) var points: [BoundaryPoint] = []
  /// By boundary, as multiples of theory's constants.
  package private(set) var constants: [Boundary: BoundaryConstant] = [:]

  /// The lines that the constants are of.
  private(set) var fitted: [Boundary: [BoundaryPoint]] = [:]

  /// - Parameters:
  ///   - cells: all of one step of training.
  ///   - draws: what is measured of `BoundaryDraws`, by draw: the constants are those of all draws.
  package init(_ cells: [Cell: CellSummary], study: Study, draws: [[Cell: CellSummary]] = []) {
    let rows = Dictionary(grouping: cells.keys, by: \.row)
    let columns = Dictionary(grouping: cells.keys, by: \.column)
    // Line by line, so that the evidence of a line's cells is there once for all boundaries.
    let inRows = rows.keys.sorted().mapOnAllCores { row in
      let line = Self.line(rows[row] ?? [], cells, along: study.columns, \.column)
      return Boundary.allCases.map { boundary in
        line.seen(by: boundary, study.thresholds)
          .crossings(boundary, along: study.columns.parameter, line: row, at: study.rows.value(at: row))
      }
    }
    let inColumns = columns.keys.sorted().mapOnAllCores { column in
      let line = Self.line(columns[column] ?? [], cells, along: study.rows, \.row)
      return Boundary.allCases.map { boundary in
        line.seen(by: boundary, study.thresholds)
          .crossings(boundary, along: study.rows.parameter, line: column, at: study.columns.value(at: column))
      }
    }
    for (index, boundary) in Boundary.allCases.enumerated() {
      let (alongRows, alongColumns) = (inRows.flatMap { $0[index] }, inColumns.flatMap { $0[index] })
      points += alongRows + alongColumns
      // Either way the same boundary is met; the one with more lines says more.
      let (inRows, inColumns) = (alongRows.filter(\.tellsTheory), alongColumns.filter(\.tellsTheory))
      let lines = inColumns.count > inRows.count ? inColumns : inRows
      fitted[boundary] = lines
      constants[boundary] = BoundaryConstant(lines)
    }
    guard !draws.isEmpty else { return }
    let further = BoundaryDraws(self, of: study, count: draws.count + 1)
    for boundary in Boundary.allCases { constants[boundary] = further.constant(boundary, draws) }
  }

  /// The cells of a line in the order of the axis.
  private struct Line {
    let cells: [(position: Position, value: Double, summary: CellSummary, evidence: [Evidence])]
    let isLogarithmic: Bool

    func seen(by boundary: Boundary, _ thresholds: Thresholds) -> BoundaryLine {
      let points = cells.compactMap { cell -> BoundaryLine.Point? in
        let summary = cell.summary
        guard let isBeyond = boundary.row.isBeyond(summary.verdict.mark) else { return nil }
        let margin =
          summary.problem.hasCompanion ? boundary.theory.map { summary.margins[$0] } ?? .nan : .nan
        return BoundaryLine.Point(
          position: cell.position, value: cell.value, isBeyond: isBeyond,
          excesses: boundary.row.excess.map { excess in cell.evidence.map { excess($0, thresholds) } } ?? [],
          margin: margin)
      }
      return BoundaryLine(points: points, isLogarithmic: isLogarithmic)
    }
  }

  private static func line(
    _ line: [Cell], _ cells: [Cell: CellSummary], along axis: Axis, _ place: KeyPath<Cell, Position>
  ) -> Line {
    let sorted = line.map { (cell: $0, position: $0[keyPath: place]) }.sorted { $0.position < $1.position }
    return Line(
      cells: sorted.compactMap { cell, position in
        cells[cell].map { (position, axis.value(at: position), $0, $0.evidence) }
      }, isLogarithmic: axis.parameter.field.isLogarithmic)
  }

  /// What there is of one boundary along one axis.
  package func points(_ boundary: Boundary, along parameter: Parameter) -> [BoundaryPoint] {
    points.filter { $0.boundary == boundary && $0.along == parameter }
  }

  /// The boundary as a curve: along the columns' axis where more lines meet it once there, else along the rows'.
  package func curve(_ boundary: Boundary, of study: Study) -> [BoundaryPoint] {
    func single(_ parameter: Parameter) -> [BoundaryPoint] {
      let points = points(boundary, along: parameter)
      let counts = Dictionary(grouping: points, by: \.line).mapValues(\.count)
      return points.filter { counts[$0.line] == 1 }
    }
    let (inRows, inColumns) = (single(study.columns.parameter), single(study.rows.parameter))
    return inColumns.count > inRows.count ? inColumns : inRows
  }
}
