import Engine
import Model
import Phases

/// The science of a study as a table with one row per seed: what its cell is, then the seed's own values, in the
/// order of the cells and within them of the seeds.
package enum SeedCSVExporter {
  /// One seed as measured after a step, and what it is judged by.
  struct Row {
    var reading: SeedReading
    var thresholds: Thresholds
  }

  struct Column: Sendable {
    let name: String
    let kind: Field.Kind
    let field: @Sendable (Row) -> Field

    init(_ name: String, _ kind: Field.Kind, _ field: @escaping @Sendable (Row) -> Field) {
      self.name = name
      self.kind = kind
      self.field = field
    }

    init(_ quantity: Quantity) {
      self.init(quantity.name, .real) { quantity.value(of: $0.reading).map(Field.measured) ?? .none }
    }
  }

  /// Of the built-in networks.
  static let seedColumns = seedColumns(of: .builtIn)

  static func seedColumns(of vocabulary: Vocabulary) -> [Column] {
    [
      Column("seed", .integer) { .integer($0.reading.seed.seed) },
      Column("vote", .text) {
        let rules = $0.thresholds.rules.rules
        return .text(rules[Rule.deciding($0.reading.evidence, $0.thresholds)].regime.csvName)
      },
      Column("vote_reason", .text) { .text(Rule.reason($0.reading.evidence, $0.thresholds)?.rawValue ?? "") },
    ] + vocabulary.quantities.ofSeeds.map(Column.init)
  }

  /// What training changed.
  static func stepColumns(of vocabulary: Vocabulary) -> [Column] {
    vocabulary.quantities.ofSteps.map(Column.init)
  }

  /// Of some of the cells of a table, behind all others: what is measured on held-out samples, or of labels.
  static func occasionalColumns(of problems: some Sequence<Problem>) -> [Column] {
    Quantity.occasionalOfSeeds.filter { quantity in problems.contains { quantity.isDefined(for: $0) } }
      .map(Column.init)
  }

  /// What every table has.
  static func columns(of vocabulary: Vocabulary = .builtIn) -> [(name: String, kind: Field.Kind)] {
    CSVExporter.cellColumns(of: vocabulary).map { ($0.name, $0.kind) }
      + seedColumns(of: vocabulary).map { ($0.name, $0.kind) }
  }

  package static var header: [String] { columns().map(\.name) }

  /// The cells with their summaries after the last step.
  static func text(
    _ cells: [(Cell, CellSummary, Measurement)], thresholds: Thresholds, _ vocabulary: Vocabulary = .builtIn
  ) -> String {
    let (cellColumns, seedColumns) = (CSVExporter.cellColumns(of: vocabulary), seedColumns(of: vocabulary))
    let summaries = cells.lazy.map(\.1)
    let others = occasionalColumns(of: summaries.map(\.problem))
    let occasional = CSVExporter.occasionalCellColumns(of: summaries)
    let rows = cells.flatMap { cell, summary, measurement in
      let shared = cellColumns.map { $0.field(cell, summary) }
      let choices = occasional.map { $0.field(cell, summary) }
      let steps = measurement.measuredSteps
      let last = steps.firstIndex(of: summary.step) ?? steps.count - 1
      return zip(measurement.views, summary.evidence).map { seed, evidence in
        let reading = SeedReading(seed, measuredStep: last, evidence: evidence)
        func fields(_ columns: [Column]) -> [Field] {
          columns.map { $0.field(Row(reading: reading, thresholds: thresholds)) }
        }
        return shared + fields(seedColumns) + choices + fields(others)
      }
    }
    return CSVExporter.table(
      columns(of: vocabulary) + occasional.map { ($0.name, $0.kind) } + others.map { ($0.name, $0.kind) },
      rows)
  }
}
