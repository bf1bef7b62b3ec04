import Engine
import Model
import Phases
import Terminal

/// The values at the ends of the colour scale. Logarithmic, and fixed where the quantity allows it, so that colours
/// do not change while cells come in.
package struct ColorRange: Hashable, Sendable {
  package var low: Double
  package var high: Double

  /// 0 … 1, clipped; `nil` for what is not a number. Infinity is beyond the high end.
  package func fraction(_ value: Double) -> Double? {
    if value.isNaN { return nil }
    if value == .infinity { return 1 }
    if value <= low { return 0 }
    return Scale(low: low, high: high, logarithmic: true).fraction(value).map { min(1, max(0, $0)) }
  }
}

extension State {
  var colorRange: ColorRange {
    switch coloring {
    case .regime: return ColorRange(low: 0.1, high: 1)
    case .featureUpdate, .nonlinearity: return ColorRange(low: 0.01, high: 1)
    case .weightChange: return ColorRange(low: 0.01, high: 10)
    case .displacement, .spread, .limitDistance, .tangentDistance: return ColorRange(low: 0.001, high: 1)
    case .finalLoss:
      // From the best power of ten to a little above the start: what exploded is all the same colour.
      let losses = diagram.shown.values
      let start = losses.map(\.initialLoss).finiteMedian
      let least = losses.map(\.finalLoss).filter { $0.isFinite && $0 > 0 }.min() ?? 0.01
      var low = 1.0
      while low > Double(least), low > 1e-12 { low /= 10 }
      let high = start.isFinite && start > 0 ? Double(start) * 1.5 : 3
      return ColorRange(low: min(low, high / 10), high: high)
    }
  }
}
