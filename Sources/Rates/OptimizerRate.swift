import Engine
import Limits
import Model
import RealModule

/// What perceptrons keep of their rates under other optimizers, by mini-batches and with cross-entropy: the bias in depth
/// like 1/L, by re-splitting the same units; with Adam the fluctuation like 1/√(LM) and the local feature update like 1/S
/// beyond the critical scale; what one step of optimizers with steps of unit size changes; and cross-entropy's first loss.
struct OptimizerRate: Rate {
  static let name = "optimizers"
  static let summary = "perceptrons under sign and Adam, by mini-batches, with cross-entropy"

  let base: RateNetwork
  var draws = 10
  var steps = 20
  var seeds = 32
  /// Units of the networks that are re-split, and their depths, each twice the one before.
  var units = 4096
  var splitDepths = [16, 32, 64, 128, 256]
  /// Networks whose spread is compared, at one width.
  var spreadWidth = 8
  var spreadDepths = [8, 16, 32, 64, 128]
  /// Depth and width of those whose local feature update is compared over S, and S.
  var lazy = (depth: 64, width: 128)
  var scales = [3.0, 6, 12]
  /// First losses cost no training.
  var firstDraws = 80

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (draws, seeds, units, splitDepths) = (5, 16, 1024, [16, 32, 64, 128])
    (spreadDepths, firstDraws) = ([8, 16, 32, 64], 40)
    (lazy.width, scales) = (64, [2, 4, 8])
  }

  /// Classes of cross-entropy.
  static let classes = 5

  func network(
    _ draw: Int, depth: Int, width: Int, dimension: Int = 10, samples: Int = 10, scale: Double = 1,
    eta: Double, steps: Int? = nil
  ) -> Problem {
    var problem = base.problem(
      draw: draw, depth: depth, width: width, dimension: dimension, samples: samples,
      steps: steps ?? self.steps, scale: scale, seeds: seeds)
    problem.scaling.eta = eta
    return problem
  }

  /// A perceptron behind an embedding that learns labels.
  func classifier(
    _ draw: Int, depth: Int, width: Int, dimension: Int = 10, steps: Int? = nil
  ) -> Problem {
    var problem = network(draw, depth: depth, width: width, dimension: dimension, eta: 0.5, steps: steps)
    (problem.loss, problem.embedding) = (.crossEntropy, .fixed)
    (problem.shape.inputDimension, problem.shape.outputDimension) = (5, Self.classes)
    return problem
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let biases = try biases(experiment)
    let fluctuation = try fluctuation(experiment)
    let features = try features(experiment)
    let steps = try oneStep(.sign, experiment) + oneStep(.adam, experiment)
    return RateReport(
      title: "Other optimizers, mini-batches and cross-entropy",
      setting:
        "α = 1, D = N = 10, of batches of 4 N = 12, K = \(self.steps), \(draws) draws of the data, \(seeds) seeds",
      findings: biases.findings + fluctuation.findings + features.findings + steps
        + (try firstLosses(experiment)),
      figures: [
        .init(
          title: "Bias of the same units, re-split", xLabel: "depth L",
          yLabel: "rms change of the mean output from L to 2L", curves: biases.curves),
        fluctuation.figure, features.figure,
      ])
  }

  private func biases(
    _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], curves: [RateReport.Curve]) {
    let (depth, width) = (splitDepths[0], units / splitDepths[0])
    func stepping(_ optimizer: OptimizerName) -> (Int) -> Problem {
      return { draw in
        var problem = network(draw, depth: depth, width: width, eta: optimizer.usualEta)
        problem.optimizer = optimizer
        return problem
      }
    }
    let subjects: [(name: String, network: (Int) -> Problem)] = [
      ("sign", stepping(.sign)), ("adam", stepping(.adam)),
      (
        "mini-batches",
        { draw in
          var problem = network(draw, depth: depth, width: width, samples: 12, eta: 0.5)
          problem.batch = 4
          return problem
        }
      ),
      ("cross-entropy", { classifier($0, depth: depth, width: width) }),
    ]
    let bias = ResplitBias(draws: draws, seeds: seeds, depths: splitDepths)
    let parts = try subjects.map { subject throws(TrainingFailure) in
      try bias.measured(subject.name, experiment, subject.network)
    }
    return (parts.flatMap(\.findings), parts.flatMap(\.curves))
  }

  private func fluctuation(
    _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let outputs = try experiment.finiteOutputs(
      "fluctuation",
      (0..<draws).flatMap { draw in
        spreadDepths.map { depth in
          var problem = network(
            draw, depth: depth, width: spreadWidth, eta: OptimizerName.adam.usualEta)
          problem.optimizer = .adam
          return problem
        }
      })
    let x = spreadDepths.map { Double($0 * spreadWidth) }
    func spreads(_ draw: Int, _ seeds: [Int]) -> [Double] {
      spreadDepths.indices.map {
        Samples(outputs[draw * spreadDepths.count + $0], picking: seeds).variance.squareRoot()
      }
    }
    let values = (0..<draws).map { spreads($0, Array(0..<seeds)) }
    let levels = x.indices.map { place in
      RateReport.Finding.told(
        "adam: spread·√(LM), LM = \(x[place].short)", ofOneDraw: 1.3,
        Estimate(range: values.map { $0[place] * x[place].squareRoot() })
      ).known(ofStandard: base)
    }
    return (
      [
        .near(
          "adam: fluctuation, exponent in LM", theory: -0.5, within: 0.05, because: "next order in 1/(LM)",
          Bootstrap(draws: draws, seeds: seeds).mean { draw, seeds in
            slope(zip(x, spreads(draw, seeds)).map { ($0, $1) })
          })
      ] + [levels[0], levels[levels.count - 1]],
      .init(
        title: "Fluctuation", xLabel: "L·M", yLabel: "output spread over seeds",
        curves: .measured("adam", x, values, guide: -0.5))
    )
  }
}
