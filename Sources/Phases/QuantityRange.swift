import RealModule

/// The values at the ends of a quantity's colour scale, and what equal steps between them are.
package struct QuantityRange: Hashable, Sendable {
  package var low: Double
  package var high: Double
  /// Equal ratios, not equal differences.
  package var isLogarithmic: Bool
  /// What a legend says of its steps; `nil` where they are the ones that are usual: ratios whatever the values are.
  package var word: String?

  package init(low: Double, high: Double, isLogarithmic: Bool = true) {
    self.low = low
    self.high = high
    self.isLogarithmic = isLogarithmic
    word = isLogarithmic ? nil : "linear"
  }

  /// As the quantity's row has it; from the least to the greatest of the cells where it says nothing.
  package init(_ quantity: Quantity, of cells: some Collection<CellSummary>) {
    func finite(_ quantity: Quantity) -> [Double] { cells.map { Double($0[quantity]) }.filter(\.isFinite) }
    let steps = quantity.row.coloring?.steps ?? .ratios
    switch quantity.row.coloring?.ends {
    case .fixed(let range):
      self.init(low: range.lowerBound, high: range.upperBound, isLogarithmic: steps != .differences)
    case .below(let other):
      let values = finite(quantity)
      // A trainer's loss may be anything.
      if values.contains(where: { $0 < 0 }) {
        self.init(seen: values, .byValues)
        return
      }
      let start = cells.map { $0[other] }.finiteMedian
      let least = values.filter { $0 > 0 }.min() ?? 0.01
      var low = 1.0
      while low > least, low > 1e-12 { low /= 10 }
      let high = start.isFinite && start > 0 ? Double(start) * 1.5 : 3
      self.init(low: min(low, high / 10), high: high)
    case .seen, nil: self.init(seen: finite(quantity), steps)
    }
  }

  /// From the least to the greatest of these.
  private init(seen values: [Double], _ steps: Quantity.Steps) {
    let (least, greatest) = (values.min() ?? 0.1, values.max() ?? 1)
    let isLogarithmic =
      switch steps {
      case .ratios: true
      case .differences: false
      case .byValues: least > 0 && greatest > 10 * least
      }
    guard isLogarithmic else {
      let margin = least < greatest ? 0 : least == 0 ? 1 : abs(least) / 2
      self.init(low: least - margin, high: greatest + margin, isLogarithmic: false)
      return
    }
    let low = values.filter { $0 > 0 }.min() ?? 0.1
    let high = greatest > 0 ? greatest : 1
    self.init(low: low < high ? low : low / 2, high: low < high ? high : high * 2)
    if case .byValues = steps { word = "log" }
  }

  /// 0 … 1, clipped; `nil` for what is not a number. Infinity is beyond the high end.
  package func fraction(_ value: Double) -> Double? {
    if value.isNaN { return nil }
    if value == .infinity { return 1 }
    if value <= low { return 0 }
    let share =
      isLogarithmic ? (.log(value) - .log(low)) / (.log(high) - .log(low)) : (value - low) / (high - low)
    return min(1, max(0, share))
  }
}
