import CSupport
import Model

/// How products are accumulated. Within a class results are the same to the bit on every machine.
package enum NumericsClass: String, CaseIterable, Sendable {
  /// `a·b + c` is rounded once: AVX2 and wider, NEON.
  case fused = "fma"
  /// The product is rounded, then the sum.
  case separate = "mul-add"
  /// The oracle's, in an order of its own.
  case naive
  /// A program's own, of which nothing is known.
  case trainer
}

/// Sums over layers, units, samples and coordinates that `Kernel.measure` leaves behind, lane by lane.
package struct DriftSums: Sendable {
  // Of heads U stands for Q, K and W, V for O; N counts tokens.

  /// Σ ((U_K − U_0)ᵀ h_K / D)², over (L, N, M).
  package var localFeatureUpdate = SIMD8<Double>(repeating: 0)
  /// Σ (P_K − P_0)², over (L, N, M).
  package var preactivationChange = SIMD8<Double>(repeating: 0)
  /// Σ (U_K − U_0)², over (L, M, D).
  package var inputWeightChange = SIMD8<Double>(repeating: 0)
  /// Σ (V_K − V_0)², over (L, M, D).
  package var outputWeightChange = SIMD8<Double>(repeating: 0)
  /// ‖Σ_l Δb_l‖².
  package var driftChange = SIMD8<Double>(repeating: 0)
  /// ‖Σ_l (Δb_l − Δb_l^lin)‖².
  package var driftNonlinearity = SIMD8<Double>(repeating: 0)

  package init() {}

  /// Puts the sum over the lanes into the first; the drift, a sum over units before it is squared, has it already.
  package mutating func addLanes() {
    localFeatureUpdate[0] = localFeatureUpdate.sum()
    preactivationChange[0] = preactivationChange.sum()
    inputWeightChange[0] = inputWeightChange.sum()
    outputWeightChange[0] = outputWeightChange.sum()
  }
}

/// The arithmetic of training an ensemble. A variant is one type; each is checked against the naive one.
///
/// The passes over the blocks may be shared by a team of at most `EnsembleLayout.mostMembers`, every member calling with the same arguments
/// but itself.
package protocol Kernel: Sendable {
  var name: String { get }
  var numerics: NumericsClass { get }

  /// Fills `count` entries with standard normal numbers of coordinates 0 … count−1 of (layer, unit) in `stream`,
  /// lane i keyed by `seeds[i]`.
  func drawNormals(
    _ entries: Entries, count: Int, layer: Int, unit: Int, stream: RandomStream,
    seeds: UnsafePointer<SIMD8<UInt64>>)

  /// Draws `U_0, V_0` and starts `U, V` from them. With lanes of units all lanes of the law are the same.
  func drawWeights(_ ensemble: Ensemble, law: UnsafePointer<WeightLaw>)

  /// `h ← h + α/(LM) Σ_j φ(h, z_j)` block by block, from the samples in `state(0)`; of units
  /// `h_l = h_{l−1} + α/(LM) V_l σ(U_lᵀ h_{l−1}/D)`.
  func forward(_ ensemble: Ensemble, member: TeamMember)

  /// The same last state; of the states and values between, nothing need be kept.
  func pass(_ ensemble: Ensemble, member: TeamMember)

  /// `h_0 = W_E x` of embeddings that are trained.
  func embed(_ embedding: EmbeddingArrays, into state: Entries)

  /// `y = W_Uᵀh_L/D`
  func readOut(_ embedding: EmbeddingArrays, of state: Entries)

  /// From `y` leaves `r`, `B_L = W_U r/D` in `adjoint` and the mean loss in `losses`.
  func residual(_ embedding: EmbeddingArrays, adjoint: Entries, losses: UnsafeMutablePointer<SIMD8<Float>>)

  /// The steps of `W_E` by `B_0` in `adjoint` and of `W_U` by `h_L` in `last` and `r`.
  func step(_ embedding: EmbeddingArrays, last: Entries, adjoint: Entries)

  /// Leaves `B_L = (h_L − Y)/(ND)` in `adjoint` and `‖h_L − Y‖²/(ND)` in `losses`, or what the loss and the embedding make of
  /// the output.
  func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>)

  /// From `B_L` in `adjoint` back to `B_0`; a block's weights take their step as soon as its adjoint has left it.
  func backward(_ ensemble: Ensemble, member: TeamMember)

  /// Keeps the pre-activations of the forward pass just made.
  func keepInitialPreactivations(_ ensemble: Ensemble)

  /// Order parameters' sums at the weights and states of the forward pass just made (Measures.md). With lanes of
  /// units the first lane has them.
  func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>)

  /// Replaces every `p` of `entries` by `σ(p)` and leaves `σ′(p)` in `slopes` where it does not follow from `σ(p)`.
  func evaluate(_ activation: ActivationName, _ entries: Entries, slopes: Entries, count: Int)

  /// Multiplies and adds in registers, nothing else; returns the number of floating-point operations.
  func multiplyAdd(rounds: Int) -> Double
}

extension Kernel {
  package func pass(_ ensemble: Ensemble, member: TeamMember) { forward(ensemble, member: member) }
}

/// One of the threads that share the passes of an ensemble.
///
/// What a member computes, and the order of every sum, do not depend on how many there are. Sendable unchecked,
/// because the pointer leads to the barrier alone, whose operations are atomic.
package struct TeamMember: @unchecked Sendable {
  package let index: Int
  package let count: Int
  private let barrier: UnsafeMutablePointer<support_barrier>?

  package init(index: Int, count: Int, barrier: UnsafeMutablePointer<support_barrier>) {
    self.index = index
    self.count = count
    self.barrier = barrier
  }

  private init() {
    index = 0
    count = 1
    barrier = nil
  }

  /// A team of one.
  package static let alone = TeamMember()

  /// The consecutive ones of `count` things that are this member's, in groups of `grain` while there are so many.
  package func share(of count: Int, grain: Int = 1) -> Range<Int> {
    if self.count == 1 { return 0..<count }
    let groups = (count + grain - 1) / grain
    func bound(_ index: Int) -> Int { min(count, groups * index / self.count * grain) }
    return bound(index)..<bound(index + 1)
  }

  /// Returns when every member has come here. What they wrote before is visible after.
  package func meet() {
    if let barrier { support_barrier_wait(barrier, UInt32(count)) }
  }
}
