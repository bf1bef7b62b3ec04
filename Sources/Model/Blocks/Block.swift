/// A residual block of M units or heads as plain loops, forward beside backward: the oracle of every fast one.
///
/// States, outputs and adjoints have the shape (N·T, D), a row for every token of every sample; arrays of weights (R, D)
/// with as many rows as read `h`, or write the output. The block is the sum over its units; the network multiplies it by
/// `α/(LM)`.
public protocol Block<Scalar> {
  /// Numbers, or vectors of them that belong to as many networks.
  associatedtype Scalar: Elementary
  /// What the backward pass needs of the forward pass.
  associatedtype Kept

  /// `D`
  var dimension: Int { get }
  /// The weights that read the state, then those that write the output.
  var weights: [[Scalar]] { get set }

  /// `Σ_j φ(h, z_j)`
  func forward(_ state: [Scalar]) -> (output: [Scalar], kept: Kept)

  /// The derivatives of `⟨B, Σ_j φ(h, z_j)⟩` by `h` and by each array of weights.
  func backward(_ kept: Kept, state: [Scalar], adjoint: [Scalar]) -> (state: [Scalar], gradients: [[Scalar]])
}

/// A block that knows the terms of order 0 and 1 of itself in a change of its weights.
public protocol ExpandableBlock<Scalar>: Block {
  associatedtype ExpansionKept

  /// `Z x/D` for weights `Z` that read, (R, D), with `x` what the block reads of `h`: (N·T, R).
  func preactivations(_ weights: [Scalar], _ state: [Scalar]) -> [Scalar]

  /// Both terms of `Σ_j φ(h, z_j + Δ_j)`.
  func forward(
    _ state: [Scalar], change: [[Scalar]]
  ) -> (constant: [Scalar], linear: [Scalar], kept: ExpansionKept)

  /// The derivatives of `⟨B, constant + linear⟩` by `h` and by the change.
  func backward(
    _ kept: ExpansionKept, state: [Scalar], adjoint: [Scalar], change: [[Scalar]]
  ) -> (state: [Scalar], gradients: [[Scalar]])
}

/// A block linearised in its weights around those of `origin`; it stays non-linear in `h`.
public struct FirstOrder<Origin: ExpandableBlock>: Block {
  public let origin: Origin
  public var weights: [[Origin.Scalar]]
  @inlinable public var dimension: Int { origin.dimension }

  @inlinable public init(around origin: Origin) {
    self.origin = origin
    weights = origin.weights
  }

  @inlinable var change: [[Origin.Scalar]] {
    zip(weights, origin.weights).map { zip($0, $1).map { $0 - $1 } }
  }

  @inlinable public func forward(
    _ state: [Origin.Scalar]
  ) -> (output: [Origin.Scalar], kept: Origin.ExpansionKept) {
    let (constant, linear, kept) = origin.forward(state, change: change)
    return (zip(constant, linear).map { $0 + $1 }, kept)
  }

  @inlinable public func backward(
    _ kept: Origin.ExpansionKept, state: [Origin.Scalar], adjoint: [Origin.Scalar]
  ) -> (state: [Origin.Scalar], gradients: [[Origin.Scalar]]) {
    origin.backward(kept, state: state, adjoint: adjoint, change: change)
  }
}
