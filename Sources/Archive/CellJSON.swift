import Engine
import Model
import Phases

/// One cell as one JSON object: the CSV's names, then the losses, then the seeds one by one.
package struct CellJSON {
  private let cell: Cell
  private let summary: CellSummary
  private let measurement: Measurement
  private let critical: CriticalUpdate?
  private let thresholds: Thresholds
  private let isTable: Bool

  /// - Parameters:
  ///   - summary: after the last step.
  ///   - isTable: it is a line among others, and whatever reads them takes one type for all values of a name: reals have a
  ///     point or an exponent.
  package init(
    cell: Cell, summary: CellSummary, measurement: Measurement, critical: CriticalUpdate?,
    thresholds: Thresholds, isTable: Bool = false
  ) {
    self.cell = cell
    self.summary = summary
    self.measurement = measurement
    self.critical = critical
    self.thresholds = thresholds
    self.isTable = isTable
  }

  /// In one line. `losses` are the medians over the seeds after the steps of `loss_steps`.
  package var text: String {
    let steps = measurement.configuration.curveSteps
    let seeds = measurement.seeds
    let losses = steps.indices.map { point in seeds.map { $0.losses[point] }.finiteMedian }
    return JSONText.object(
      CSVExporter.columns.map { ($0.name, text($0.field(cell, summary), $0.kind)) } + [
        ("key", JSONText.string("\(ProblemKey(measurement.configuration))")),
        ("measured_steps", "\(measurement.configuration.measuredSteps)"),
        ("identity_loss", number(measurement.identityLoss)),
        ("loss_steps", JSONText.list(steps.map(String.init))),
        ("losses", JSONText.list(losses.map(number))),
        ("per_seed", JSONText.list(seeds.indices.map { seed($0, seeds[$0]) })),
      ])
  }

  private func text(_ field: Field, _ kind: Field.Kind) -> String { isTable ? field.json(kind) : field.json }

  private func number(_ value: Float) -> String { text(.measured(value), .real) }

  private func seed(_ index: Int, _ seed: SeedMeasurement) -> String {
    let row = SeedCSVExporter.Row(
      seed: seed, evidence: summary.evidence[index], order: seed.orderParameters.last ?? OrderParameters(),
      thresholds: thresholds)
    let along = seed.orderParameters.indices.map { orderParameters(index, seed, $0) }
    return JSONText.object(
      SeedCSVExporter.seedColumns.map { ($0.name, text($0.field(row), $0.kind)) } + [
        ("losses", JSONText.list(seed.losses.map(number))), ("along_training", JSONText.list(along)),
      ])
  }

  private func orderParameters(_ place: Int, _ seed: SeedMeasurement, _ index: Int) -> String {
    let configuration = measurement.configuration
    let row = SeedCSVExporter.Row(
      seed: seed,
      evidence: Evidence(
        measurement.views[place], configuration: configuration, measuredStep: index,
        criticalUpdate: critical?[index] ?? .nan),
      order: seed.orderParameters[index], thresholds: thresholds)
    return JSONText.object(
      [("step", String(configuration.measuredSteps[index]))]
        + SeedCSVExporter.orderColumns.map { ($0.name, text($0.field(row), $0.kind)) })
  }
}
