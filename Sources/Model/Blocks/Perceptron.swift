/// The two-layer perceptron, `Σ_j v_j σ(u_jᵀh/D)`: `weights` are `U` and `V`.
public struct Perceptron<Scalar: Elementary>: ExpandableBlock {
  public let width: Int
  public let dimension: Int
  public let activation: ActivationName
  public var weights: [[Scalar]]

  @inlinable public init(
    width: Int, dimension: Int, activation: ActivationName, inputWeights: [Scalar], outputWeights: [Scalar]
  ) {
    self.width = width
    self.dimension = dimension
    self.activation = activation
    weights = [inputWeights, outputWeights]
  }

  /// `P = Uᵀh/D` and `σ(P)`, (N·T, M).
  public struct Kept {
    public let preactivations, values: [Scalar]
    @inlinable init(preactivations: [Scalar], values: [Scalar]) {
      (self.preactivations, self.values) = (preactivations, values)
    }
  }

  /// `Wᵀh/D`, (N·T, M).
  @inlinable public func preactivations(_ weights: [Scalar], _ state: [Scalar]) -> [Scalar] {
    products(weights, state).map { $0 / Scalar(constant: Double(dimension)) }
  }

  @inlinable public func forward(_ state: [Scalar]) -> (output: [Scalar], kept: Kept) {
    let p = preactivations(weights[0], state)
    let values = activation.values(p)
    return (sums(weights[1], values), Kept(preactivations: p, values: values))
  }

  @inlinable public func backward(
    _ kept: Kept, state: [Scalar], adjoint: [Scalar]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    let slopes = activation.slopes(kept.preactivations, values: kept.values)
    let pulls = zip(slopes, products(weights[1], adjoint)).map { $0 * $1 }
    return (
      sums(weights[0], pulls).map { $0 / Scalar(constant: Double(dimension)) },
      [
        gradient(state, pulls).map { $0 / Scalar(constant: Double(dimension)) },
        gradient(adjoint, kept.values),
      ]
    )
  }

  /// `p = U_0ᵀh/D`, `σ(p)`, `σ′(p)` and `δ = ΔUᵀh/D`, (N·T, M).
  public struct ExpansionKept {
    public let preactivations, values, slopes, changes: [Scalar]
    @inlinable init(preactivations: [Scalar], values: [Scalar], slopes: [Scalar], changes: [Scalar]) {
      (self.preactivations, self.values) = (preactivations, values)
      (self.slopes, self.changes) = (slopes, changes)
    }
  }

  /// `V_0 σ(p)` and `ΔV σ(p) + V_0 (σ′(p) ∘ δ)`
  @inlinable public func forward(
    _ state: [Scalar], change: [[Scalar]]
  ) -> (constant: [Scalar], linear: [Scalar], kept: ExpansionKept) {
    let (constant, kept) = forward(state)
    let slopes = activation.slopes(kept.preactivations, values: kept.values)
    let changes = preactivations(change[0], state)
    let linear = zip(sums(change[1], kept.values), sums(weights[1], zip(slopes, changes).map { $0 * $1 }))
    return (
      constant, linear.map { $0 + $1 },
      ExpansionKept(
        preactivations: kept.preactivations, values: kept.values, slopes: slopes, changes: changes)
    )
  }

  /// By `h`: `[U_0(σ′ ∘ VᵀB + σ″ ∘ δ ∘ V_0ᵀB) + ΔU(σ′ ∘ V_0ᵀB)]/D`; by the change: `h (σ′ ∘ V_0ᵀB)ᵀ/D` and `B σᵀ`.
  @inlinable public func backward(
    _ kept: ExpansionKept, state: [Scalar], adjoint: [Scalar], change: [[Scalar]]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    let pulls = products(weights[1], adjoint)
    let changedPulls = zip(pulls, products(change[1], adjoint)).map { $0 + $1 }
    let bends = activation.bends(
      kept.preactivations, values: kept.values, slopes: kept.slopes, changes: kept.changes, pulls: pulls)
    let beside = zip(kept.slopes, pulls).map { $0 * $1 }
    let through = kept.slopes.indices.map { kept.slopes[$0] * changedPulls[$0] + bends[$0] }
    let state0 = zip(sums(weights[0], through), sums(change[0], beside))
    return (
      state0.map { ($0 + $1) / Scalar(constant: Double(dimension)) },
      [
        gradient(state, beside).map { $0 / Scalar(constant: Double(dimension)) },
        gradient(adjoint, kept.values),
      ]
    )
  }
}
