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

  private func bias(
    _ subject: String, _ block: BlockName, _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], curves: [RateReport.Curve]) {
    let first = splitDepths[0]
    return try ResplitBias(draws: draws, seeds: seeds, depths: splitDepths).measured(subject, experiment) {
      network($0, block, depth: first, width: units / first, eta: Self.stableEta)
    }
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
    return try places.map { place throws(TrainingFailure) -> [RateReport.Finding] in
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
      func displacement(_ draw: Int, _ seeds: [Int]) -> Double {
        let all = measurements[draw].seeds.map { Double($0.initialDisplacement) }
        return (seeds.reduce(0) { $0 + all[$1] * all[$1] } / Double(seeds.count)).squareRoot()
      }
      let unit = (Double(64 * place.width) / Double(place.dimension)).squareRoot()
      let judged = RateReport.Finding.near(
        "D = \(place.dimension): ξ√(LM)/(S√D) over √(d·E c²)/r", theory: 1, within: place.tolerance,
        because: "tokens of few entries overlap",
        Bootstrap(draws: draws, seeds: seeds).mean { displacement($0, $1) / stated[$0] })
      guard place.dimension == 8 else { return [judged] }
      return [
        judged,
        .told(
          "D = 8, M = 16: ξ√(LM)/(S√D)", ofOneDraw: 0.856,
          Estimate(range: (0..<draws).map { displacement($0, Array(0..<seeds)) * unit })),
      ]
    }.flatMap(\.self)
  }
}
