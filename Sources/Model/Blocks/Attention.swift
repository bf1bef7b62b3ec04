/// How the T tokens of one sample attend to one another in one head, from its queries, keys and values `q`, `k` and `w`,
/// (T, d) each.
///
/// Matrices of scores, (T, T), have a row for each token that attends.
@usableFromInline struct Attention<Scalar: Elementary> {
  @usableFromInline let tokens, keyDimension: Int
  @usableFromInline let mask: MaskName

  @inlinable init(tokens: Int, keyDimension: Int, mask: MaskName) {
    (self.tokens, self.keyDimension, self.mask) = (tokens, keyDimension, mask)
  }

  /// `q`, `k` and `w` of one head and sample, or what changes them or pulls on them.
  @usableFromInline struct Projections {
    @usableFromInline var q, k, w: [Scalar]
    @inlinable init(q: [Scalar], k: [Scalar], w: [Scalar]) { (self.q, self.k, self.w) = (q, k, w) }
  }

  /// `A = softmax_t′(q_t·k_t′/d)` over the tokens that the mask leaves, 0 at the others.
  @inlinable func weights(_ p: Projections) -> [Scalar] {
    var weights = scores(p.q, p.k)
    for t in 0..<tokens {
      let row = t * tokens
      let seen = mask == .causal ? t + 1 : tokens
      var largest = weights[row]
      for i in row..<row + seen { largest = largest + (weights[i] - largest).positivePart }
      var sum = Scalar(constant: 0)
      for i in row..<row + seen {
        weights[i] = .exp(weights[i] - largest)
        sum = sum + weights[i]
      }
      for i in row..<row + seen { weights[i] = weights[i] / sum }
      for i in row + seen..<row + tokens { weights[i] = Scalar(constant: 0) }
    }
    return weights
  }

  /// The change of `A` to first order, `δA = A∘(δs − Σ_t′ A∘δs)` with `δs = (δq kᵀ + q δkᵀ)/d`.
  @inlinable func weightChanges(_ weights: [Scalar], _ p: Projections, changes: Projections) -> [Scalar] {
    centred(weights, zip(scores(changes.q, p.k), scores(p.q, changes.k)).map { $0 + $1 })
  }

  /// `c = A w`, (T, d).
  @inlinable func values(_ weights: [Scalar], _ p: Projections) -> [Scalar] { product(weights, p.w) }

  /// The change of `c` to first order, `δc = δA w + A δw`.
  @inlinable func valueChanges(
    _ weights: [Scalar], _ p: Projections, weightChanges: [Scalar], changes: Projections
  ) -> [Scalar] {
    zip(product(weightChanges, p.w), product(weights, changes.w)).map { $0 + $1 }
  }

  /// The derivatives of `⟨C, c⟩` by `q`, `k` and `w`, with `C` of the shape (T, d):
  /// `∂w = AᵀC`, `∂A = C wᵀ`, `∂s = A∘(∂A − Σ_t′ A∘∂A)/d`, `∂q = ∂s k`, `∂k = ∂sᵀ q`.
  @inlinable func pulls(_ weights: [Scalar], _ p: Projections, adjoint: [Scalar]) -> Projections {
    // `scores` divides by d.
    let scorePulls = centred(weights, scores(adjoint, p.w))
    return Projections(
      q: product(scorePulls, p.k), k: transposedProduct(scorePulls, p.q),
      w: transposedProduct(weights, adjoint))
  }

  /// How these derivatives change to first order as `q`, `k` and `w` do, `C` held:
  ///
  ///     δ∂w = δAᵀC                         δ∂A = C δwᵀ
  ///     δ∂s = [δA∘(∂A − Σ_t′ A∘∂A) + A∘(δ∂A − Σ_t′ (δA∘∂A + A∘δ∂A))]/d
  ///     δ∂q = δ∂s k + ∂s δk                δ∂k = δ∂sᵀ q + ∂sᵀ δq
  ///
  /// As second derivatives are symmetric, these are also the derivatives of `⟨C, δc⟩` by `q`, `k` and `w`.
  @inlinable func pullChanges(
    _ weights: [Scalar], _ p: Projections, weightChanges: [Scalar], changes: Projections, adjoint: [Scalar]
  ) -> Projections {
    let (before, moved) = (scores(adjoint, p.w), scores(adjoint, changes.w))
    let scorePulls = centred(weights, before)
    let means = rowSums(weights, before)
    let meanChanges = zip(rowSums(weightChanges, before), rowSums(weights, moved)).map { $0 + $1 }
    let bends = weights.indices.map { i in
      let t = i / tokens
      return weightChanges[i] * (before[i] - means[t]) + weights[i] * (moved[i] - meanChanges[t])
    }
    func sum(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] { zip(a, b).map { $0 + $1 } }
    return Projections(
      q: sum(product(bends, p.k), product(scorePulls, changes.k)),
      k: sum(transposedProduct(bends, p.q), transposedProduct(scorePulls, changes.q)),
      w: transposedProduct(weightChanges, adjoint))
  }

  // MARK: Products

  /// `a bᵀ/d`, (T, T), of `a` and `b` of the shape (T, d).
  @inlinable func scores(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] {
    let d = keyDimension
    var result: [Scalar] = []
    result.reserveCapacity(tokens * tokens)
    for t in 0..<tokens {
      for other in 0..<tokens {
        var sum = Scalar(constant: 0)
        for i in 0..<d { sum = sum.adding(a[t * d + i], times: b[other * d + i]) }
        result.append(sum / Scalar(constant: Double(d)))
      }
    }
    return result
  }

  /// `s a`, (T, d), of `s` of the shape (T, T).
  @inlinable func product(_ s: [Scalar], _ a: [Scalar]) -> [Scalar] {
    let d = keyDimension
    var result = [Scalar](repeating: Scalar(constant: 0), count: tokens * d)
    for t in 0..<tokens {
      for other in 0..<tokens {
        let factor = s[t * tokens + other]
        for i in 0..<d { result[t * d + i] = result[t * d + i].adding(factor, times: a[other * d + i]) }
      }
    }
    return result
  }

  /// `sᵀ a`, (T, d).
  @inlinable func transposedProduct(_ s: [Scalar], _ a: [Scalar]) -> [Scalar] {
    let d = keyDimension
    var result = [Scalar](repeating: Scalar(constant: 0), count: tokens * d)
    for t in 0..<tokens {
      for other in 0..<tokens {
        let factor = s[t * tokens + other]
        for i in 0..<d { result[other * d + i] = result[other * d + i].adding(factor, times: a[t * d + i]) }
      }
    }
    return result
  }

  /// `Σ_t′ A∘s`, (T).
  @inlinable func rowSums(_ weights: [Scalar], _ s: [Scalar]) -> [Scalar] {
    (0..<tokens).map { t in
      var sum = Scalar(constant: 0)
      for i in t * tokens..<(t + 1) * tokens { sum = sum.adding(weights[i], times: s[i]) }
      return sum
    }
  }

  /// `A∘(s − Σ_t′ A∘s)`: the derivative of the softmax, which is symmetric.
  @inlinable func centred(_ weights: [Scalar], _ s: [Scalar]) -> [Scalar] {
    let means = rowSums(weights, s)
    return weights.indices.map { weights[$0] * (s[$0] - means[$0 / tokens]) }
  }
}
