import Engine
import Limits
import Model
import RealModule

/// Output spread and change of the input weights against `S`: at the critical residual scale `√D/(LM)`, S = 1, features
/// move as much as they can; beyond `S = c′√(LM/D)` noise has taken over.
struct ResidualScaleRate: Rate {
  static let name = "residual-scale"
  static let summary = "output spread and weight change against the residual scale"

  let base: RateNetwork
  var draws = 5
  var dimensions = [10, 31, 100]
  var depth = 1000
  var width = 10
  /// Steps after which the weight change is measured, and those of the paper's line for the spread.
  var steps = 50
  var spreadSteps = 10
  var seeds = 10
  /// Values of S from 0.01 to 100.
  var scaleCount = 20

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (depth, seeds, scaleCount) = (400, 4, 7)
  }

  private struct Place: Hashable {
    var dimension: Int
    var scale: Double
  }

  /// One draw's ensemble.
  private struct Values {
    var spread: Double
    var weightChange: Double
    var displacement: Double

    /// The first after the few steps of the spread, the other after all.
    init(_ short: Measurement, _ long: Measurement) {
      spread = Double(short.outputSpread)
      weightChange = Double(
        long.seeds.compactMap(\.orderParameters.last).map(\.inputWeightChange).finiteMedian)
      displacement = Double(long.seeds.map(\.initialDisplacement).finiteMedian)
    }
  }

  private func network(_ draw: Int, _ place: Place, steps: Int) -> Problem {
    base.problem(
      draw: draw, depth: depth, width: width, dimension: place.dimension, steps: steps, scale: place.scale,
      seeds: seeds)
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let places = dimensions.flatMap { dimension in
      scales(dimension).map { Place(dimension: dimension, scale: $0) }
    }
    // Four scales of a draw fill whole vectors together.
    let batches = [spreadSteps, steps].flatMap { steps in
      dimensions.flatMap { dimension in
        (0..<draws).flatMap { draw in
          let scales = scales(dimension)
          return stride(from: 0, to: scales.count, by: 4).map { first in
            scales[first...].prefix(4).map {
              network(draw, Place(dimension: dimension, scale: $0), steps: steps)
            }
          }
        }
      }
    }
    func operations(_ batch: [Problem]) -> Double { batch.reduce(0) { $0 + $1.operations } }
    let measurements = try experiment.map("networks", batches, cost: operations) {
      batch, trainer throws(TrainingFailure) in
      try measure(batch, on: trainer, isCancelled: { experiment.isCancelled })
    }
    var byProblem: [Problem: Measurement] = [:]
    for measurement in measurements.joined() { byProblem[measurement.problem] = measurement }
    var byPlace: [Place: [Values]] = [:]
    for place in places {
      byPlace[place] = (0..<draws).compactMap { draw in
        guard let short = byProblem[network(draw, place, steps: spreadSteps)],
          let long = byProblem[network(draw, place, steps: steps)]
        else { return nil }
        return Values(short, long)
      }
    }
    return RateReport(
      title: "Output spread and weight change against the residual scale",
      setting:
        "α σ_v/(LM) = S √D/(LM), L = \(depth), M = \(width), N = 10, K = \(spreadSteps) for the spread and \(steps) for the weights, \(draws) draws of the data, \(seeds) seeds",
      findings: dimensions.flatMap { findings($0, byPlace) },
      figures: [
        figure("Output spread", "output spread over seeds", byPlace, \.spread) { line($0, $1) },
        figure("Change of the input weights", "rms change of U", byPlace, \.weightChange) {
          _, scale in min(3, 3 / scale)
        },
      ])
  }

  /// `√(LM/D)`: up to some constant, where noise takes over.
  private func noiseScale(_ dimension: Int) -> Double {
    (Double(depth * width) / Double(dimension)).squareRoot()
  }

  /// The common ones, and four where the spread is to grow like S.
  private func scales(_ dimension: Int) -> [Double] {
    let end = noiseScale(dimension)
    let common = (0..<scaleCount).map { Double.pow(10, -2 + 4 * Double($0) / Double(scaleCount - 1)) }
    let growing = (0..<4).map { 3 * Double.pow(end / 3, Double($0) / 3) }
    return Set(common + growing).sorted()
  }

  /// The paper's line.
  private func line(_ dimension: Int, _ scale: Double) -> Double {
    ((0.05 + 0.3 * scale) * Double(dimension).squareRoot() + 0.4) / Double(depth * width).squareRoot()
  }

  private func findings(_ dimension: Int, _ byPlace: [Place: [Values]]) -> [RateReport.Finding] {
    let scales = scales(dimension)
    let end = noiseScale(dimension)
    func values(_ scale: Double, _ quantity: (Values) -> Double) -> [Double] {
      (byPlace[Place(dimension: dimension, scale: scale)] ?? []).map(quantity)
    }
    let bootstrap = Bootstrap(draws: draws, seeds: 1)
    /// The geometric mean over scales of some ratio, over the draws.
    func mean(_ scales: [Double], _ ratio: (Double, Values) -> Double) -> Estimate {
      bootstrap.mean { draw, _ in
        let logs = scales.map { scale -> Double in
          let values = byPlace[Place(dimension: dimension, scale: scale)] ?? []
          return Double.log(ratio(scale, values[draw]))
        }
        return Double.exp(logs.reduce(0, +) / Double(logs.count))
      }
    }
    let lazy = scales.filter { (2...end / 2).contains($0) }
    let small = scales.filter { $0 <= 0.1 * 1.001 }
    let critical = scales.filter { $0 <= 0.5 }
    let quiet = scales.filter { $0 <= end }
    let growing = scales.filter { (3...end * 1.001).contains($0) }
    let growthOfLine = slope(growing.map { ($0, line(dimension, $0)) })
    let byEye = "the figure's line: one draw, by eye"
    func exponent(_ scales: [Double], _ quantity: @escaping (Values) -> Double) -> Estimate {
      bootstrap.mean { draw, _ in slope(scales.map { ($0, values($0, quantity)[draw]) }) }
    }
    return [
      .near(
        "D = \(dimension): change of U, exponent in S from 3 to √(LM/D)", theory: -1, within: 0.05,
        because: "next orders in 1/S, and the forward pass's noise", exponent(growing, \.weightChange)),
      .near(
        "D = \(dimension): change of U, exponent in S up to 0.1", theory: 0, within: 0.02,
        because: "next order in S", exponent(small, \.weightChange)),
      .offset(
        "D = \(dimension): change of U over 3/S, 2 ≤ S ≤ √(LM/D)/2", theory: 1, knownWithin: 0.3,
        because: byEye,
        mean(lazy) { $1.weightChange * $0 / 3 }
      ).known(ofStandard: base),
      .offset(
        "D = \(dimension): change of U, S ≤ 0.5", theory: 3, knownWithin: 0.8, because: byEye,
        mean(critical) { $1.weightChange }
      ).known(ofStandard: base),
      .offset(
        "D = \(dimension): spread over the paper's line, S ≤ √(LM/D)", theory: 1, knownWithin: 0.25,
        because: byEye, mean(quiet) { $1.spread / line(dimension, $0) }
      ).known(ofStandard: base),
      .offset(
        "D = \(dimension): spread, exponent in S from 3 to √(LM/D)", theory: 1, knownWithin: 0.2,
        because: "a part that does not grow: the paper's line has \(growthOfLine.short) there",
        exponent(growing, \.spread)),
    ]
  }

  /// One curve for each D, crosses where noise dominates, and theory's line.
  private func figure(
    _ title: String, _ label: String, _ byPlace: [Place: [Values]], _ quantity: (Values) -> Double,
    _ theory: (Int, Double) -> Double
  ) -> RateReport.Figure {
    let curves = dimensions.flatMap { dimension -> [RateReport.Curve] in
      var (measured, beyond): ([RateReport.Curve.Point], [RateReport.Curve.Point]) = ([], [])
      for scale in scales(dimension) {
        let values = byPlace[Place(dimension: dimension, scale: scale)] ?? []
        let finite = values.map(quantity).filter(\.isFinite)
        guard !finite.isEmpty else { continue }
        let point = RateReport.Curve.Point(x: scale, range: Estimate(range: finite))
        // Noise-dominated is what starts more than half the data's size from its limit.
        if Estimate(range: values.map(\.displacement)).value > 0.5 {
          beyond.append(point)
        } else {
          measured.append(point)
        }
      }
      let line = scales(dimension).map { RateReport.Curve.Point(x: $0, y: theory(dimension, $0)) }
      return [
        .init(name: "D = \(dimension)", style: .measured, points: measured),
        .init(name: "D = \(dimension), noise-dominated", style: .beyond, points: beyond),
        .init(
          name: "theory\(base.isStandard ? "" : " of tanh"), D = \(dimension)", style: .theory, points: line),
      ]
    }
    return .init(title: title, xLabel: "S = α σ_v/√D", yLabel: label, curves: curves)
  }
}
