import Engine
import Limits
import Model
import RealModule

/// Before training both passes are stochastic approximations of their mean ODEs, which stand still, since the output
/// weights are symmetric: `h = X` and `B = (X − Y)/(ND)` at every depth.
struct InitializationRate: Rate {
  static let name = "initialization"
  static let summary = "forward and backward pass against their mean ODEs before training"

  let base: RateNetwork
  var draws = 5
  var seeds = 64
  /// `L` at this width, and `M` at this depth; L·M from 128 on.
  var depths = [16, 32, 64, 128, 256, 512]
  var width = 8
  var widths = [8, 16, 32, 64, 128, 256]
  var depth = 16

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (seeds, depths, widths) = (32, [16, 32, 64, 128, 256], [8, 16, 32, 64, 128])
  }

  /// Mean square distances of one network to the mean ODEs, at `l = 0 … L`.
  private struct Passes {
    var forward: [Double]
    /// In units of 1/(ND).
    var backward: [Double]
    /// Of the adjoint to its own end, `B_l − B_L`.
    var adjointGrowth: [Double]
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let alongDepth = try passes("depths", depths.map { ($0, width) }, experiment)
    let alongWidth = try passes("widths", widths.map { (depth, $0) }, experiment)
    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    typealias End = (Passes) -> Double
    let forward: End = { $0.forward[$0.forward.count - 1] }
    let backward: End = { $0.backward[0] }
    func root(_ passes: [Passes], _ seeds: [Int], _ end: End) -> Double {
      (seeds.reduce(0) { $0 + end(passes[$1]) } / Double(seeds.count)).squareRoot()
    }
    func exponent(_ x: [Int], _ passes: [[[Passes]]], _ end: End) -> Estimate {
      bootstrap.mean { draw, seeds in
        slope(x.indices.map { (Double(x[$0]), root(passes[draw][$0], seeds, end)) })
      }
    }
    let largest = depths.count - 1
    let units = Double(depths[largest] * width)
    let constant = bootstrap.mean { draw, seeds in
      root(alongDepth[draw][largest], seeds, forward) * (units / 10).squareRoot()
    }
    // Every draw against what its own samples predict: the constant moves with their size.
    let ownConstant = bootstrap.mean { draw, seeds in
      root(alongDepth[draw][largest], seeds, forward) * (units / 10).squareRoot() / expectedConstant(draw)
    }
    let growth = growth(alongDepth.map { $0[largest] }, bootstrap)
    let all = Array(0..<seeds)
    func figure(_ title: String, _ label: String, _ x: [Int], _ passes: [[[Passes]]]) -> RateReport.Figure {
      func values(_ end: End) -> [[Double]] { passes.map { $0.map { root($0, all, end) } } }
      return .init(
        title: title, xLabel: label, yLabel: "rms distance to the mean ODE",
        curves: .measured("forward", x.map(Double.init), values(forward), guide: -0.5)
          + .measured("backward", x.map(Double.init), values(backward), guide: -0.5))
    }
    return RateReport(
      title: "Forward and backward pass against their mean ODEs before training",
      setting: "α = 1, D = N = 10, L·M ≥ 128, \(draws) draws of the data, \(seeds) seeds",
      findings: [
        .near(
          "forward, exponent in L", theory: -0.5, within: 0.02, because: "next order in 1/(LM)",
          exponent(depths, alongDepth, forward)),
        .near(
          "forward, exponent in M", theory: -0.5, within: 0.02, because: "next order in 1/(LM)",
          exponent(widths, alongWidth, forward)),
        .near(
          "backward, exponent in L", theory: -0.5, within: 0.02, because: "next order in 1/(LM)",
          exponent(depths, alongDepth, backward)),
        .near(
          "backward, exponent in M", theory: -0.5, within: 0.02, because: "next order in 1/(LM)",
          exponent(widths, alongWidth, backward)),
        .near(
          "forward, constant over √D/√(LM)", theory: base.displacement, within: 0.03,
          because: "the drawn samples are not of unit size", constant
        ),
        .near(
          "forward, constant over that of the drawn samples", theory: 1, within: 0.02,
          because: "next order in 1/(LM)",
          ownConstant),
      ] + growth.findings,
      figures: [
        figure("Against depth at M = \(width)", "depth L", depths, alongDepth),
        figure("Against width at L = \(depth)", "hidden width M", widths, alongWidth), growth.figure,
      ])
  }

  /// `√E σ(uᵀx/D)²` over the units' law and the samples of a draw.
  private func expectedConstant(_ draw: Int) -> Double {
    let dataset = Dataset(gaussianSeed: base.firstDraw + draw, samples: 10, dimension: 10)
    let squares = (0..<dataset.samples).map { sample in
      let x = dataset.x[sample * dataset.inputs..<(sample + 1) * dataset.inputs]
      let square = x.reduce(0.0) { $0 + Double($1) * Double($1) }
      return base.activation.meanSquare((square / Double(dataset.inputs)).squareRoot())
    }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }

  /// The variance grows linearly: in s of the forward pass, in 1 − s of the backward one.
  private func growth(
    _ passes: [[Passes]], _ bootstrap: Bootstrap
  ) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let depth = depths[depths.count - 1]
    // From an eighth on: nearer to the start there are few blocks to average over.
    let layers = (1...8).map { $0 * depth / 8 }
    let x = layers.map { Double($0) / Double(depth) }
    func values(_ draw: Int, _ seeds: [Int], _ entry: (Passes, Int) -> Double) -> [Double] {
      layers.map { layer in
        seeds.reduce(0) { $0 + entry(passes[draw][$1], layer) } / Double(seeds.count)
      }
    }
    let forward = { (passes: Passes, layer: Int) in passes.forward[layer] }
    let backward = { (passes: Passes, layer: Int) in passes.adjointGrowth[depth - layer] }
    func exponent(_ entry: (Passes, Int) -> Double) -> Estimate {
      bootstrap.mean { draw, seeds in slope(zip(x, values(draw, seeds, entry)).map { ($0, $1) }) }
    }
    let all = Array(0..<seeds)
    func curves(_ name: String, _ entry: (Passes, Int) -> Double) -> [RateReport.Curve] {
      .measured(name, x, (0..<draws).map { values($0, all, entry) }, guide: 1)
    }
    return (
      [
        .near(
          "forward, exponent of the variance in s", theory: 1, within: 0.05, because: "next order in 1/(LM)",
          exponent(forward)
        ),
        .near(
          "backward, exponent of the variance in 1 − s", theory: 1, within: 0.05,
          because: "next order in 1/(LM)",
          exponent(backward)),
      ],
      .init(
        title: "Variance along depth at L = \(depth)", xLabel: "s forward, 1 − s backward",
        yLabel: "mean square",
        curves: curves("forward", forward) + curves("backward", backward))
    )
  }

  /// By draw, shape and seed.
  private func passes(
    _ stage: String, _ shapes: [(depth: Int, width: Int)], _ experiment: Experiment
  ) throws(TrainingFailure) -> [[[Passes]]] {
    let problems = (0..<draws).flatMap { draw in
      shapes.map {
        base.problem(draw: draw, depth: $0.depth, width: $0.width, steps: 1, seeds: seeds)
      }
    }
    let passes = try experiment.map(stage, problems, cost: \.operations) {
      problem, trainer throws(TrainingFailure) in
      let dataset = trainer.drawnData(for: problem)
      var passes: [Passes] = []
      for seed in problem.seeds {
        if experiment.isCancelled { throw .cancelled }
        let run = try trainer.begin(problem, seed: seed, dataset: dataset)
        passes.append(Self.passes(OpenNetwork(problem, run, dataset), dataset))
      }
      return passes
    }
    return (0..<draws).map { Array(passes[$0 * shapes.count..<($0 + 1) * shapes.count]) }
  }

  private static func passes(_ network: OpenNetwork, _ dataset: Dataset) -> Passes {
    var network = network
    network.backward(to: dataset, training: false)
    let size = Double(dataset.x.count)
    let states = dataset.x.map(Double.init)
    let adjoints = zip(dataset.x, dataset.y).map { (Double($0) - Double($1)) / size }
    func squares(_ layers: [[Double]], _ expected: [Double], unit: Double) -> [Double] {
      layers.map { layer in
        zip(layer, expected).reduce(0) { sum, pair in
          let off = (pair.0 - pair.1) * unit
          return sum + off * off
        } / size
      }
    }
    return Passes(
      forward: squares(network.states, states, unit: 1),
      backward: squares(network.adjoints, adjoints, unit: size),
      adjointGrowth: squares(network.adjoints, network.adjoints[network.depth], unit: size))
  }
}
