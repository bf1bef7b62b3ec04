import Engine
import Limits
import Model
import RealModule

/// The distance to the lazy ODE against α. The theory bounds it by `1/α + 1/L + α/√(LM)`, least at
/// `α ∝ (LM)^{1/4}`. Initial output weights that are symmetric and independent of the input weights do better: the
/// blocks' error is `1/α²`, so that the least distance is at `α ∝ (LM)^{1/6}`, inside the bound.
struct LazyRate: Rate {
  static let name = "lazy"
  static let summary = "the distance to the lazy ODE against α"

  let base: RateNetwork
  var draws = 5
  var steps = 50
  var scales = (0...8).map { Double.pow(2, Double($0) / 2) }
  /// Networks whose distance is measured: depth and width.
  var shapes = [(depth: 64, width: 8), (depth: 256, width: 16), (depth: 1024, width: 32)]
  var seeds = 16
  /// Antithetic networks that are compared with their own linearised twins, for the blocks' error.
  var twin = (depth: 256, width: 16)

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (draws, seeds) = (3, 8)
    (shapes, twin) = ([(32, 4), (64, 16), (256, 32)], (64, 16))
  }

  private func network(
    _ draw: Int, _ scale: Double, _ shape: (depth: Int, width: Int), _ initialization: Initialization,
    seeds: Int
  ) -> Problem {
    base.problem(
      draw: draw, depth: shape.depth, width: shape.width, steps: steps, scale: scale,
      initialization: initialization, seeds: seeds)
  }

  /// What was measured, by place: draw, then scale.
  private struct Outputs {
    /// Of the independent networks, by shape, place and seed.
    var networks: [[[[Double]]]]
    /// By draw: every α has the same.
    var limits: [SolvedLimit]
    /// `h_K − h̃_K` by place and seed.
    var differences: [[[Double]]]
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let places = (0..<draws).flatMap { draw in scales.map { (draw: draw, scale: $0) } }
    let limits = try limits(experiment)
    let differences = try differences(places, experiment)
    var networks: [[[[Double]]]] = []
    for shape in shapes {
      networks.append(
        try experiment.finiteOutputs(
          "L = \(shape.depth), M = \(shape.width)",
          places.map { network($0.draw, $0.scale, shape, .independent, seeds: seeds) }))
    }
    let outputs = Outputs(networks: networks, limits: limits, differences: differences)
    return RateReport(
      title: "Distance to the lazy ODE against α",
      setting: "σ_v = √D, D = N = 10, K = \(steps), \(draws) draws of the data, \(seeds) seeds",
      findings: findings(outputs), figures: [distanceFigure(outputs), optimumFigure(outputs)])
  }

  /// Distances of a shape's networks to the limit, by scale.
  private func distances(_ outputs: Outputs, _ shape: Int, _ draw: Int, _ seeds: [Int]) -> [Double] {
    scales.indices.map { scale in
      let place = draw * scales.count + scale
      return seeds.map { outputs.networks[shape][place][$0] }.rmsError(to: outputs.limits[draw])
    }
  }

  /// The theory's bound on them, without its constants.
  private func bound(_ shape: Int) -> [Double] {
    scales.map { scale in
      let depth = Double(shapes[shape].depth)
      return 1 / scale + 1 / depth + scale / units[shape].squareRoot()
    }
  }

  private func blockErrors(_ outputs: Outputs, _ draw: Int, _ seeds: [Int]) -> [Double] {
    scales.indices.map { scale in
      Samples(outputs.differences[draw * scales.count + scale], picking: seeds).signalNorm
    }
  }

  private var units: [Double] { shapes.map { Double($0.depth * $0.width) } }
  private var allSeeds: [Int] { Array(0..<seeds) }

  private func findings(_ outputs: Outputs) -> [RateReport.Finding] {
    /// Where α is large enough for the power to show.
    func tail(_ values: [Double]) -> Double {
      slope(zip(scales, values).filter { $0.0 >= 4 }.map { ($0, $1) })
    }
    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    let blocks = Bootstrap(draws: draws, seeds: seeds).mean { tail(blockErrors(outputs, $0, $1)) }
    let fluctuation = bootstrap.mean { tail(fluctuations(outputs, $0, $1)) }
    let optimum = bootstrap.mean { draw, seeds in
      slope(
        shapes.indices.map { (units[$0], leastPoint(scales, distances(outputs, $0, draw, seeds)).x) })
    }
    // What the two parts make of it, each as it is at these α.
    let composed = bootstrap.mean { draw, seeds in
      let blocks = blockErrors(outputs, draw, seeds)
      let fluctuation = fluctuations(outputs, draw, seeds)
      let largest = units[shapes.count - 1]
      return slope(
        units.map { units in
          let parts = zip(blocks, fluctuation).map { block, noise in
            (block * block + noise * noise * largest / units).squareRoot()
          }
          return (units, leastPoint(scales, parts).x)
        })
    }
    let overBound = shapes.indices.flatMap { shape in
      (0..<draws).flatMap { zip(distances(outputs, shape, $0, allSeeds), bound(shape)).map { $0 / $1 } }
    }
    return [
      .offset(
        "blocks' error (antithetic pairs), exponent in α ≥ 4", theory: -2, knownWithin: 0.2,
        because: "higher orders in 1/α", blocks),
      .offset(
        "fluctuation at L·M = \(Int(units[units.count - 1])), exponent in α ≥ 4", theory: 1, knownWithin: 0.2,
        because: "the part that does not grow with α", fluctuation),
      .offset(
        "α of the least distance, exponent in L·M (of the bound: 1/4)", theory: 1.0 / 6, knownWithin: 0.06,
        because: "finite α: see the next row", optimum),
      .told(
        "the same of the blocks' error and the fluctuation as measured at these α",
        because: "1/6 where they are 1/α² and α", composed),
      .within(
        "distance over the bound 1/α + 1/L + α/√(LM)", theory: 1, 0...1,
        because: "a bound, without constants",
        Estimate(range: overBound)
      ).known(ofStandard: base),
    ]
  }

  /// Spread of the largest networks over the seeds, by scale.
  private func fluctuations(_ outputs: Outputs, _ draw: Int, _ seeds: [Int]) -> [Double] {
    scales.indices.map { scale in
      Samples(outputs.networks[shapes.count - 1][draw * scales.count + scale], picking: seeds).variance
        .squareRoot()
    }
  }

  private func distanceFigure(_ outputs: Outputs) -> RateReport.Figure {
    let last = shapes.count - 1
    var curves = shapes.indices.map { shape in
      RateReport.Curve(
        name: "L = \(shapes[shape].depth), M = \(shapes[shape].width)", style: .measured,
        points: .overDraws(scales, (0..<draws).map { distances(outputs, shape, $0, allSeeds) }))
    }
    curves.append(
      .init(
        name: "1/α + 1/L + α/√(LM), L = \(shapes[last].depth)", style: .theory,
        points: zip(scales, bound(last)).map { .init(x: $0, y: $1) }))
    let twins = allSeeds
    curves += .measured(
      "blocks' error", scales, (0..<draws).map { blockErrors(outputs, $0, twins) }, guide: -2)
    return .init(
      title: "Distance to the lazy ODE", xLabel: "α", yLabel: "rms error of the output",
      curves: curves)
  }

  private func optimumFigure(_ outputs: Outputs) -> RateReport.Figure {
    let minima = (0..<draws).map { draw in
      shapes.indices.map { leastPoint(scales, distances(outputs, $0, draw, allSeeds)).x }
    }
    let bound = units.map { RateReport.Curve.Point(x: $0, y: .pow($0, 0.25)) }
    return .init(
      title: "Where it is least", xLabel: "L·M", yLabel: "α of the least distance",
      curves: .measured("measured", units, minima, guide: 1.0 / 6)
        + [.init(name: "bound, (LM)^(1/4)", style: .theory, points: bound)])
  }

  /// The Neural Tangent ODE by draw, from its kernel, which is the same for every α ≥ 1. Its error is below a fifth of
  /// the least distance that is measured.
  private func limits(_ experiment: Experiment) throws(TrainingFailure) -> [SolvedLimit] {
    try experiment.kernelLimits(
      (0..<draws).map { network($0, 1, (1, 1), .independent, seeds: 1) }, accuracy: 0.0005)
  }

  /// `h_K − h̃_K` from the same antithetic weights, by place and seed.
  private func differences(
    _ places: [(draw: Int, scale: Double)], _ experiment: Experiment
  ) throws(TrainingFailure) -> [[[Double]]] {
    try experiment.map("blocks' error", places) { place, trainer throws(TrainingFailure) in
      let problem = network(place.draw, place.scale, twin, .antithetic, seeds: seeds)
      let trained = try experiment.trained(problem, trainer)
      let tangents = try NeuralTangentODE.outputs(
        problem, dataset: trainer.drawnData(for: problem), trainer: trainer,
        isCancelled: { experiment.isCancelled })
      let differences = zip(trained, tangents).compactMap { pair -> [Double]? in
        guard let output = pair.0.trained, let tangent = pair.1.trained else { return nil }
        return zip(output, tangent).map { Double($0) - Double($1) }
      }
      guard differences.count == seeds else { throw .diverged }
      return differences
    }
  }
}
