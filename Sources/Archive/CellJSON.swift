import Networks
import Phases

/// One cell as one JSON object: the CSV's names, then the losses, then the seeds one by one.
package struct CellJSON {
  private let cell: Cell
  private let summary: CellSummary
  private let measurement: Measurement
  private let critical: CriticalUpdate?
  private let thresholds: Thresholds

  /// - Parameter summary: after the last step.
  package init(
    cell: Cell, summary: CellSummary, measurement: Measurement, critical: CriticalUpdate?,
    thresholds: Thresholds
  ) {
    self.cell = cell
    self.summary = summary
    self.measurement = measurement
    self.critical = critical
    self.thresholds = thresholds
  }

  /// In one line. `losses` are the medians over the seeds after the steps of `loss_steps`.
  package var text: String {
    let steps = measurement.configuration.curveSteps
    let seeds = measurement.seeds
    let losses = steps.indices.map { point in seeds.map { $0.losses[point] }.finiteMedian }
    return JSONText.object(
      CSVExporter.columns.map { ($0.name, $0.field(cell, summary).json) } + [
        ("key", JSONText.string("\(ConfigurationKey(measurement.configuration))")),
        ("measured_steps", "\(measurement.configuration.measuredSteps)"),
        ("identity_loss", JSONText.number(measurement.identityLoss)),
        ("loss_steps", JSONText.list(steps.map(String.init))),
        ("losses", JSONText.list(losses)),
        ("per_seed", JSONText.list(seeds.indices.map { seed($0, seeds[$0]) })),
      ])
  }

  private func seed(_ index: Int, _ seed: SeedMeasurement) -> String {
    let row = SeedCSVExporter.Row(
      seed: seed, evidence: summary.evidence[index], order: seed.orderParameters.last ?? OrderParameters(),
      thresholds: thresholds)
    let along = seed.orderParameters.indices.map { orderParameters(index, seed, $0) }
    return JSONText.object(
      SeedCSVExporter.seedColumns.map { ($0.name, $0.field(row).json) } + [
        ("losses", JSONText.list(seed.losses)), ("along_training", JSONText.list(along)),
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
        + SeedCSVExporter.orderColumns.map { ($0.name, $0.field(row).json) })
  }
}
