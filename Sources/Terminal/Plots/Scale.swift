import Foundation

/// An axis of a chart: how values become positions, and where its ticks are.
package struct Scale: Hashable, Sendable {
  package var low: Double
  package var high: Double
  package var isLogarithmic: Bool

  /// Covers all finite values (positive ones where it is logarithmic), widened where they are all the same.
  package init(covering values: some Sequence<Double>, logarithmic: Bool) {
    isLogarithmic = logarithmic
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite && (!logarithmic || value > 0) {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = logarithmic ? (0.1, 1) : (0, 1) }
    if logarithmic, high / low < 1.2 {
      (low, high) = (low / 1.1, high * 1.1)
    } else if !logarithmic, high - low <= abs(high) * 1e-6 {
      let margin = max(abs(high) * 0.1, 1e-12)
      (low, high) = (low - margin, high + margin)
    }
    self.low = max(low, logarithmic ? .leastNormalMagnitude : -.greatestFiniteMagnitude)
    self.high = min(high, .greatestFiniteMagnitude)
  }

  package init(low: Double, high: Double, logarithmic: Bool) {
    self.init(covering: [low, high], logarithmic: logarithmic)
  }

  /// 0 at `low`, 1 at `high`; `nil` for what the axis cannot show.
  package func fraction(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    if isLogarithmic { return (log(value) - log(low)) / (log(high) - log(low)) }
    return (value - low) / (high - low)
  }

  /// At most `limit` round values inside the axis; on a logarithmic one powers of ten, or 1, 2, 5 times them where there
  /// are few, or values at equal distances where two of those are not inside.
  package func ticks(limit: Int) -> [Double] {
    guard limit > 0 else { return [] }
    return isLogarithmic ? logarithmicTicks(limit) : linearTicks(limit)
  }

  private func logarithmicTicks(_ limit: Int) -> [Double] {
    func inside(_ multiples: [Double]) -> [Double] { Self.multiples(multiples, from: low, to: high) }
    guard inside([1, 2, 5]).count >= 2 else {
      let ticks = linearTicks(limit)
      return ticks.isEmpty ? [low, high] : ticks
    }
    for multiples in [[1, 2, 5], [1, 3], [1]] as [[Double]] {
      let ticks = inside(multiples)
      if ticks.count <= limit, ticks.count >= 2 { return ticks }
    }
    let tens = inside([1])
    let stride = (tens.count + limit - 1) / limit
    return tens.enumerated().filter { $0.offset % max(1, stride) == 0 }.map(\.element)
  }

  /// These multiples of powers of ten within a range of positive numbers, in order.
  package static func multiples(_ multiples: [Double], from low: Double, to high: Double) -> [Double] {
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    var values: [Double] = []
    for decade in decades {
      let power: Double = pow(10, Double(decade))
      for multiple in multiples { values.append(multiple * power) }
    }
    return values.filter { $0 >= low * (1 - 1e-9) && $0 <= high * (1 + 1e-9) }
  }

  private func linearTicks(_ limit: Int) -> [Double] {
    let rough = (high - low) / Double(limit)
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) } ?? 10 * power
    let first = (low / step - 1e-9).rounded(.up)
    let count = Int(((high - first * step) / step + 1e-9).rounded(.down))
    guard count >= 0, count < 1000 else { return [low] }
    return (0...count).map { (first + Double($0)) * step }
  }

  /// The value at a fraction of the axis.
  package func value(at fraction: Double) -> Double {
    isLogarithmic ? exp(log(low) + (log(high) - log(low)) * fraction) : low + (high - low) * fraction
  }
}
