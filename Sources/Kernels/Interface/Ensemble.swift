/// The working memory of eight networks of one shape that are trained in lockstep, one a lane.
///
/// Every entry of every array is eight consecutive floats, one a lane, so that all arithmetic is vector times
/// vector without a horizontal sum and no lane can influence another. What belongs to a block stands together,
/// in the order of the depth, so that a pass reads memory in one stream. The memory is 64-byte aligned and
/// belongs to whoever made the ensemble; a kernel only reads and writes through it.
package struct Ensemble {
  package typealias Lanes = UnsafeMutablePointer<SIMD8<Float>>

  /// Networks in an ensemble.
  package static let laneCount = 8

  package let shape: Shape

  private let blocks: Lanes
  private let initialBlocks: Lanes
  /// Entries from one block to the next.
  package let blockStride: Int

  /// `Y`, shape (N, D).
  package let targets: Lanes
  /// `B_l`, the gradient of half the loss with respect to `h_l`, shape (N, D).
  package let adjoint: Lanes
  /// `tanh'(P_l) ∘ V_lᵀ B_l` of the block at hand, shape (N, M).
  package let preactivationAdjoint: Lanes
  /// Working space of `Kernel.measure`, `Ensemble.scratchCount(shape)` entries.
  package let scratch: Lanes

  /// One entry: `α/(LM)`, the multiplier of a block.
  package let branch: Lanes
  /// One entry: `η_u · η/α`.
  package let inputStep: Lanes
  /// One entry: `η_v · η/α`.
  package let outputStep: Lanes

  /// Entries in `scratch`: two arrays over (M, D), three over (N, M), two over (N, D).
  package static func scratchCount(_ shape: Shape) -> Int {
    2 * shape.width * shape.dimension + 3 * shape.samples * shape.width + 2 * shape.samples * shape.dimension
  }

  /// Entries of every array together.
  package static func entryCount(_ shape: Shape) -> Int {
    let (l, m, d, n) = (shape.depth, shape.width, shape.dimension, shape.samples)
    return l * (4 * m * d + n * d + 2 * n * m) + 3 * n * d + n * m + scratchCount(shape) + 3
  }

  /// Lays the arrays out behind one another from `base`, which must hold `entryCount(shape)` entries.
  package init(shape: Shape, base: Lanes) {
    let (l, m, d, n) = (shape.depth, shape.width, shape.dimension, shape.samples)
    var next = base
    func take(_ count: Int) -> Lanes {
      defer { next += count }
      return next
    }
    self.shape = shape
    blockStride = n * d + 2 * m * d + n * m
    blocks = take(l * blockStride + n * d)
    initialBlocks = take(l * (2 * m * d + n * m))
    targets = take(n * d)
    adjoint = take(n * d)
    preactivationAdjoint = take(n * m)
    scratch = take(Self.scratchCount(shape))
    branch = take(1)
    inputStep = take(1)
    outputStep = take(1)
  }

  /// `h_l` for l = 0 … L, shape (N, D); `h_0` are the samples X. It stands first in block l + 1, counted from 1.
  package func state(_ layer: Int) -> Lanes { blocks + layer * blockStride }

  /// `U` of the block that `state(layer)` enters, shape (M, D); layer = 0 … L−1.
  package func inputWeights(_ layer: Int) -> Lanes {
    state(layer) + shape.samples * shape.dimension
  }

  /// `V`, shape (M, D).
  package func outputWeights(_ layer: Int) -> Lanes {
    inputWeights(layer) + shape.width * shape.dimension
  }

  /// `tanh(P)`, shape (N, M).
  package func activation(_ layer: Int) -> Lanes {
    outputWeights(layer) + shape.width * shape.dimension
  }

  /// `U_0`, shape (M, D).
  package func initialInputWeights(_ layer: Int) -> Lanes {
    initialBlocks + layer * (2 * shape.width * shape.dimension + shape.samples * shape.width)
  }

  /// `V_0`, shape (M, D).
  package func initialOutputWeights(_ layer: Int) -> Lanes {
    initialInputWeights(layer) + shape.width * shape.dimension
  }

  /// `P` before training, shape (N, M).
  package func initialPreactivation(_ layer: Int) -> Lanes {
    initialOutputWeights(layer) + shape.width * shape.dimension
  }

  /// Starts `U` and `V` from `U_0` and `V_0`.
  package func resetWeights() {
    for layer in 0..<shape.depth {
      inputWeights(layer).update(from: initialInputWeights(layer), count: 2 * shape.width * shape.dimension)
    }
  }
}
