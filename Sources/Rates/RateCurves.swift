import Limits
import RealModule

extension RateReport.Curve.Point {
  init(x: Double, range: Estimate) { self.init(x: x, y: range.value, low: range.low, high: range.high) }
}

extension [RateReport.Curve.Point] {
  /// Medians over the draws with their ranges.
  /// - Parameter values: by draw, then by place.
  static func overDraws(_ x: [Double], _ values: [[Double]]) -> Self {
    x.indices.map { place in .init(x: x[place], range: Estimate(range: values.map { $0[place] })) }
  }
}

extension [RateReport.Curve] {
  /// Medians over the draws with their ranges, and a line of theory's slope through the middle of them.
  /// - Parameter values: by draw, then by place.
  static func measured(_ name: String, _ x: [Double], _ values: [[Double]], guide: Double) -> Self {
    let points = [RateReport.Curve.Point].overDraws(x, values)
    let level = Estimate(range: points.map { $0.y / .pow($0.x, guide) }).value
    return [
      .init(name: name, style: .measured, points: points),
      .init(
        name: "slope \(guide.short)", style: .theory,
        points: x.map { .init(x: $0, y: level * .pow($0, guide)) }),
    ]
  }
}

extension [[Double]] {
  /// Rms over seeds and entries of the distance to the limit, less what the limit itself is off by.
  func rmsError(to limit: SolvedLimit) -> Double {
    let output = limit.output.map(Double.init)
    let mean =
      reduce(0) { sum, seed in
        sum + zip(seed, output).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(output.count)
      } / Double(count)
    return Swift.max(0, mean - limit.error * limit.error).squareRoot()
  }
}

extension Samples {
  /// Rms of the mean's entries, less what is left in it of the fluctuation.
  var signalNorm: Double { max(0, meanNorm * meanNorm - variance / Double(count)).squareRoot() }
}

extension Double {
  /// Three decimals, none where it is whole; three digits where that leaves fewer than two.
  var short: String {
    if self == rounded() { return String(Int(self)) }
    let decimals = magnitude < 0.01 ? 2 - Double.log10(magnitude).rounded(.down) : 3
    let unit = Double.pow(10, decimals)
    return String((self * unit).rounded() / unit)
  }
}
