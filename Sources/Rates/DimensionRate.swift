import Engine
import Limits
import Model
import RealModule

/// The fluctuation of the output against the embedding dimension at the critical scale: `√D/√(LM)`.
struct DimensionRate: Rate {
  static let name = "dimension"
  static let summary = "the fluctuation against the embedding dimension"

  let base: RateNetwork
  var draws = 5
  var steps = 50
  var depth = 128
  var width = 16
  var dimensions = [8, 16, 32, 64, 128]
  var seeds = 32

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (depth, seeds) = (64, 16)
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let problems = (0..<draws).flatMap { draw in
      dimensions.map {
        base.problem(
          draw: draw, depth: depth, width: width, dimension: $0, steps: steps, seeds: seeds)
      }
    }
    let outputs = try experiment.map("networks", problems, cost: \.operations) {
      problem, trainer throws(TrainingFailure) in
      try experiment.trained(problem, trainer)
    }
    let initial = outputs.map { $0.map { $0.initial.map(Double.init) } }
    let trained = outputs.map { $0.compactMap { $0.trained?.map(Double.init) } }
    guard trained.allSatisfy({ $0.count == seeds }) else { throw .diverged }

    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    let x = dimensions.map(Double.init)
    func exponent(_ outputs: [[[Double]]]) -> Estimate {
      bootstrap.mean { draw, seeds in
        slope(
          dimensions.indices.map {
            (x[$0], Samples(outputs[draw * dimensions.count + $0], picking: seeds).variance.squareRoot())
          })
      }
    }
    func spreads(_ outputs: [[[Double]]]) -> [[Double]] {
      (0..<draws).map { draw in
        dimensions.indices.map { Samples(outputs[draw * dimensions.count + $0]).variance.squareRoot() }
      }
    }
    let root = Double(depth * width).squareRoot()
    /// The paper's line at S = 1, over which the trained spread is measured.
    let line = x.map { (0.35 * $0.squareRoot() + 0.4) / root }
    let ratios = spreads(trained).flatMap { zip($0, line).map { $0 / $1 } }
    return RateReport(
      title: "Fluctuation against the embedding dimension",
      setting:
        "S = 1, L = \(depth), M = \(width), N = 10, K = \(steps), \(draws) draws of the data, \(seeds) seeds",
      findings: [
        .near("before training, exponent in D", theory: 0.5, within: 0.02, exponent(initial)),
        .within(
          "after training, spread over the paper's line", theory: 1, 1 / 3.5...3.5, Estimate(range: ratios)
        ).known(ofStandard: base),
      ],
      figures: [
        .init(
          title: "Fluctuation", xLabel: "embedding dimension D", yLabel: "output spread over seeds",
          curves: .measured("before training", x, spreads(initial), guide: 0.5)
            + .measured("after training", x, spreads(trained), guide: 0.5)
            + [
              .init(
                name: "(0.35√D + 0.4)/√(LM)\(base.isStandard ? "" : " of tanh")", style: .theory,
                points: zip(x, line).map { .init(x: $0, y: $1) })
            ])
      ])
  }
}
