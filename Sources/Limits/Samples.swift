/// Sums over arrays of one shape.
package struct Samples {
  package private(set) var count = 0
  private var sums: [Double] = []
  private var squares: [Double] = []

  package init() {}

  /// Some of several arrays, one perhaps more than once.
  package init(_ arrays: [[Double]], picking indices: [Int]) { for index in indices { add(arrays[index]) } }

  package init(_ arrays: [[Double]]) { for array in arrays { add(array) } }

  package mutating func add(_ values: [Double]) {
    if count == 0 {
      sums = values.map { _ in 0 }
      squares = sums
    }
    count += 1
    for (i, value) in values.enumerated() {
      sums[i] += value
      squares[i] += value * value
    }
  }

  package var mean: [Double] { sums.map { $0 / Double(count) } }
  /// Root mean square of the mean's entries.
  package var meanNorm: Double { (mean.reduce(0) { $0 + $1 * $1 } / Double(sums.count)).squareRoot() }
  /// Mean over the entries of the (n−1) variance; infinite under two.
  package var variance: Double {
    guard count >= 2 else { return .infinity }
    let total = zip(sums, squares).reduce(0) { $0 + $1.1 - $1.0 * $1.0 / Double(count) }
    return max(0, total) / Double(count - 1) / Double(sums.count)
  }
}
