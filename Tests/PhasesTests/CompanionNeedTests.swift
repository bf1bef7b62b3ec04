import Engine
import Model
import Testing

@testable import Phases

/// Which cells have their regime without a critical companion.
@Suite struct CompanionNeedTests {
  private func measurement(noisy: Int, unstable: Int = 0, of count: Int) -> Engine.Measurement {
    var problem = Problem.standard
    problem.seedCount = count
    let seeds = problem.seeds.enumerated().map { index, seed in
      var order = OrderParameters()
      order.localFeatureUpdate = 1
      let end: Float = index >= noisy && index < noisy + unstable ? 3 : 0.5
      return SeedMeasurement(
        seed: seed, losses: (0...problem.steps).map { $0 == problem.steps ? end : 2 },
        peakLosses: problem.measuredSteps.map { _ in 2 }, initialDisplacement: index < noisy ? 2 : 0.01,
        orderParameters: problem.measuredSteps.map { _ in order })
    }
    return Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.1)
  }

  @Test(arguments: [
    (8, 0, 8, false), (4, 0, 8, false), (3, 0, 8, true), (0, 8, 8, false), (2, 2, 8, false), (2, 1, 8, true),
    (0, 0, 8, true), (1, 0, 1, false), (1, 0, 3, true), (2, 0, 3, false),
  ])
  func halfOfTheSeedsDecide(_ noisy: Int, _ unstable: Int, _ count: Int, _ needs: Bool) {
    let measurement = measurement(noisy: noisy, unstable: unstable, of: count)
    #expect(measurement.needsCompanion(Thresholds()) == needs)
    // Without need every companion gives the same, and the need is real otherwise.
    let steps = measurement.problem.measuredSteps
    let marks = [0.2, 1, 10, .nan].map { (update: Float) in
      let critical = CriticalUpdate(steps.map { _ in Ruler(update: update) })
      return CellSummary(measurement, critical: critical, thresholds: Thresholds(), theory: Theory()).verdict
        .mark
    }
    #expect((Set(marks).count > 1) == needs, "\(marks)")
  }

  /// A cell that is noise by one threshold may not be by another.
  @Test func thresholdsCount() {
    var thresholds = Thresholds()
    #expect(!measurement(noisy: 8, of: 8).needsCompanion(thresholds))
    thresholds[.noise] = 3
    #expect(measurement(noisy: 8, of: 8).needsCompanion(thresholds))
  }
}
