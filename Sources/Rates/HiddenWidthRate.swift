import Engine
import Limits
import Model
import RealModule

/// The hidden width hides: whether M is 1, √L or L, networks tend to one limit, at the speed of `L·M`.
struct HiddenWidthRate: Rate {
  static let name = "hidden-width"
  static let summary = "one limit for hidden widths M = 1, √L and L"

  let base: RateNetwork
  var draws = 5
  var steps = 50
  var seeds = 16
  /// Squares, so that √L is an integer.
  var depths = [16, 64, 144, 256, 400]
  /// `L·M`, and the depths that it is split at.
  var units = 1024
  var splitDepths = [16, 32, 64, 128, 256, 512, 1024]
  var splitSeeds: Int { 4 * seeds }
  var accuracy = 0.0005

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (depths, seeds, accuracy) = ([16, 36, 64, 100, 144], 8, 0.001)
    (units, splitDepths) = (512, [16, 32, 64, 128, 256, 512])
  }

  private struct Family {
    var name: String
    /// Theory's exponent of the error in L.
    var exponent: Double
    var width: @Sendable (Int) -> Int
  }

  private let families = [
    Family(name: "M = 1", exponent: -0.5) { _ in 1 },
    Family(name: "M = √L", exponent: -0.75) { Int(Double($0).squareRoot()) },
    Family(name: "M = L", exponent: -1) { $0 },
  ]

  private func network(_ draw: Int, _ depth: Int, _ width: Int, seeds: Int) -> Problem {
    base.problem(draw: draw, depth: depth, width: width, steps: steps, seeds: seeds)
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let limits = try experiment.meanODEs(
      (0..<draws).map { network($0, 1, 1, seeds: 8) }, accuracy: accuracy)
    var findings: [RateReport.Finding] = []
    var curves: [RateReport.Curve] = []
    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    let x = depths.map(Double.init)
    for family in families {
      let outputs = try experiment.finiteOutputs(
        family.name,
        (0..<draws).flatMap { draw in depths.map { network(draw, $0, family.width($0), seeds: seeds) } })
      func errors(_ draw: Int, _ seeds: [Int]) -> [Double] {
        depths.indices.map { place in
          let outputs = outputs[draw * depths.count + place]
          return seeds.map { outputs[$0] }.rmsError(to: limits[draw])
        }
      }
      let exponent = bootstrap.mean { draw, seeds in slope(zip(x, errors(draw, seeds)).map { ($0, $1) }) }
      findings.append(
        .near(
          "error for \(family.name), exponent in L", theory: family.exponent, within: 0.1,
          because: "the bias in 1/L at these depths", exponent))
      let all = Array(0..<seeds)
      curves += .measured(
        family.name, x, (0..<draws).map { errors($0, all) }, guide: family.exponent)
    }
    let splits = try splits(experiment)
    return RateReport(
      title: "The hidden width hides: one limit for M = 1, √L and L",
      setting: "α = 1, D = N = 10, K = \(steps), \(draws) draws of the data, \(seeds) seeds",
      findings: findings + splits.findings,
      figures: [
        .init(
          title: "Distance to the one limit", xLabel: "depth L", yLabel: "rms error of the output",
          curves: curves),
        splits.figure,
      ])
  }

  /// The same units, split into more and more blocks: what fluctuates stays, the term in 1/L goes.
  private func splits(
    _ experiment: Experiment
  ) throws(TrainingFailure) -> (findings: [RateReport.Finding], figure: RateReport.Figure) {
    let first = splitDepths[0]
    let count = splitDepths.count
    let outputs = try experiment.finiteOutputs(
      "splits of \(units) units",
      (0..<draws).flatMap { draw in
        splitDepths.map { network(draw, first, units / first, seeds: splitSeeds).resplit($0 / first) }
      })
    /// Rms over the draws, so that each counts by what it is.
    /// By draw, then by split.
    let variances = (0..<draws).map { draw in
      (0..<count).map { Samples(outputs[draw * count + $0]).variance }
    }
    let spreads = (0..<count).map { place -> Double in
      (variances.reduce(0) { $0 + $1[place] } / Double(draws)).squareRoot()
    }
    let mean = spreads.reduce(0, +) / Double(count)
    let ratios = spreads.map { $0 / mean }.sorted()
    let worst = ratios.max { ($0 - 1).magnitude < ($1 - 1).magnitude } ?? .nan
    /// The change of the mean output to the next split, by draw.
    let terms = (0..<draws).map { draw in
      (0..<count - 1).map { place in
        Samples(
          zip(outputs[draw * count + place], outputs[draw * count + place + 1]).map {
            zip($0, $1).map { $0 - $1 }
          }
        ).signalNorm
      }
    }
    let x = splitDepths.map(Double.init)
    // Later terms are near their own noise.
    let fall = Bootstrap(draws: draws, seeds: 1).mean { draw, _ in
      slope(zip(x, terms[draw]).prefix(4).map { ($0, $1) })
    }
    return (
      [
        .within(
          "spread at L·M = \(units), farthest split from the mean", theory: 1, 0.9...1.1,
          because: "the term in 1/L at the least depth",
          Estimate(value: worst, low: ratios[0], high: ratios[count - 1])),
        .near(
          "change of the mean from L to 2L, exponent in L = \(splitDepths[0]) … \(splitDepths[3])",
          theory: -1,
          within: 0.15, because: "next order in 1/L", fall),
      ],
      RateReport.Figure(
        title: "The same \(units) units at every depth", xLabel: "depth L", yLabel: "rms over the output",
        curves: [
          .init(
            name: "spread over seeds", style: .measured,
            points: .overDraws(x, variances.map { $0.map { $0.squareRoot() } }))
        ] + .measured("change of the mean from L to 2L", Array(x.dropLast()), terms, guide: -1))
    )
  }
}
