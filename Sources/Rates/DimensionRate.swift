import Engine
import Limits
import Model
import RealModule

/// The fluctuation of the output against the embedding dimension at the critical scale: `√D/√(LM)` before training. How
/// that goes on depends on the number of steps: the larger D, the more of it many steps take away.
struct DimensionRate: Rate {
  static let name = "dimension"
  static let summary = "the fluctuation against the embedding dimension"

  let base: RateNetwork
  var draws = 5
  /// After how many steps it is measured; the paper's line is of the second.
  var steps = [3, 10, 20, 50]
  var depth = 128
  var width = 16
  var dimensions = [8, 16, 32, 64, 128]
  var seeds = 32

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (depth, seeds) = (64, 16)
  }

  /// Steps of the networks that the paper's line was fitted to.
  static let lineSteps = 10

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let places = (0..<draws).flatMap { draw in dimensions.map { (draw: draw, dimension: $0) } }
    let problems = steps.flatMap { steps in
      places.map {
        base.problem(
          draw: $0.draw, depth: depth, width: width, dimension: $0.dimension, steps: steps, seeds: seeds)
      }
    }
    let all = try experiment.map("networks", problems, cost: \.operations) {
      problem, trainer throws(TrainingFailure) in
      try experiment.trained(problem, trainer)
    }
    let initial = all.prefix(places.count).map { $0.map { $0.initial.map(Double.init) } }
    let trained = steps.indices.map { index in
      all[index * places.count..<(index + 1) * places.count].map { outputs in
        outputs.compactMap { $0.trained?.map(Double.init) }
      }
    }
    guard trained.allSatisfy({ $0.allSatisfy { $0.count == seeds } }) else { throw .diverged }

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
    let ofLine = steps.firstIndex(of: Self.lineSteps)
    let ratio = ofLine.map { index in
      // Seeds drawn twice would lessen the spread.
      Bootstrap(draws: draws, seeds: 1).mean { draw, _ in
        let logs = dimensions.indices.map { place -> Double in
          let outputs = Samples(trained[index][draw * dimensions.count + place])
          return Double.log(outputs.variance.squareRoot() / line[place])
        }
        return Double.exp(logs.reduce(0, +) / Double(logs.count))
      }
    }
    let paperLine = RateReport.Curve(
      name: "(0.35√D + 0.4)/√(LM)\(base.isStandard ? "" : " of tanh")", style: .theory,
      points: zip(x, line).map { .init(x: $0, y: $1) })
    return RateReport(
      title: "Fluctuation against the embedding dimension",
      setting:
        "S = 1, L = \(depth), M = \(width), N = 10, \(draws) draws of the data, \(seeds) seeds",
      findings: [
        .near(
          "before training, exponent in D", theory: 0.5, within: 0.02, because: "next order in 1/(LM)",
          exponent(Array(initial)))
      ]
        + zip(steps, trained).map { steps, outputs in
          .told(
            "K = \(steps): exponent in D", because: "√D is stated of few steps; it moves with K",
            exponent(outputs))
        }
        + (ratio.map { ratio in
          [
            .offset(
              "K = \(Self.lineSteps): spread over the paper's line, geometric mean over D", theory: 1,
              knownWithin: 0.25, because: "the figure's line: one draw, by eye", ratio
            ).known(ofStandard: base)
          ]
        } ?? []),
      figures: [
        .init(
          title: "Fluctuation", xLabel: "embedding dimension D", yLabel: "output spread over seeds",
          curves: .measured("before training", x, spreads(initial), guide: 0.5)
            + zip(steps, trained).flatMap { steps, outputs in
              [.init(name: "K = \(steps)", style: .measured, points: .overDraws(x, spreads(outputs)))]
                // Drawn in the colour of the networks that it is of.
                + (steps == Self.lineSteps ? [paperLine] : [])
            }
        )
      ])
  }
}
