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
    for boundary in Boundary.allCases {
      let alongRows = rows.keys.sorted().flatMap { row in
        Self.line(boundary, rows[row] ?? [], cells, along: study.columns, \.column, study.thresholds)
          .crossings(boundary, along: study.columns.parameter, line: row, at: study.rows.value(at: row))
      }
      let alongColumns = columns.keys.sorted().flatMap { column in
        Self.line(boundary, columns[column] ?? [], cells, along: study.rows, \.row, study.thresholds)
          .crossings(boundary, along: study.rows.parameter, line: column, at: study.columns.value(at: column))
      }
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

  private static func line(
    _ boundary: Boundary, _ line: [Cell], _ cells: [Cell: CellSummary], along axis: Axis,
    _ place: KeyPath<Cell, Position>, _ thresholds: Thresholds
  ) -> BoundaryLine {
    let points = line.sorted { $0[keyPath: place] < $1[keyPath: place] }.compactMap {
      cell -> BoundaryLine.Point? in
      guard let summary = cells[cell], let isBeyond = boundary.row.isBeyond(summary.verdict.mark) else {
        return nil
      }
      let position = cell[keyPath: place]
      let margin = summary.problem.hasCompanion ? boundary.theory.map { summary.margins[$0] } ?? .nan : .nan
      return BoundaryLine.Point(
        position: position, value: axis.value(at: position), isBeyond: isBeyond,
        excesses: boundary.row.excess.map { excess in summary.evidence.map { excess($0, thresholds) } } ?? [],
        margin: margin)
    }
    return BoundaryLine(points: points, isLogarithmic: axis.parameter.field.isLogarithmic)
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
