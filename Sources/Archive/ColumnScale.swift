import Engine

/// What centres the columns of a table and gives each the variance 1; a column that does not vary becomes 0.
struct ColumnScale {
  private let means: [Double]
  private let factors: [Double]

  /// - Parameter values: (N, `columns`).
  init(_ values: [Float], columns: Int) {
    let rows = Double(values.count / columns)
    var sums = [Double](repeating: 0, count: columns)
    for (i, value) in values.enumerated() { sums[i % columns] += Double(value) }
    let means = sums.map { $0 / rows }
    var squares = [Double](repeating: 0, count: columns)
    for (i, value) in values.enumerated() {
      let apart = Double(value) - means[i % columns]
      squares[i % columns] += apart * apart
    }
    self.means = means
    factors = zip(means, squares).map { mean, square in
      let deviation = (square / rows).squareRoot()
      // What rounding leaves of equal numbers is no variation.
      return deviation > 1e-6 * abs(mean) ? 1 / deviation : 0
    }
  }

  func applied(to values: [Float]) -> [Float] {
    values.enumerated().map { i, value in
      let column = i % means.count
      return Float((Double(value) - means[column]) * factors[column])
    }
  }
}
