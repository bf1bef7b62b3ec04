import Engine
import Limits
import Model
import RealModule

/// What training changes under Adam, and where cross-entropy begins.
extension OptimizerRate {
  /// `q` against S.
  func features(
    _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let updates = FeatureUpdates(draws: draws, seeds: seeds)
    func network(_ width: Int, steps: Int) -> (_ draw: Int, _ scale: Double) -> Problem {
      return { draw, scale in
        var problem = self.network(
          draw, depth: lazy.depth, width: width, scale: scale,
          eta: OptimizerName.adam.usualEta, steps: steps)
        problem.optimizer = .adam
        return problem
      }
    }
    let (found, figure) = try updates.measured(
      "adam", small: network(16, steps: 50), stated: [(1, 0.508), (3, 0.181), (10, 0.057)],
      large: network(lazy.width, steps: steps), scales: scales, experiment)
    // Exponents are the same with every activation.
    return (found.map { $0.verdict == .notJudged ? $0.known(ofStandard: base) : $0 }, figure)
  }

  /// What one step changes in U and in V.
  func oneStep(
    _ optimizer: OptimizerName, _ experiment: Experiment
  ) throws(TrainingFailure) -> [RateReport.Finding] {
    try OneStepChanges(optimizer: optimizer, draws: draws).findings(
      reading: "U", writing: "V", experiment
    ) { network($0, depth: 64, width: 16, scale: $1, eta: $2, steps: 1) }
  }

  /// Logits start small, of variance 1/D, so that the mean over labels is `log C + (1 − 1/C)/(2D)` and more at next order.
  func firstLosses(_ experiment: Experiment) throws(TrainingFailure) -> [RateReport.Finding] {
    let count = Double(Self.classes)
    func losses(_ dimension: Int) throws(TrainingFailure) -> [[Double]] {
      try experiment.measurements(
        "first losses",
        (0..<firstDraws).map {
          classifier($0, depth: 16, width: 64, dimension: dimension, steps: 1)
        }
      ).map { $0.seeds.map { Double($0.losses[0]) } }
    }
    let dimensions = [16, 64]
    let found = try dimensions.map(losses)
    func mean(_ values: [Double], _ seeds: [Int]) -> Double {
      seeds.reduce(0) { $0 + values[$1] } / Double(seeds.count)
    }
    let judged = zip(dimensions, found).map { dimension, losses in
      RateReport.Finding.near(
        "first loss of cross-entropy, C = \(Self.classes), D = \(dimension)",
        theory: .log(count) + (1 - 1 / count) / (2 * Double(dimension)), within: 0.01,
        because: "next orders in the logits",
        Bootstrap(draws: firstDraws, seeds: seeds).mean { mean(losses[$0], $1) })
    }
    let all = Array(0..<seeds)
    return judged + [
      .told(
        "the same of single draws, D = \(dimensions[0])", ofOneDraw: 1.63,
        Estimate(range: found[0].map { mean($0, all) }))
    ]
  }
}
