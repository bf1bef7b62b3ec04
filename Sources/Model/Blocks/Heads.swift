/// Attention heads, `Σ_j O_jᵀ c_j` with `c = A w` and `A = softmax_t′(q_t·k_t′/d)`, `q = Qh/D`, `k = Kh/D`, `w = Wh/D`.
///
/// `weights` are the queries' rows of all heads, the keys' and the values', (3·M·d, D), and `O`, (M·d, D): row `j·d + i` is
/// that of index i of head j.
public struct Heads<Scalar: Elementary>: ExpandableBlock {
  /// `M`
  public let width: Int
  public let dimension: Int
  /// `T`
  public let tokens: Int
  /// `d`
  public let keyDimension: Int
  public let mask: MaskName
  public var weights: [[Scalar]]

  @inlinable public init(
    width: Int, dimension: Int, tokens: Int, keyDimension: Int, mask: MaskName, readingWeights: [Scalar],
    writingWeights: [Scalar]
  ) {
    self.width = width
    self.dimension = dimension
    self.tokens = tokens
    self.keyDimension = keyDimension
    self.mask = mask
    weights = [readingWeights, writingWeights]
  }

  /// `q`, `k` and `w`, (N·T, 3·M·d); `A`, (N, M, T, T); `c`, (N·T, M·d).
  public struct Kept {
    public let preactivations, attention, values: [Scalar]
    @inlinable init(preactivations: [Scalar], attention: [Scalar], values: [Scalar]) {
      (self.preactivations, self.attention, self.values) = (preactivations, attention, values)
    }
  }

  /// `Zh/D`, (N·T, 3·M·d).
  @inlinable public func preactivations(_ weights: [Scalar], _ state: [Scalar]) -> [Scalar] {
    products(weights, state).map { $0 / Scalar(constant: Double(dimension)) }
  }

  @inlinable public func forward(_ state: [Scalar]) -> (output: [Scalar], kept: Kept) {
    let p = preactivations(weights[0], state)
    var attention: [Scalar] = []
    var values = zeros(p, of: keyDimension)
    for (sample, head) in places(p) {
      let projections = projections(p, sample, head)
      let weights = heads.weights(projections)
      put(heads.values(weights, projections), into: &values, sample, head)
      attention += weights
    }
    return (sums(weights[1], values), Kept(preactivations: p, attention: attention, values: values))
  }

  /// `C = OB` and, of the pulls `∂` of `⟨C, c⟩`, by `h` `(Qᵀ∂q + Kᵀ∂k + Wᵀ∂w)/D`; by the weights `h ∂ᵀ/D` and `B cᵀ`.
  @inlinable public func backward(
    _ kept: Kept, state: [Scalar], adjoint: [Scalar]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    let adjoints = products(weights[1], adjoint)
    var pulls = zeros(kept.preactivations, of: 3 * keyDimension)
    for (sample, head) in places(kept.preactivations) {
      put(
        heads.pulls(
          self.attention(kept.attention, sample, head), projections(kept.preactivations, sample, head),
          adjoint: slice(adjoints, sample, head)),
        into: &pulls, sample, head)
    }
    let scale = Scalar(constant: Double(dimension))
    return (
      sums(weights[0], pulls).map { $0 / scale },
      [gradient(state, pulls).map { $0 / scale }, gradient(adjoint, kept.values)]
    )
  }

  /// What `Kept` has, the changes `δ = ΔZ h/D` of `q`, `k` and `w`, and `δA`.
  public struct ExpansionKept {
    public let constant: Kept
    public let changes, attentionChanges: [Scalar]
    @inlinable init(constant: Kept, changes: [Scalar], attentionChanges: [Scalar]) {
      (self.constant, self.changes, self.attentionChanges) = (constant, changes, attentionChanges)
    }
  }

  /// `O_0ᵀ c` and `ΔOᵀ c + O_0ᵀ δc`
  @inlinable public func forward(
    _ state: [Scalar], change: [[Scalar]]
  ) -> (constant: [Scalar], linear: [Scalar], kept: ExpansionKept) {
    let (constant, kept) = forward(state)
    let changes = preactivations(change[0], state)
    var attentionChanges: [Scalar] = []
    var valueChanges = zeros(changes, of: keyDimension)
    for (sample, head) in places(changes) {
      let weights = attention(kept.attention, sample, head)
      let before = projections(kept.preactivations, sample, head)
      let change = projections(changes, sample, head)
      let weightChanges = heads.weightChanges(weights, before, changes: change)
      put(
        heads.valueChanges(weights, before, weightChanges: weightChanges, changes: change),
        into: &valueChanges, sample, head)
      attentionChanges += weightChanges
    }
    return (
      constant,
      zip(sums(change[1], kept.values), sums(weights[1], valueChanges)).map { $0 + $1 },
      ExpansionKept(constant: kept, changes: changes, attentionChanges: attentionChanges)
    )
  }

  /// With the pulls `∂` of `⟨O_0B, c⟩`, their change `δ∂` to first order, and the pulls `∂′` of `⟨(O_0 + ΔO)B, c⟩`: by `h`
  /// `[Z_0ᵀ(∂′ + δ∂) + ΔZᵀ∂]/D`, summed over Z = Q, K, W; by the change `h ∂ᵀ/D` and `B cᵀ`.
  @inlinable public func backward(
    _ kept: ExpansionKept, state: [Scalar], adjoint: [Scalar], change: [[Scalar]]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    let (constant, adjoints) = (kept.constant, products(weights[1], adjoint))
    let changedAdjoints = zip(adjoints, products(change[1], adjoint)).map { $0 + $1 }
    var beside = zeros(kept.changes, of: 3 * keyDimension)
    var (changed, bends) = (beside, beside)
    for (sample, head) in places(kept.changes) {
      let weights = attention(constant.attention, sample, head)
      let before = projections(constant.preactivations, sample, head)
      let adjoint = slice(adjoints, sample, head)
      put(heads.pulls(weights, before, adjoint: adjoint), into: &beside, sample, head)
      put(
        heads.pulls(weights, before, adjoint: slice(changedAdjoints, sample, head)), into: &changed, sample,
        head)
      put(
        heads.pullChanges(
          weights, before, weightChanges: attention(kept.attentionChanges, sample, head),
          changes: projections(kept.changes, sample, head), adjoint: adjoint),
        into: &bends, sample, head)
    }
    let through = zip(changed, bends).map { $0 + $1 }
    let scale = Scalar(constant: Double(dimension))
    return (
      zip(sums(weights[0], through), sums(change[0], beside)).map { ($0 + $1) / scale },
      [gradient(state, beside).map { $0 / scale }, gradient(adjoint, constant.values)]
    )
  }
}

// MARK: One head of one sample

extension Heads {
  @inlinable var heads: Attention<Scalar> {
    Attention(tokens: tokens, keyDimension: keyDimension, mask: mask)
  }

  /// Every head of every sample, as `A` has them; from the entries of an array (N·T, 3·M·d).
  @inlinable func places(_ preactivations: [Scalar]) -> [(sample: Int, head: Int)] {
    let samples = preactivations.count / (3 * width * keyDimension * tokens)
    return (0..<samples).flatMap { sample in (0..<width).map { (sample, $0) } }
  }

  /// (N·T, M·`rows`), all 0, for as many tokens as an array (N·T, 3·M·d) has.
  @inlinable func zeros(_ preactivations: [Scalar], of rows: Int) -> [Scalar] {
    [Scalar](repeating: Scalar(constant: 0), count: preactivations.count / (3 * keyDimension) * rows)
  }

  /// `A` of one head, (T, T).
  @inlinable func attention(_ all: [Scalar], _ sample: Int, _ head: Int) -> [Scalar] {
    let first = (sample * width + head) * tokens * tokens
    return Array(all[first..<first + tokens * tokens])
  }

  /// Of an array (N·T, parts·M·d) one head's rows in one part, (T, d).
  @inlinable func slice(
    _ all: [Scalar], part: Int = 0, of parts: Int = 1, _ sample: Int, _ head: Int
  ) -> [Scalar] {
    var result: [Scalar] = []
    result.reserveCapacity(tokens * keyDimension)
    for t in 0..<tokens {
      let first = (((sample * tokens + t) * parts + part) * width + head) * keyDimension
      result += all[first..<first + keyDimension]
    }
    return result
  }

  @inlinable func put(
    _ one: [Scalar], into all: inout [Scalar], part: Int = 0, of parts: Int = 1, _ sample: Int, _ head: Int
  ) {
    for t in 0..<tokens {
      let first = (((sample * tokens + t) * parts + part) * width + head) * keyDimension
      for i in 0..<keyDimension { all[first + i] = one[t * keyDimension + i] }
    }
  }

  @inlinable func projections(
    _ all: [Scalar], _ sample: Int, _ head: Int
  ) -> Attention<Scalar>.Projections {
    Attention.Projections(
      q: slice(all, part: 0, of: 3, sample, head), k: slice(all, part: 1, of: 3, sample, head),
      w: slice(all, part: 2, of: 3, sample, head))
  }

  @inlinable func put(
    _ one: Attention<Scalar>.Projections, into all: inout [Scalar], _ sample: Int, _ head: Int
  ) {
    put(one.q, into: &all, part: 0, of: 3, sample, head)
    put(one.k, into: &all, part: 1, of: 3, sample, head)
    put(one.w, into: &all, part: 2, of: 3, sample, head)
  }
}
