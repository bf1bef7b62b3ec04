import Engine
import Limits
import Model
import Phases

/// What is known of a study's cells, to be written in any format. Regimes are derived here, from the study's thresholds.
package struct Export: Sendable {
  package let study: Study
  package let measurements: [Cell: Measurement]
  package let critical: [Problem: CriticalUpdate]
  package let summaries: [Cell: CellSummary]
  package let view: ExportView
  /// Further draws of the data and weights, at the cells of `BoundaryDraws`.
  package var draws: [Export] = []

  /// - Parameters:
  ///   - critical: of the cells' critical companions.
  ///   - distances: to the limits, where they were asked for.
  ///   - view: after which step, and how drawings show it.
  package init(
    study: Study, measurements: [Cell: Measurement], critical: [Problem: CriticalUpdate],
    distances: [Cell: LimitDistances] = [:], view: ExportView = .whole
  ) {
    self.study = study
    self.view = view
    self.measurements = measurements
    self.critical = critical
    let theory = study.theory
    let make = { @Sendable (cell: Cell, measurement: Measurement) in
      var summary = CellSummary(
        measurement, critical: critical[measurement.problem.criticalCompanion],
        thresholds: study.thresholds, theory: theory, measuredStep: view.step)
      // The limits are those after the last step.
      if view.step == nil { summary.distances = distances[cell] ?? LimitDistances() }
      return summary
    }
    var summaries = [Cell: CellSummary](minimumCapacity: measurements.count)
    CellSummary.forEach(of: measurements, make) { cell, _, summary in summaries[cell] = summary }
    self.summaries = summaries
  }

  /// Why none of the cells has a value of a quantity, where no network of the study can have one.
  func lack(of quantity: Quantity) -> String? {
    quantity.lack(in: study).flatMap { lack in
      // Cells may have been given more seeds than the study's.
      summaries.values.contains { $0[quantity].isFinite } ? nil : lack
    }
  }

  /// Where the boundaries lie.
  package var boundaries: BoundaryTable {
    BoundaryTable(summaries, study: study, draws: draws.map(\.summaries))
  }

  /// By level, then row axis, then column axis.
  var rows: [(Cell, CellSummary, Measurement)] {
    measurements.keys.sorted().compactMap { cell in
      guard let summary = summaries[cell], let measurement = measurements[cell] else { return nil }
      return (cell, summary, measurement)
    }
  }
}
