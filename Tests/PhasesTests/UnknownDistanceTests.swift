import Engine
import Limits
import Model
import Testing

@testable import Phases

@Suite struct UnknownDistanceTests {
  private func summary(_ distances: LimitDistances, isTrained: Bool = true) -> CellSummary {
    var problem = Problem.standard
    (problem.seedCount, problem.test) = (2, 1)
    let seeds = problem.seeds.map { seed in
      SeedMeasurement(
        seed: seed, losses: (0...problem.steps).map { _ in isTrained ? 1 : .nan },
        peakLosses: problem.measuredSteps.map { _ in 1 }, initialDisplacement: 0.1,
        orderParameters: problem.measuredSteps.map { _ in OrderParameters() })
    }
    var summary = CellSummary(
      Measurement(problem: problem, seeds: seeds, identityLoss: 1, outputSpread: 0.1), critical: nil,
      thresholds: Thresholds(), theory: Theory(rms: 1, thresholds: Thresholds()))
    summary.distances = distances
    return summary
  }

  private let lost = LimitDistances.Seeds(median: .nan, low: .nan, high: .nan)

  @Test func whatHasAValueOrWasNotAskedForIsNotUnknown() {
    let seeds = LimitDistances.Seeds(median: 0.1, low: 0.1, high: 0.1)
    for distances in [
      LimitDistances(),
      LimitDistances(
        limit: .init(distance: seeds, error: 0.01, outputNorm: 1), tangent: seeds,
        tangentLimit: .init(distance: seeds, error: 0.01)),
    ] {
      let summary = summary(distances)
      for quantity in Quantity.allCases { #expect(summary.unknown(quantity) == nil, "\(quantity)") }
    }
  }

  /// No limit, one that is nearer than known, and networks that are gone.
  @Test func theReasonIsSaid() {
    var distances = LimitDistances(
      limit: .init(distance: lost, error: .nan, outputNorm: .nan), tangent: lost,
      tangentLimit: .init(distance: lost, error: .nan))
    distances.heldOutLimit = lost
    distances.heldOutTangentLimit = .init(distance: lost, error: 0.02)
    let unknown = summary(distances)
    for quantity in [Quantity.limitDistance, .limitDistanceError, .limitOutputNorm, .heldOutLimitDistance] {
      #expect(unknown.unknown(quantity) == "the Mean ODE is not known well enough")
    }
    #expect(unknown.unknown(.tangentLimitDistance) == "the lazy ODE is not known well enough")
    #expect(unknown.unknown(.heldOutTangentLimitDistance) == "nearer than the error of the lazy ODE")
    #expect(unknown.unknown(.tangentDistance) == "training did not stay finite")
    distances.limit?.error = 0.01
    #expect(summary(distances).unknown(.limitDistance) == "nearer than the error of the Mean ODE")
    let gone = summary(distances, isTrained: false)
    #expect(gone.unknown(.limitDistance) == "training did not stay finite")
  }
}
