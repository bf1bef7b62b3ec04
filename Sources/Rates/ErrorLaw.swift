import RealModule

/// `E² = (a/L + d/(LM))² + b²D/(LM)`: a bias in depth and a fluctuation, which add in quadrature.
struct ErrorLaw {
  struct Point {
    var depth: Double
    var width: Double
    var dimension: Double
    /// Rms error of the output.
    var error: Double
  }

  var a: Double
  var b: Double
  var d: Double

  func error(depth: Double, width: Double, dimension: Double) -> Double {
    let bias = a / depth + d / (depth * width)
    return (bias * bias + b * b * dimension / (depth * width)).squareRoot()
  }

  /// By least squares of the logarithms: Gauss and Newton's steps, damped after Levenberg.
  init(fitting points: [Point]) {
    var best = [0.2, 0.2, 0.0]
    func residuals(_ p: [Double]) -> [Double] {
      let law = ErrorLaw(p)
      return points.map {
        .log(law.error(depth: $0.depth, width: $0.width, dimension: $0.dimension) / $0.error)
      }
    }
    func cost(_ r: [Double]) -> Double { r.reduce(0) { $0 + $1 * $1 } }
    var current = residuals(best)
    var damping = 1e-3
    for _ in 0..<200 {
      let columns = best.indices.map { i -> [Double] in
        var moved = best
        moved[i] += 1e-6
        return zip(residuals(moved), current).map { ($0 - $1) / 1e-6 }
      }
      func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
      var matrix = columns.map { row in columns.map { product(row, $0) } }
      for i in matrix.indices { matrix[i][i] *= 1 + damping }
      let step = Self.solve(matrix, columns.map { -product($0, current) })
      let next = zip(best, step).map { $0 + $1 }
      let moved = residuals(next)
      if cost(moved) < cost(current) {
        let isDone = cost(current) - cost(moved) < 1e-12 * cost(current)
        (best, current, damping) = (next, moved, damping / 10)
        if isDone { break }
      } else {
        damping *= 10
        if damping > 1e12 { break }
      }
    }
    // The signs of b, and of a and d together, do not show.
    let sign: Double = best[0] < 0 ? -1 : 1
    self.init([sign * best[0], best[1].magnitude, sign * best[2]])
  }

  private init(_ p: [Double]) { (a, b, d) = (p[0], p[1], p[2]) }

  /// Cramer's rule for three unknowns.
  private static func solve(_ m: [[Double]], _ r: [Double]) -> [Double] {
    func determinant(_ m: [[Double]]) -> Double {
      m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    }
    let whole = determinant(m)
    return (0..<3).map { column in
      var replaced = m
      for row in 0..<3 { replaced[row][column] = r[row] }
      return determinant(replaced) / whole
    }
  }
}
