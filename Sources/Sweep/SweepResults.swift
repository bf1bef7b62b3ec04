import Archive
import Engine
import Limits
import Model
import Phases

/// What happened in a sweep; told on a worker's thread.
package enum SweepEvent: Sendable {
  case started(Scheduler.Job)
  /// Seconds that a critical companion in training still takes.
  case companionLeft(Problem, Double)
  /// A critical companion is measured; it comes before the cells that need it.
  case companion(Problem, Measurement)
  case finished(Cell, Measurement)
  /// Cells that were measured before.
  case recalled([Cell: Measurement])
  /// Finished cells cannot be kept, and why; `nil`: they can again.
  case stalled(String?)
  /// Cells that will have no result, and why.
  case failed([Cell], String)
  /// Everything wanted so far has ended, and every event about it has been told.
  case idle
}

/// The measurements of a sweep. Regimes are derived on reading, so that thresholds retrain nothing.
package struct SweepResults: Sendable {
  package private(set) var measurements: [Cell: Measurement] = [:]
  package private(set) var critical: [Problem: CriticalUpdate] = [:]
  package private(set) var failures: [Cell: String] = [:]
  package var distances: [Cell: LimitDistances] = [:]

  package init() {}

  /// What was recorded, without training anything: φ stays undefined where a companion's record is missing.
  package init(_ recorded: RecordedStudy) {
    measurements = recorded.measurements
    distances = recorded.surveys.mapValues(\.distances)
    for measurement in measurements.values {
      let companion = measurement.problem.criticalCompanion
      guard critical[companion] == nil, let found = recorded.companion(companion) else { continue }
      critical[companion] = CriticalUpdate(companion: found)
    }
  }

  package mutating func record(_ event: SweepEvent) {
    switch event {
    case .started, .companionLeft, .idle, .stalled: break
    case .companion(let problem, let measurement):
      critical[problem] = CriticalUpdate(companion: measurement)
    case .finished(let cell, let measurement): measurements[cell] = measurement
    case .recalled(let known): measurements.merge(known) { $1 }
    case .failed(let cells, let reason):
      for cell in cells { failures[cell] = reason }
    }
  }

  /// The cell as measured at a step (index in `measuredSteps`, the last by default), or nothing yet.
  package func summary(of cell: Cell, study: Study, measuredStep: Int? = nil) -> CellSummary? {
    guard let measurement = measurements[cell] else { return nil }
    var summary = CellSummary(
      measurement, critical: critical[measurement.problem.criticalCompanion],
      thresholds: study.thresholds, theory: study.theory, measuredStep: measuredStep)
    summary.distances = distances[cell] ?? LimitDistances()
    return summary
  }

  package func summaries(study: Study, measuredStep: Int? = nil) -> [Cell: CellSummary] {
    measurements.keys.reduce(into: [:]) { summaries, cell in
      summaries[cell] = summary(of: cell, study: study, measuredStep: measuredStep)
    }
  }

  /// Everything that is measured, to be written.
  package func export(of study: Study) -> Export {
    Export(study: study, measurements: measurements, critical: critical, distances: distances)
  }

  package func regimes(study: Study) -> [Cell: Regime] { summaries(study: study).mapValues(\.verdict.regime) }
}
