import Phases

/// Where every measured boundary lies, row by row and column by column, as a table.
enum BoundaryExporter {
  private static let columns: [(name: String, kind: Field.Kind, field: @Sendable (BoundaryPoint) -> Field)] =
    [
      ("boundary", .text, { .text($0.boundary.rawValue) }),
      ("along", .text, { .text($0.along.name) }),
      ("at", .real, { .number($0.at) }),
      ("value", .real, { .number($0.value) }),
      ("low", .real, { .number($0.low) }),
      ("high", .real, { .number($0.high) }),
      ("cells", .integer, { .integer($0.cells) }),
      ("seeds", .real, { .number($0.seedSpread) }),
    ]

  static func text(_ export: Export) -> String {
    CSVExporter.table(
      columns.map { ($0.name, $0.kind) },
      export.boundaries.points.map { point in columns.map { $0.field(point) } })
  }
}
