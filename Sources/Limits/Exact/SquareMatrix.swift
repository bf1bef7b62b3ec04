/// A matrix of shape (D, D), row-major.
struct SquareMatrix: Hashable {
  let size: Int
  var entries: [Double]

  init(_ size: Int, diagonal: Double = 0) {
    self.size = size
    entries = [Double](repeating: 0, count: size * size)
    for i in 0..<size { entries[i * size + i] = diagonal }
  }

  static func + (a: Self, b: Self) -> Self { a.with(b) { $0 + $1 } }
  static func - (a: Self, b: Self) -> Self { a.with(b) { $0 - $1 } }

  static func * (scale: Double, a: Self) -> Self {
    var result = a
    for i in result.entries.indices { result.entries[i] *= scale }
    return result
  }

  static func * (a: Self, b: Self) -> Self {
    var result = Self(a.size)
    let n = a.size
    result.entries.withUnsafeMutableBufferPointer { result in
      a.entries.withUnsafeBufferPointer { a in
        b.entries.withUnsafeBufferPointer { b in
          for i in 0..<n {
            for k in 0..<n {
              let factor = a[i * n + k]
              for j in 0..<n { result[i * n + j] += factor * b[k * n + j] }
            }
          }
        }
      }
    }
    return result
  }

  var transposed: Self {
    var result = Self(size)
    for i in 0..<size { for j in 0..<size { result.entries[j * size + i] = entries[i * size + j] } }
    return result
  }

  /// `A x` of a vector.
  func applied(to x: some RandomAccessCollection<Double>) -> [Double] {
    (0..<size).map { i in
      zip(entries[i * size..<(i + 1) * size], x).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// `exp(A) x`, by its series: for matrices whose norm is not far above 1.
  func exponential(of x: [Double]) -> [Double] {
    var (sum, term) = (x, x)
    for order in 1...200 {
      term = applied(to: term).map { $0 / Double(order) }
      let size = term.reduce(0) { max($0, $1.magnitude) }
      for k in sum.indices { sum[k] += term[k] }
      if size <= 1e-17 * sum.reduce(0, { max($0, $1.magnitude) }) || !size.isFinite { break }
    }
    return sum
  }

  private func with(_ other: Self, _ operation: (Double, Double) -> Double) -> Self {
    var result = self
    for i in entries.indices { result.entries[i] = operation(entries[i], other.entries[i]) }
    return result
  }
}
