import Engine
import Model
import Phases

/// A parametrisation and the cells that were measured along it.
package struct MeasuredPath: Sendable {
  package struct Point: Sendable {
    /// After the last step.
    package let summary: CellSummary
    package let measurement: Measurement
    package let critical: CriticalUpdate

    /// Why φ has no unit here.
    package func fault(_ thresholds: Thresholds) -> Ruler.Fault? {
      critical[measurement.problem.measuredSteps.count - 1].fault(thresholds.values)
    }
  }

  package let path: ParametrisationPath
  /// From where it begins.
  package let points: [Point]
  package let thresholds: Thresholds

  /// - Parameters:
  ///   - cells: the studies of one cell that `ParametrisationPath.points` gives.
  ///   - measurements: of all their problems, and of the critical companions of these; a cell that lacks one is left
  ///     out.
  package init(
    _ path: ParametrisationPath, cells: [Study], measurements: [Problem: Measurement], thresholds: Thresholds
  ) {
    self.path = path
    self.thresholds = thresholds
    points = cells.compactMap { study in
      let problem = study.problem(for: Cell(column: 0, row: 0))
      guard let measurement = measurements[problem], let companion = measurements[problem.criticalCompanion]
      else { return nil }
      let critical = CriticalUpdate(companion: companion)
      let summary = CellSummary(measurement, critical: critical, thresholds: thresholds, theory: study.theory)
      return Point(summary: summary, measurement: measurement, critical: critical)
    }
  }
}

extension [MeasuredPath] {
  /// The sizes and followers that differ among the points, depth and α in any case, in the order of the table.
  package var varying: [Parameter] {
    let problems = flatMap { $0.points.map(\.summary.problem) }
    let candidates = ParametrisationPath.sizes + ParametrisationPath.followers
    return candidates.filter { parameter in
      parameter == .depth || parameter == .alpha || Set(problems.map(parameter.value(in:))).count > 1
    }
  }

  /// What they are drawn against: the first size that changes.
  package var abscissa: Parameter {
    let problems = flatMap { $0.points.map(\.summary.problem) }
    return ParametrisationPath.sizes.first { size in Set(problems.map(size.value(in:))).count > 1 } ?? .depth
  }
}
