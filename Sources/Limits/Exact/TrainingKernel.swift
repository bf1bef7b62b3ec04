import Engine
import Model
import RealModule

/// The kernel `κ` by which the blocks of infinitely many units, linearised in their weights, learn: the drift at a state
/// `h` after some gradient steps is `−η Σ κ(h, h_m) E_m` over the states and the adjoints `E = D·B` that the
/// samples have had at that depth.
///
///     κ(h, h′) = v E σ(p)σ(p′) + m · (h·h′/D) · E σ′(p)σ′(p′),   p = u·h/D,   m = η_u σ_v²/D²,   v = η_v/D
///
/// over `u ~ N(0, σ_u²)`. `η_u` and `η_v` the multipliers of the steps. By default `v = 1`, `m = min(S², 1)`: the same kernel for every S ≥ 1.
package struct TrainingKernel: Hashable, Sendable {
  package let activation: ActivationName
  /// `g = σ_u²/D`: the pre-activations of `h` and `h′` have the covariance `g h·h′/D`.
  package let inputScale: Double
  /// `m`, the share of the input weights.
  package let inputWeight: Double
  /// `v`, the share of the output weights.
  package let outputWeight: Double
  package let dimension: Int

  /// `nil` where there is no such kernel: `KernelObstacle` says why.
  package init?(of problem: Problem) {
    guard KernelObstacle(in: problem) == nil else { return nil }
    let (scaling, d) = (problem.scaling, Double(problem.shape.dimension))
    activation = problem.activation
    inputScale = scaling.sigmaU * scaling.sigmaU / d
    inputWeight =
      scaling.inputStep(dimension: problem.shape.dimension) * scaling.sigmaV * scaling.sigmaV / (d * d)
    outputWeight = scaling.outputStep(dimension: problem.shape.dimension) / d
    dimension = problem.shape.dimension
  }

  /// `r` of `PairMoments`, whose `κ` is this kernel's in units of `v`.
  var inputShare: Double { inputWeight / (inputScale * outputWeight) }

  /// The covariance of the pre-activations of two states whose product `h·h′` is this; never 0, where the series' terms
  /// would have no size to be compared with.
  func covariance(_ product: Double) -> Double { inputScale * product / Double(dimension) }
  func variance(_ square: Double) -> Double { max(covariance(square), 1e-8) }
}

extension TrainingKernel {
  /// `κ` of all pairs of N samples of a shape (N, D): (N, N).
  package func matrix(_ samples: [Float]) -> [Double] {
    let (d, count) = (dimension, samples.count / dimension)
    let points = KernelPoints(self)
    for sample in 0..<count {
      let state = samples[sample * d..<(sample + 1) * d].map(Double.init)
      points.add(points.query(state), adjoint: state)
    }
    points.keepAdded()
    var matrix = [Double](repeating: 0, count: count * count)
    for sample in 0..<count {
      let row = points.values(points.query(samples[sample * d..<(sample + 1) * d].map(Double.init)))
      for other in 0..<count { matrix[sample * count + other] = outputWeight * row[other] }
    }
    return matrix
  }
}
