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
  func oneStep(_ experiment: Experiment) throws(TrainingFailure) -> [RateReport.Finding] {
    let scales = [0.3, 1, 3]
    let optimizers = [OptimizerName.sign, .adam]
    let cases = optimizers.flatMap { optimizer in scales.map { (optimizer: optimizer, scale: $0) } }
    let measurements = try experiment.measurements(
      "one step",
      cases.flatMap { own in
        (0..<draws).map { draw in
          var problem = network(draw, depth: 64, width: 16, scale: own.scale, steps: 1)
          (problem.optimizer, problem.scaling.eta) = (own.optimizer, own.optimizer.usualEta)
          return problem
        }
      })
    return cases.enumerated().flatMap { index, own -> [RateReport.Finding] in
      func change(_ path: KeyPath<OrderParameters, Float>, over unit: Double) -> Estimate {
        Bootstrap(draws: draws, seeds: seeds).mean { draw, seeds in
          let all = measurements[index * draws + draw].seeds.map {
            Double($0.orderParameters.last?[keyPath: path] ?? .nan)
          }
          return mean(all, seeds) / (own.optimizer.usualEta * unit)
        }
      }
      func mean(_ values: [Double], _ seeds: [Int]) -> Double {
        seeds.reduce(0) { $0 + values[$1] } / Double(seeds.count)
      }
      let words = "one step of \(own.optimizer.rawValue), S = \(own.scale.short): rms change of"
      return [
        .near(
          "\(words) Q, K and W over η min(1, 1/S)", theory: 1, within: 0.001, because: "rounding",
          change(\.inputWeightChange, over: min(1, 1 / own.scale))),
        // That of O is measured relative to S.
        .near(
          "\(words) O over η", theory: 1, within: 0.001, because: "rounding",
          change(\.outputWeightChange, over: 1 / own.scale)),
      ]
    }
  }
}
