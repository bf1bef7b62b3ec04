import Engine
import Model
import Phases

/// The science of a study as a table with one row per seed: what its cell is, then the seed's own values, in the
/// order of the cells and within them of the seeds.
package enum SeedCSVExporter {
  /// One seed as measured after a step.
  struct Row {
    var seed: SeedMeasurement
    var evidence: Evidence
    var order: OrderParameters
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
  }

  static let seedColumns: [Column] =
    [
      Column("seed", .integer) { .integer($0.seed.seed) },
      Column("vote", .text) { .text(Rule.all[Rule.deciding($0.evidence, $0.thresholds)].regime.csvName) },
      Column("vote_reason", .text) { .text(Rule.reason($0.evidence, $0.thresholds)?.rawValue ?? "") },
      Column("loss_initial", .real) { .measured($0.evidence.initialLoss) },
      Column("loss_final", .real) { .measured($0.evidence.finalLoss) },
      Column("loss_peak", .real) { .measured($0.evidence.peakLoss) },
      Column("initial_displacement", .real) { .measured($0.evidence.initialDisplacement) },
    ] + orderColumns

  /// What training changed.
  static let orderColumns: [Column] = [
    Column("local_feature_update", .real) { .measured($0.order.localFeatureUpdate) },
    Column("relative_feature_update", .real) { .measured($0.evidence.relativeFeatureUpdate) },
    Column("drift_nonlinearity", .real) { .measured($0.order.driftNonlinearity) },
    Column("input_weight_change", .real) { .measured($0.order.inputWeightChange) },
    Column("output_weight_change", .real) { .measured($0.order.outputWeightChange) },
    Column("preactivation_change", .real) { .measured($0.order.preactivationChange) },
    Column("output_change", .real) { .measured($0.order.outputChange) },
  ]

  static var columns: [(name: String, kind: Field.Kind)] {
    CSVExporter.cellColumns.map { ($0.name, $0.kind) } + seedColumns.map { ($0.name, $0.kind) }
  }

  package static var header: [String] { columns.map(\.name) }

  /// The cells with their summaries after the last step.
  static func text(_ cells: [(Cell, CellSummary, Measurement)], thresholds: Thresholds) -> String {
    let rows = cells.flatMap { cell, summary, measurement in
      let shared = CSVExporter.cellColumns.map { $0.field(cell, summary) }
      return zip(measurement.seeds, summary.evidence).map { seed, evidence in
        let row = Row(
          seed: seed, evidence: evidence, order: seed.orderParameters.last ?? OrderParameters(),
          thresholds: thresholds)
        return shared + seedColumns.map { $0.field(row) }
      }
    }
    return CSVExporter.table(columns, rows)
  }
}
