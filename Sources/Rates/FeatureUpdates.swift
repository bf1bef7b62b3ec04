import Engine
import Limits
import Model

/// The local feature update `q` against S, beyond the critical scale like 1/S.
struct FeatureUpdates {
  let draws: Int
  let seeds: Int

  /// - Parameters:
  ///   - subject: what is trained.
  ///   - small: a network of which `stated` is known, of one draw of the data.
  ///   - large: one whose exponent is measured from the first of `scales` to the last.
  func measured(
    _ subject: String, small: (_ draw: Int, _ scale: Double) -> Problem,
    stated: [(scale: Double, value: Double)], large: (_ draw: Int, _ scale: Double) -> Problem,
    scales: [Double], _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let few = try updates(stated.map(\.scale), small, experiment)
    let many = try updates(scales, large, experiment)
    func mean(_ values: [Double], _ seeds: [Int]) -> Double {
      seeds.reduce(0) { $0 + values[$1] } / Double(seeds.count)
    }
    let all = Array(0..<seeds)
    let (least, most) = (small(0, 1).shape, large(0, 1).shape)
    return (
      [
        .near(
          "feature update of \(subject), exponent in S from \(scales[0].short) to \(scales[scales.count - 1].short)",
          theory: -1, within: 0.1, because: "next orders in 1/S, and the forward pass's noise",
          Bootstrap(draws: draws, seeds: seeds).mean { draw, seeds in
            slope(zip(scales, many[draw]).map { ($0, mean($1, seeds)) })
          })
      ]
        + stated.enumerated().map { place, stated in
          .told(
            "feature update of \(subject), S = \(stated.scale.short), L = \(least.depth), M = \(least.width)",
            ofOneDraw: stated.value, Estimate(range: few.map { mean($0[place], all) }))
        },
      .init(
        title: "Local feature update", xLabel: "S = α σ_v/√D", yLabel: "q",
        curves: .measured(
          "M = \(most.width)", scales, many.map { $0.map { mean($0, all) } }, guide: -1)
          + [
            .init(
              name: "M = \(least.width)", style: .measured,
              points: .overDraws(stated.map(\.scale), few.map { $0.map { mean($0, all) } }))
          ])
    )
  }

  /// By draw, scale and seed.
  private func updates(
    _ scales: [Double], _ network: (_ draw: Int, _ scale: Double) -> Problem, _ experiment: Experiment
  ) throws(TrainingFailure) -> [[[Double]]] {
    let measurements = try experiment.measurements(
      "feature updates", (0..<draws).flatMap { draw in scales.map { network(draw, $0) } })
    return (0..<draws).map { draw in
      scales.indices.map { place in
        measurements[draw * scales.count + place].seeds.map {
          Double($0.orderParameters.last?.localFeatureUpdate ?? .nan)
        }
      }
    }
  }
}
