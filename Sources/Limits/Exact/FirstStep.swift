import Engine
import Model
import RealModule

/// The first step of gradient descent from blocks that vanish: `h ← h − (η/N) K (h − Y)`, `K` the kernel of the samples.
package struct FirstStep: Hashable, Sendable {
  /// `dL/dη` at η = 0 of the loss `L = ‖h − Y‖²/(ND)`: `−2 tr((X − Y)ᵀ K (X − Y))/(N²D)`.
  package let slope: Double
  /// `η_c = 2N/λ_max(K)`, beyond which that step makes the largest component of the error grow. What comes after the
  /// first step is not linear: a guide, not a boundary.
  package let edge: Double

  /// - Parameter data: N samples of the kernel's dimension, not all zero.
  package init(_ kernel: TrainingKernel, data: Dataset) {
    let (n, d) = (data.samples, data.inputs)
    let matrix = kernel.matrix(data.x)
    let errors = zip(data.x, data.y).map { Double($0) - Double($1) }
    var trace = 0.0
    for i in 0..<n {
      for j in 0..<n {
        let product = (0..<d).reduce(0) { $0 + errors[i * d + $1] * errors[j * d + $1] }
        trace += matrix[i * n + j] * product
      }
    }
    slope = -2 * trace / (Double(n) * Double(n) * Double(d))
    edge = 2 * Double(n) / Self.largestEigenvalue(matrix, n)
  }

  /// By power iteration: of a symmetric matrix without negative eigenvalues.
  static func largestEigenvalue(_ matrix: [Double], _ n: Int) -> Double {
    // The longest row is not orthogonal to the eigenvector unless the matrix is zero.
    func row(_ i: Int) -> ArraySlice<Double> { matrix[i * n..<(i + 1) * n] }
    func length(_ vector: some Sequence<Double>) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    var direction = Array((0..<n).map(row).max { length($0) < length($1) } ?? [])
    var value = 0.0
    for _ in 0..<10_000 {
      let size = length(direction)
      guard size > 0 else { return 0 }
      direction = direction.map { $0 / size }
      let next = (0..<n).map { zip(row($0), direction).reduce(0) { $0 + $1.0 * $1.1 } }
      let quotient = zip(direction, next).reduce(0) { $0 + $1.0 * $1.1 }
      let change = quotient - value
      (value, direction) = (quotient, next)
      if change.magnitude <= 1e-13 * value { break }
    }
    return value
  }
}

extension TrainingKernel {
  /// `η_c = 2N/λ_max(K)` of a problem and its samples, in the unit of η; `nil` where there is no such kernel.
  package static func edge(of problem: Problem, data: Dataset) -> Double? {
    TrainingKernel(of: problem).map { FirstStep($0, data: data).edge }
  }
}
