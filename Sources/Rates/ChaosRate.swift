import Engine
import Limits
import Model
import RealModule

/// Propagation of chaos. A unit that starts from the same point in every layer traces paths that are Lipschitz in depth
/// (of small networks only from some lag on, below which the layers' own noise shows); and two units with fixed starts
/// depend on one another through the network alone: across seeds their covariance falls like 1/(LM), and each one's
/// standard deviation like 1/√(LM). The correlation stays what it is.
struct ChaosRate: Rate {
  static let name = "chaos"
  static let summary = "propagation of chaos: paths Lipschitz in depth, units ever less dependent"

  let base: RateNetwork
  var draws = 3
  var steps = 50
  /// They are compared in pairs.
  static let seedGroup = 2
  var seeds = 48
  var shapes = [
    (depth: 32, width: 4), (depth: 64, width: 8), (depth: 128, width: 16), (depth: 128, width: 64),
  ]

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (seeds, shapes) = (24, [(32, 4), (32, 8), (32, 16), (32, 32)])
  }

  /// Layers in which the unit is followed, at `s = 0, 1/16 … 15/16`.
  private static let followed = 16
  /// Lags in depth that are compared, in sixteenths.
  private static let lags = [1, 2, 3, 4]
  /// Starts of tagged units; from each one unit starts at `s = 1/4` and one at `s = 3/4`.
  private static let starts = 4
  /// A seed that no network of these has.
  private static let taggedSeed = 1 << 41

  /// One trained network.
  private struct Paths {
    /// Input and output weights where the units of each start end, 2D at either depth.
    var ends: [(shallow: [Double], deep: [Double])]
    /// Mean square increment of the input weights at each lag.
    var increments: [Double]
  }

  /// Two seeds of the same networks: their mean, which nobody knows, is not in their difference. Means over starts,
  /// weights and both depths.
  private struct Pair {
    var variance: Double
    var covariance: Double
    var increments: [Double]

    init(_ one: Paths, _ other: Paths) {
      (variance, covariance) = (0, 0)
      for (a, b) in zip(one.ends, other.ends) {
        let shallow = zip(a.shallow, b.shallow).map { $0 - $1 }
        let deep = zip(a.deep, b.deep).map { $0 - $1 }
        let weights = Double(2 * one.ends.count * shallow.count)
        variance += (dot(shallow, shallow) + dot(deep, deep)) / 2 / weights
        covariance += dot(shallow, deep) / weights
      }
      increments = zip(one.increments, other.increments).map { ($0 + $1) / 2 }
    }
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    var pairs: [[[Pair]]] = []
    for shape in shapes {
      let problems = (0..<draws).flatMap { draw in
        (0..<seeds).map { seed in
          var network = base.problem(
            draw: draw, depth: shape.depth, width: shape.width, steps: steps, seeds: 1)
          network.firstSeed = seed
          return network
        }
      }
      let followed = try experiment.map("L = \(shape.depth), M = \(shape.width)", problems) {
        problem, trainer throws(TrainingFailure) in
        try Self.follow(problem, trainer, experiment)
      }
      pairs.append(
        (0..<draws).map { draw in
          stride(from: draw * seeds, to: (draw + 1) * seeds, by: 2).map {
            Pair(followed[$0], followed[$0 + 1])
          }
        })
    }
    let units = shapes.map { Double($0.depth * $0.width) }
    let bootstrap = Bootstrap(draws: draws, seeds: seeds / 2)
    let all = Array(0..<seeds / 2)
    func exponent(_ statistic: ([Pair]) -> Double) -> Estimate {
      bootstrap.mean { draw, seeds in
        slope(shapes.indices.map { shape in (units[shape], statistic(seeds.map { pairs[shape][draw][$0] })) })
      }
    }
    func values(_ statistic: ([Pair]) -> Double) -> [[Double]] {
      (0..<draws).map { draw in shapes.indices.map { statistic(pairs[$0][draw]) } }
    }
    let largest = pairs[shapes.count - 1]
    let lags = Self.lags.map { Double($0) / Double(Self.followed) }
    func increments(_ draw: Int, _ seeds: [Int]) -> [Double] {
      Self.lags.indices.map { lag in
        (seeds.reduce(0) { $0 + largest[draw][$1].increments[lag] } / Double(seeds.count)).squareRoot()
      }
    }
    let lipschitz = bootstrap.mean { draw, seeds in slope(zip(lags, increments(draw, seeds)).map { ($0, $1) })
    }
    return RateReport(
      title: "Propagation of chaos",
      setting: "α = 1, D = N = 10, K = \(steps), \(draws) draws of the data, \(seeds) seeds",
      findings: [
        .offset(
          "increments of a unit's paths, exponent in the distance in depth", theory: 1, knownWithin: 0.2,
          because: "the layers' own noise at short distances", lipschitz),
        .near(
          "standard deviation of a tagged unit, exponent in L·M", theory: -0.5, within: 0.1,
          because: "next order in 1/(LM)",
          exponent { Self.mean($0.map(\.variance)).squareRoot() }),
        .near(
          "covariance of two tagged units, exponent in L·M", theory: -1, within: 0.2,
          because: "next order in 1/(LM)",
          exponent { Self.mean($0.map(\.covariance)) }),
      ],
      figures: [
        .init(
          title: "Paths along depth", xLabel: "distance in depth", yLabel: "rms increment of u",
          curves: .measured(
            "L·M = \(Int(units[units.count - 1]))", lags, (0..<draws).map { increments($0, all) }, guide: 1)),
        .init(
          title: "Tagged units across seeds", xLabel: "L·M", yLabel: "rms over the weights",
          curves: .measured(
            "standard deviation", units, values { Self.mean($0.map(\.variance)).squareRoot() }, guide: -0.5)
            + .measured("covariance", units, values { Self.mean($0.map(\.covariance)) }, guide: -1)),
      ])
  }

  private static func follow(
    _ problem: Problem, _ trainer: Trainer, _ experiment: Experiment
  ) throws(TrainingFailure) -> Paths {
    let dataset = trainer.drawnData(for: problem)
    let (depth, d) = (problem.shape.depth, problem.shape.dimension)
    // Starts from the law of the units, the same for every network: σ_u = σ_v = √D at the critical scale.
    let drawn = Dataset(gaussianSeed: taggedSeed, samples: starts, dimension: d)
    func tracker(_ start: Int, _ layers: [Int]) -> Tracker {
      func weights(_ values: [Float]) -> [Double] {
        values[start * d..<(start + 1) * d].map { Double($0) * Double(d).squareRoot() }
      }
      return Tracker(
        layers: layers,
        unit: ResidualBranch(
          Branch(kind: .units, width: 1), of: problem, weights: [weights(drawn.x), weights(drawn.y)]))
    }
    let run = try trainer.begin(problem, seed: problem.firstSeed, dataset: dataset)
    var network = OpenNetwork(problem, run, dataset)
    var path = tracker(0, (0..<followed).map { $0 * depth / followed })
    var units = (0..<starts).map { tracker($0, [depth / 4, 3 * depth / 4]) }
    for _ in 0..<problem.steps {
      if experiment.isCancelled { throw .cancelled }
      network.backward(to: dataset, training: true)
      path.step(network)
      for unit in units.indices { units[unit].step(network) }
      network.forward(dataset)
    }
    let increments = lags.map { lag in
      let pairs = (0..<followed - lag).map { (path.u[$0], path.u[$0 + lag]) }
      let squares = pairs.map { zip($0, $1).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      return squares.reduce(0, +) / Double(pairs.count * d)
    }
    return Paths(
      ends: units.map { ($0.u[0] + $0.v[0], $0.u[1] + $0.v[1]) }, increments: increments)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
