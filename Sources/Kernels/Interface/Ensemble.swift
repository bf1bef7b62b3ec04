/// The working memory of eight networks of one shape that are trained in lockstep, one a lane.
///
/// Every entry of every array is eight consecutive floats, one a lane, so that all arithmetic is vector times
/// vector without a horizontal sum and no lane can influence another. The pointers are 64-byte aligned and
/// belong to whoever made the ensemble; a kernel only reads and writes through them.
package struct Ensemble {
  package typealias Lanes = UnsafeMutablePointer<SIMD8<Float>>

  /// Networks in an ensemble.
  package static let laneCount = 8

  package var shape: Shape

  /// `U`, shape (L, M, D).
  package var inputWeights: Lanes
  /// `V`, shape (L, M, D).
  package var outputWeights: Lanes
  /// `U_0`, shape (L, M, D).
  package var initialInputWeights: Lanes
  /// `V_0`, shape (L, M, D).
  package var initialOutputWeights: Lanes

  /// `h_0 … h_L`, shape (L+1, N, D); the first N·D entries are the samples X.
  package var states: Lanes
  /// `tanh(P_l)`, shape (L, N, M).
  package var activations: Lanes
  /// `P_l` before training, shape (L, N, M).
  package var initialPreactivations: Lanes
  /// `Y`, shape (N, D).
  package var targets: Lanes
  /// `B_l`, the gradient of half the loss with respect to `h_l`, shape (N, D).
  package var adjoint: Lanes
  /// `tanh'(P_l) ∘ V_lᵀ B_l` of the block at hand, shape (N, M).
  package var preactivationAdjoint: Lanes
  /// Working space of `Kernel.measure`, `Ensemble.scratchCount(shape)` entries.
  package var scratch: Lanes

  /// One entry: `α/(LM)`, the multiplier of a block.
  package var branch: Lanes
  /// One entry: `η_u · η/α`.
  package var inputStep: Lanes
  /// One entry: `η_v · η/α`.
  package var outputStep: Lanes

  /// Entries in `scratch`: two arrays over (M, D), three over (N, M), two over (N, D).
  package static func scratchCount(_ shape: Shape) -> Int {
    2 * shape.width * shape.dimension + 3 * shape.samples * shape.width + 2 * shape.samples * shape.dimension
  }

  /// Entries of every array together.
  package static func entryCount(_ shape: Shape) -> Int {
    let (l, m, d, n) = (shape.depth, shape.width, shape.dimension, shape.samples)
    return 4 * l * m * d + (l + 1) * n * d + 2 * l * n * m + 2 * n * d + n * m + scratchCount(shape) + 3
  }

  /// Lays the arrays out behind one another from `base`, which must hold `entryCount(shape)` entries.
  package init(shape: Shape, base: Lanes) {
    self.shape = shape
    var next = base
    func take(_ count: Int) -> Lanes {
      defer { next += count }
      return next
    }
    let (l, n) = (shape.depth, shape.samples)
    inputWeights = take(shape.weights)
    outputWeights = take(shape.weights)
    initialInputWeights = take(shape.weights)
    initialOutputWeights = take(shape.weights)
    states = take((l + 1) * n * shape.dimension)
    activations = take(l * n * shape.width)
    initialPreactivations = take(l * n * shape.width)
    targets = take(n * shape.dimension)
    adjoint = take(n * shape.dimension)
    preactivationAdjoint = take(n * shape.width)
    scratch = take(Self.scratchCount(shape))
    branch = take(1)
    inputStep = take(1)
    outputStep = take(1)
  }
}
