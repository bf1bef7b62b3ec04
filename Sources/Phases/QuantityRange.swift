import RealModule

/// The values at the ends of a quantity's colour scale, which is logarithmic.
package struct QuantityRange: Hashable, Sendable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// As the quantity's row has it; from the least to the greatest of the cells where it says nothing.
  package init(_ quantity: Quantity, of cells: some Collection<CellSummary>) {
    func positive(_ quantity: Quantity) -> [Double] {
      cells.map { Double($0[quantity]) }.filter { $0.isFinite && $0 > 0 }
    }
    switch quantity.row.coloring?.ends {
    case .fixed(let range): self.init(low: range.lowerBound, high: range.upperBound)
    case .below(let other):
      let start = cells.map { $0[other] }.finiteMedian
      let least = positive(quantity).min() ?? 0.01
      var low = 1.0
      while low > least, low > 1e-12 { low /= 10 }
      let high = start.isFinite && start > 0 ? Double(start) * 1.5 : 3
      self.init(low: min(low, high / 10), high: high)
    case .seen, nil:
      let values = positive(quantity)
      let (low, high) = (values.min() ?? 0.1, values.max() ?? 1)
      self.init(low: low < high ? low : low / 2, high: low < high ? high : high * 2)
    }
  }

  /// 0 … 1, clipped; `nil` for what is not a number. Infinity is beyond the high end.
  package func fraction(_ value: Double) -> Double? {
    if value.isNaN { return nil }
    if value == .infinity { return 1 }
    if value <= low { return 0 }
    return min(1, max(0, (.log(value) - .log(low)) / (.log(high) - .log(low))))
  }
}
