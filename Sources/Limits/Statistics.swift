import RealModule

/// `y = a xᵖ`, fitted by least squares in logarithms.
package struct PowerLawFit: Hashable, Sendable {
  package var exponent: Double
  /// Half the width of the 95 % interval.
  package var uncertainty: Double

  /// Nothing from fewer than four different points.
  package init?(_ points: [(x: Double, y: Double)]) {
    let logs = points.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }.map {
      (x: Double.log($0.x), y: Double.log($0.y))
    }
    guard Set(logs.map(\.x)).count >= 4 else { return nil }
    let count = Double(logs.count)
    let (mx, my) = (logs.reduce(0) { $0 + $1.x } / count, logs.reduce(0) { $0 + $1.y } / count)
    let sxx = logs.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
    let slope = logs.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / sxx
    let residuals = logs.reduce(0) { sum, point in
      let rest = point.y - my - slope * (point.x - mx)
      return sum + rest * rest
    }
    exponent = slope
    uncertainty = Self.quantile(count - 2) * (residuals / (count - 2) / sxx).squareRoot()
  }

  /// The 97.5 % quantile of Student's t, by its expansion about the normal one.
  package static func quantile(_ freedom: Double) -> Double {
    let z = 1.959964
    let (z2, n) = (z * z, freedom)
    let first = z * (z2 + 1) / 4
    let second = z * ((5 * z2 + 16) * z2 + 3) / 96
    let third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
    return z + first / n + second / (n * n) + third / (n * n * n)
  }
}

/// Slope of `log y` against `log x`, by least squares.
package func slope(_ points: [(x: Double, y: Double)]) -> Double {
  let logs = points.map { (x: Double.log($0.x), y: Double.log($0.y)) }
  let count = Double(logs.count)
  let (mx, my) = (logs.reduce(0) { $0 + $1.x } / count, logs.reduce(0) { $0 + $1.y } / count)
  return logs.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / logs.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
}

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

/// Root mean square of the entries of `a − b`, accumulated in double precision.
package func distance(_ a: [Float], _ b: [Float]) -> Double {
  let sum = zip(a, b).reduce(0.0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
  return (sum / Double(a.count)).squareRoot()
}
