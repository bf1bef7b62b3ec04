import Engine
import Limits
import Model
import RealModule

/// The rates of attention heads, and of a transformer, whose layers are heads and then hidden units: the bias in depth
/// like 1/L, by re-splitting the same heads; the fluctuation like 1/√(LM); before training the displacement that the heads'
/// second moment makes; the local feature update like 1/S beyond the critical scale; and what one step of optimizers with
/// steps of unit size changes.
struct HeadRate: Rate {
  static let name = "heads"
  static let summary = "attention heads and a transformer: bias, fluctuation, feature updates"

  let base: RateNetwork
  var draws = 5
  var steps = 20
  var seeds = 32
  /// Heads of the networks that are re-split, and their depths, each twice the one before.
  var units = 4096
  var splitDepths = [16, 32, 64, 128, 256]
  /// Networks whose spread is compared, at one depth.
  var spreadDepth = 64
  var spreadWidths = [4, 8, 16, 32, 64]
  /// Depth and width of those whose local feature update is compared over S, and S.
  var lazy = (depth: 64, width: 128)
  var scales = [3.0, 6, 12]

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (seeds, units, splitDepths) = (16, 1024, [16, 32, 64, 128])
    (spreadDepth, spreadWidths) = (32, [4, 8, 16, 32])
    (lazy.width, scales) = (64, [2, 4, 8])
  }

  /// Where bias and fluctuation are measured: at η = 1 training reaches the edge of stability on some draws of the data,
  /// and seeds part however large the networks are.
  private static let stableEta = 0.5

  /// D = 8, N = T = 4, d = 2; a transformer has half as many heads as hidden units.
  func network(
    _ draw: Int, _ block: BlockName = .heads, depth: Int, width: Int, dimension: Int = 8, scale: Double = 1,
    eta: Double = 1, steps: Int? = nil
  ) -> Problem {
    var problem = base.problem(
      draw: draw, depth: depth, width: width, dimension: dimension, samples: 4, steps: steps ?? self.steps,
      scale: scale, seeds: seeds)
    problem.block = block
    (problem.shape.tokens, problem.shape.keyDimension) = (4, 2)
    problem.shape.heads = max(1, width / 2)
    problem.scaling.eta = eta
    return problem
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let heads = try bias("heads", .heads, experiment)
    let transformer = try bias("transformer", .transformer, experiment)
    let fluctuation = try fluctuation(experiment)
    let displacement = try displacement(experiment)
    let features = try features(experiment)
    let steps = try oneStep(.sign, experiment) + oneStep(.adam, experiment)
    return RateReport(
      title: "Attention heads and a transformer",
      setting:
        "α = 1, D = 8, N = T = 4, d = 2, K = \(self.steps), η = \(Self.stableEta.short) for bias and fluctuation, \(draws) draws of the data, \(seeds) seeds",
      findings: heads.findings
        + transformer.findings + fluctuation.findings + displacement + features.findings + steps,
      figures: [
        .init(
          title: "Bias of the same units, re-split", xLabel: "depth L",
          yLabel: "rms change of the mean output from L to 2L", curves: heads.curves + transformer.curves),
        fluctuation.figure, features.figure,
      ])
  }

  private typealias Part = (findings: [RateReport.Finding], curves: [RateReport.Curve])

  /// What the mean output changes by from a depth to twice that.
  private func bias(
    _ subject: String, _ block: BlockName, _ experiment: Experiment
  ) throws(TrainingFailure) -> Part {
    let (first, count) = (splitDepths[0], splitDepths.count)
    let outputs = try experiment.finiteOutputs(
      "bias of \(subject)",
      (0..<draws).flatMap { draw in
        splitDepths.map {
          network(draw, block, depth: first, width: units / first, eta: Self.stableEta).resplit($0 / first)
        }
      })
    func changes(_ draw: Int, _ seeds: [Int]) -> [Double] {
      (0..<count - 1).map { place in
        let (coarse, fine) = (outputs[draw * count + place], outputs[draw * count + place + 1])
        return Samples(zip(coarse, fine).map { zip($0, $1).map { $0 - $1 } }, picking: seeds).meanNorm
      }
    }
    let x = splitDepths.dropLast().map(Double.init)
    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    let ratios = (0..<count - 2).map { place in
      RateReport.Finding.near(
        "bias of \(subject), L = \(splitDepths[place]) over \(splitDepths[place + 1])", theory: 2,
        within: 0.3,
        because: "next order in 1/L",
        bootstrap.mean { draw, seeds in
          let changes = changes(draw, seeds)
          return changes[place] / changes[place + 1]
        })
    }
    let exponent = bootstrap.mean { draw, seeds in slope(zip(x, changes(draw, seeds)).map { ($0, $1) }) }
    let all = Array(0..<seeds)
    return (
      ratios + [
        .near(
          "bias of \(subject), exponent in L", theory: -1, within: 0.15, because: "next order in 1/L",
          exponent)
      ],
      .measured(subject, x, (0..<draws).map { changes($0, all) }, guide: -1)
    )
  }

  private func fluctuation(
    _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let outputs = try experiment.finiteOutputs(
      "fluctuation",
      (0..<draws).flatMap { draw in
        spreadWidths.map { network(draw, depth: spreadDepth, width: $0, eta: Self.stableEta) }
      })
    let x = spreadWidths.map { Double(spreadDepth * $0) }
    func spreads(_ draw: Int, _ seeds: [Int]) -> [Double] {
      spreadWidths.indices.map {
        Samples(outputs[draw * spreadWidths.count + $0], picking: seeds).variance.squareRoot()
      }
    }
    let all = Array(0..<seeds)
    let values = (0..<draws).map { spreads($0, all) }
    let (least, most) = (spreadWidths[0], spreadWidths[spreadWidths.count - 1])
    func level(_ place: Int) -> Estimate { Estimate(range: values.map { $0[place] * x[place].squareRoot() }) }
    return (
      [
        .near(
          "fluctuation of heads, exponent in LM", theory: -0.5, within: 0.03, because: "next order in 1/(LM)",
          Bootstrap(draws: draws, seeds: seeds).mean { draw, seeds in
            slope(zip(x, spreads(draw, seeds)).map { ($0, $1) })
          }),
        .told("spread·√(LM), M = \(least)", because: "its level is the data's", level(0)),
        .told("spread·√(LM), M = \(most)", because: "its level is the data's", level(spreadWidths.count - 1)),
      ],
      .init(
        title: "Fluctuation", xLabel: "L·M", yLabel: "output spread over seeds",
        curves: .measured("heads", x, values, guide: -0.5))
    )
  }

  /// `ξ√(LM)/(S√D)` over `√(d·E c²)/r`, which is stated of tokens without overlaps, as at large D, and of many heads.
  private func displacement(_ experiment: Experiment) throws(TrainingFailure) -> [RateReport.Finding] {
    let places: [(dimension: Int, width: Int, tolerance: Double)] = [(8, 16, 0.15), (64, 128, 0.03)]
    return try places.map { place throws(TrainingFailure) in
      let problems = (0..<draws).map {
        network($0, depth: 64, width: place.width, dimension: place.dimension, steps: 1)
      }
      let measurements = try experiment.measurements("displacement", problems)
      let stated = problems.map { problem in
        let x = Dataset(drawnFor: problem)?.x ?? []
        let rms = (x.reduce(0) { $0 + Double($1) * Double($1) } / Double(x.count)).squareRoot()
        let noise = Double(place.dimension) / Double(64 * place.width)
        return problem.meanSquare(of: problem.branches[0], rms: rms).squareRoot() / rms * noise.squareRoot()
      }
      let ratio = Bootstrap(draws: draws, seeds: seeds).mean { draw, seeds in
        let all = measurements[draw].seeds.map { Double($0.initialDisplacement) }
        let square = seeds.reduce(0) { $0 + all[$1] * all[$1] } / Double(seeds.count)
        return square.squareRoot() / stated[draw]
      }
      return .near(
        "D = \(place.dimension): ξ√(LM)/(S√D) over √(d·E c²)/r", theory: 1, within: place.tolerance,
        because: "tokens of few entries overlap", ratio)
    }
  }
}
