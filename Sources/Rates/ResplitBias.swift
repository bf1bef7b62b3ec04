import Engine
import Limits
import Model

/// The bias in depth, like 1/L: how far the mean output moves as the same units stand in twice as many layers.
struct ResplitBias {
  let draws: Int
  let seeds: Int
  /// Each twice the one before.
  let depths: [Int]

  /// - Parameters:
  ///   - subject: what is trained.
  ///   - network: of a draw of the data, at the first depth.
  func measured(
    _ subject: String, _ experiment: Experiment, _ network: (_ draw: Int) -> Problem
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], curves: [RateReport.Curve]) {
    let count = depths.count
    let outputs = try experiment.finiteOutputs(
      "bias of \(subject)",
      (0..<draws).flatMap { draw in depths.map { network(draw).resplit($0 / depths[0]) } })
    func changes(_ draw: Int, _ seeds: [Int]) -> [Double] {
      (0..<count - 1).map { place in
        let (coarse, fine) = (outputs[draw * count + place], outputs[draw * count + place + 1])
        return Samples(zip(coarse, fine).map { zip($0, $1).map { $0 - $1 } }, picking: seeds).meanNorm
      }
    }
    let x = depths.dropLast().map(Double.init)
    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    let ratios = (0..<count - 2).map { place in
      RateReport.Finding.near(
        "bias of \(subject), L = \(depths[place]) over \(depths[place + 1])", theory: 2, within: 0.3,
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
}
