import Foundation
import Phases

/// A logarithmic axis over positive values, or a linear one.
struct LogarithmicAxis {
  let low: Double
  let high: Double
  var isLogarithmic = true

  /// With a little room at both ends.
  init(_ values: [Double]) {
    let shown = values.filter { $0 > 0 && $0.isFinite }
    self.init(low: (shown.min() ?? 1) / 1.2, high: (shown.max() ?? 1) * 1.2)
  }

  init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  init(_ range: QuantityRange) {
    self.init(low: range.low, high: range.high)
    isLogarithmic = range.isLogarithmic
  }

  init(_ side: DiagramPicture.Side) {
    self.init(low: side.low, high: side.high)
    isLogarithmic = side.isLogarithmic
  }

  /// 0 at the low end, 1 at the high one.
  func share(_ value: Double) -> Double {
    isLogarithmic
      ? Foundation.log(value / low) / Foundation.log(high / low) : (value - low) / (high - low)
  }

  private var decades: ClosedRange<Int> {
    Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
  }

  /// Powers of ten, and between them 2 and 5 where there are few.
  var ticks: [(value: Double, text: String)] {
    guard isLogarithmic else { return linearTicks.map { ($0, $0.shortest) } }
    return values(log10(high / low) < 2.2 ? [1, 2, 5] : [1]).map { ($0.value, Self.text($0.step, $0.decade)) }
  }

  /// All multiples of powers of ten, which need no text.
  var smallTicks: [Double] { isLogarithmic ? values(Array(1...9)).map(\.value) : linearTicks }

  /// Multiples of 1, 2 or 5 times a power of ten, from four to ten of them.
  private var linearTicks: [Double] {
    let unit = pow(10, floor(log10((high - low) / 4)))
    let step = [5, 2, 1].map { $0 * unit }.first { (high - low) / $0 >= 4 } ?? unit
    return stride(from: (low / step).rounded(.up), through: (high / step).rounded(.down), by: 1).map {
      ($0 * step).roundedToSixDigits
    }
  }

  private func values(_ steps: [Int]) -> [(value: Double, step: Int, decade: Int)] {
    decades.flatMap { decade in
      steps.compactMap { step in
        guard let value = Double("\(step)e\(decade)"), (low...high).contains(value) else { return nil }
        return (value, step, decade)
      }
    }
  }

  /// As a decimal where it is short, else as a power.
  private static func text(_ step: Int, _ decade: Int) -> String {
    if (-3...5).contains(decade), let value = Double("\(step)e\(decade)") { return value.shortest }
    let superscripts: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
      "9": "⁹",
    ]
    let power = "10" + String(String(decade).compactMap { superscripts[$0] })
    return step == 1 ? power : "\(step)·\(power)"
  }
}
