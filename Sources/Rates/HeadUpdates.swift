import Engine
import Limits
import Model

/// What training changes in attention heads.
extension HeadRate {
  /// `q` against S.
  func features(
    _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let stated: [(scale: Double, value: Double)] = [(1, 0.525), (3, 0.169), (10, 0.061)]
    func updates(_ width: Int, _ scales: [Double]) throws(TrainingFailure) -> [[[Double]]] {
      let measurements = try experiment.measurements(
        "feature updates",
        (0..<draws).flatMap { draw in
          scales.map { network(draw, depth: lazy.depth, width: width, scale: $0) }
        })
      return (0..<draws).map { draw in
        scales.indices.map { place in
          measurements[draw * scales.count + place].seeds.map {
            Double($0.orderParameters.last?.localFeatureUpdate ?? .nan)
          }
        }
      }
    }
    let (small, large) = (try updates(16, stated.map(\.scale)), try updates(lazy.width, scales))
    func mean(_ values: [Double], _ seeds: [Int]) -> Double {
      seeds.reduce(0) { $0 + values[$1] } / Double(seeds.count)
    }
    let all = Array(0..<seeds)
    return (
      [
        .near(
          "feature update of heads, exponent in S from \(scales[0].short) to \(scales[scales.count - 1].short)",
          theory: -1, within: 0.1, because: "next orders in 1/S, and the forward pass's noise",
          Bootstrap(draws: draws, seeds: seeds).mean { draw, seeds in
            slope(zip(scales, large[draw]).map { ($0, mean($1, seeds)) })
          })
      ]
        + stated.enumerated().map { place, stated in
          .told(
            "feature update of heads, S = \(stated.scale.short), L = \(lazy.depth), M = 16",
            ofOneDraw: stated.value,
            Estimate(range: small.map { mean($0[place], all) }))
        },
      .init(
        title: "Local feature update", xLabel: "S = α σ_O/√D", yLabel: "q",
        curves: .measured(
          "M = \(lazy.width)", scales, large.map { $0.map { mean($0, all) } }, guide: -1)
          + [
            .init(
              name: "M = 16", style: .measured,
              points: .overDraws(stated.map(\.scale), small.map { $0.map { mean($0, all) } }))
          ])
    )
  }

  /// Rms change of a step over η, at α = 1: 1 of O, and of Q, K and W `min(1, 1/S)`.
  func oneStep(
    _ optimizer: OptimizerName, _ experiment: Experiment
  ) throws(TrainingFailure) -> [RateReport.Finding] {
    let eta = optimizer.usualEta
    let problems = [0.3, 1, 3].flatMap { scale in
      (0..<draws).map { draw in
        var problem = network(draw, depth: 64, width: 16, scale: scale, eta: eta, steps: 1)
        problem.optimizer = optimizer
        return problem
      }
    }
    let measurements = try experiment.measurements("one step", problems)
    func changes(_ path: KeyPath<OrderParameters, Float>, over unit: (_ scale: Double) -> Double) -> Estimate
    {
      Estimate(
        range: measurements.flatMap { measurement in
          let own = eta * unit(measurement.problem.relativeScale)
          return measurement.seeds.map { Double($0.orderParameters.last?[keyPath: path] ?? .nan) / own }
        })
    }
    let words = "one step of \(optimizer.rawValue), S = 0.3, 1, 3: rms change of"
    return [
      .within(
        "\(words) Q, K, W over η min(1, 1/S)", theory: 1, 0.999...1.001, because: "rounding",
        changes(\.inputWeightChange) { min(1, 1 / $0) }),
      // That of O is measured relative to S.
      .within(
        "\(words) O over η", theory: 1, 0.999...1.001, because: "rounding",
        changes(\.outputWeightChange) { 1 / $0 }),
    ]
  }
}
