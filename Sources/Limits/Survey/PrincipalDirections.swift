/// The two orthogonal directions along which vectors from a common origin are longest, by power iteration on
/// `Σ x xᵀ`; the largest coordinate of each direction is positive.
struct PrincipalDirections {
  let first: [Double]
  let second: [Double]
  /// Share of the squares along each; 0 where there is nothing.
  let shares: SIMD2<Double>

  init(of vectors: [[Double]]) {
    let size = vectors.first?.count ?? 0
    var products = (0..<size).map { _ in [Double](repeating: 0, count: size) }
    for vector in vectors {
      for i in 0..<size { for j in 0..<size { products[i][j] += vector[i] * vector[j] } }
    }
    let total = (0..<size).reduce(0) { $0 + products[$1][$1] }
    let (first, firstSquares) = Self.largest(products)
    for i in 0..<size { for j in 0..<size { products[i][j] -= firstSquares * first[i] * first[j] } }
    let (second, secondSquares) = Self.largest(products)
    self.first = first
    self.second = second
    shares = total > 0 ? SIMD2(firstSquares, secondSquares) / total : SIMD2(0, 0)
  }

  /// Coordinates along both directions.
  func project(_ vector: [Double]) -> SIMD2<Double> {
    SIMD2(Self.dot(vector, first), Self.dot(vector, second))
  }

  /// The eigenvector of the largest eigenvalue of a matrix without negative ones, and that eigenvalue.
  private static func largest(_ matrix: [[Double]]) -> (direction: [Double], value: Double) {
    // Starts from the longest row, which is never orthogonal to the eigenvector unless the matrix is zero.
    var direction = matrix.max { dot($0, $0) < dot($1, $1) } ?? []
    var value = 0.0
    for _ in 0..<1000 {
      let length = dot(direction, direction).squareRoot()
      guard length > 0 else { return (direction.map { _ in 0 }, 0) }
      direction = direction.map { $0 / length }
      let next = matrix.map { dot($0, direction) }
      let change = dot(next, direction) - value
      value += change
      if change.magnitude <= 1e-12 * value { break }
      direction = next
    }
    let length = dot(direction, direction).squareRoot()
    let largest = direction.max { $0.magnitude < $1.magnitude } ?? 0
    guard length > 0 else { return (direction, 0) }
    return (direction.map { $0 / (largest < 0 ? -length : length) }, max(0, value))
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
