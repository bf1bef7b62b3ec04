import EngineInterface
import Model

/// What the heads of one block do between what they read and what they write, sample by sample and head by head:
///
///     A = softmax_t′(q_t·k_t′/d),   c = A w
///
/// P holds q, then k, then w of all heads, (R, 3·M·d); values c, (R, M·d). A, (T, T), is computed where it is needed, one head
/// and sample at a time: all of them kept would be as much as the rest of a block, and to read that costs more. A masked
/// entry of it is 0.
struct Attention {
  let samples: Int
  let tokens: Int
  let heads: Int
  let keyDimension: Int
  let isCausal: Bool
  private let attention, attentionAdjoint: Entries

  /// - Parameter member: has working space of its own.
  @inline(__always)
  init(_ ensemble: Ensemble, _ slice: Ensemble.SliceShape, member: Int) {
    samples = ensemble.shape.samples
    tokens = ensemble.shape.tokens
    heads = slice.columns.count
    keyDimension = slice.keyDimension
    isCausal = ensemble.mask == .causal
    attention = ensemble.attention(of: member)
    attentionAdjoint = ensemble.attentionAdjoint(of: member)
  }

  /// `M·d`
  @inline(__always)
  private var columns: Int { heads &* keyDimension }

  /// One head's columns of a sample, within arrays over (R, 3·M·d) or (R, M·d).
  private struct Head {
    let queries, keys, values: Entries

    @inline(__always)
    init(_ entries: Entries, _ attention: Attention, sample: Int, head: Int) {
      let first = sample &* attention.tokens &* 3 &* attention.columns &+ head &* attention.keyDimension
      queries = entries.from(first)
      keys = entries.from(first &+ attention.columns)
      values = entries.from(first &+ 2 &* attention.columns)
    }
  }

  @inline(__always)
  private func output(_ entries: Entries, sample: Int, head: Int) -> Entries {
    entries.from(sample &* tokens &* columns &+ head &* keyDimension)
  }

  /// Tokens that token `t` attends to are the first so many.
  @inline(__always)
  private func allowed(_ t: Int) -> Int { isCausal ? t &+ 1 : tokens }

  // Arrays of a piece begin with its first sample.

  /// `c` of every head.
  @inline(never)
  func forward(_ piece: Piece, _ preactivations: Entries, values: Entries) {
    for sample in 0..<piece.samples.count {
      for head in 0..<heads {
        let own = Head(preactivations, self, sample: sample, head: head)
        attend(own, into: attention)
        mix(attention, own.values, into: Store(output(values, sample: sample, head: head)))
      }
    }
  }

  /// `A` of one head and sample.
  @inline(__always)
  private func attend(_ head: Head, into a: Entries) {
    // In powers of two: log2 e times the scores.
    let scale = Vector(repeating: 1.442_695_04 / Float(keyDimension))
    scores(head.queries, head.keys, into: StoreScaled(a, scale: scale))
    softmax(a)
  }

  /// Of every row of (T, T), to the base 2. A function of its own: amid tiles the power would become a call.
  @inline(never)
  private func softmax(_ a: Entries) {
    for t in 0..<tokens {
      let row = a.from(t &* tokens)
      let count = allowed(t)
      var most = row[0]
      for other in 1..<max(count, 1) { most = most.replacing(with: row[other], where: row[other] .> most) }
      let mosts = Widest(everywhere: most)
      forEachRegister(count) { $0.put(powerOfTwo($0.of(row) - mosts), into: row) }
    }
    // By itself, so that no power waits for a sum.
    for t in 0..<tokens {
      let row = a.from(t &* tokens)
      let count = allowed(t)
      var sum = Vector(repeating: 0)
      for other in 0..<count { sum += row[other] }
      let share = Widest(everywhere: Vector(repeating: 1) / sum)
      forEachRegister(count) { $0.put($0.of(row) * share, into: row) }
      for other in count..<tokens { row[other] = Vector(repeating: 0) }
    }
  }

  /// From `C = O B` in `pulls`:
  ///
  ///     ∂w = AᵀC,  ∂A = C wᵀ,  ∂s = A∘(∂A − Σ_t′ A∘∂A)/d,  ∂q = ∂s k,  ∂k = ∂sᵀ q
  @inline(never)
  func backward(_ piece: Piece, _ preactivations: Entries, pulls: Entries, into adjoint: Entries) {
    let scale = Vector(repeating: 1 / Float(keyDimension))
    let (a, ds) = (attention, attentionAdjoint)
    let (t, d) = (tokens, keyDimension)
    let (p, c) = (3 &* columns, columns)
    for sample in 0..<piece.samples.count {
      for head in 0..<heads {
        let own = Head(preactivations, self, sample: sample, head: head)
        let result = Head(adjoint, self, sample: sample, head: head)
        attend(own, into: a)
        let pull = output(pulls, sample: sample, head: head)
        let places = Places(row: p, column: 1)
        var ahead = Prefetch(nothingBeside: a)
        contract(
          Operand(pull, row: c, depth: 1), rows: t, Operand(own.values, row: p, depth: 1), columns: t,
          depth: d,
          into: Store(ds), Places(row: t, column: 1), ahead: &ahead)
        contract(
          Operand(a, row: 1, depth: t), rows: t, Operand(pull, row: 1, depth: c), columns: d, depth: t,
          into: Store(result.values), places, ahead: &ahead)
        project(ds, along: a, scale: scale)
        contract(
          Operand(ds, row: t, depth: 1), rows: t, Operand(own.keys, row: 1, depth: p), columns: d, depth: t,
          into: Store(result.queries), places, ahead: &ahead)
        contract(
          Operand(ds, row: 1, depth: t), rows: t, Operand(own.queries, row: 1, depth: p), columns: d,
          depth: t,
          into: Store(result.keys), places, ahead: &ahead)
      }
    }
  }

  /// From `P` of the initial weights in `initial` and its change in `change`, (R, 3·M·d) each, and `c` in `values`:
  ///
  ///     c_0 = A_0 w,   c − c_0,   δc = δA w + A_0 δw,   δA = A_0∘(δs − Σ_t′ A_0∘δs),   δs = (δq kᵀ + q δkᵀ)/d
  @inline(never)
  func expand(
    initial: Entries, change: Entries, values: Entries, initialValues: Entries, valueChange: Entries,
    linearChange: Entries
  ) {
    let scale = Vector(repeating: 1 / Float(keyDimension))
    let (a, da) = (attention, attentionAdjoint)
    for sample in 0..<samples {
      for head in 0..<heads {
        let own = Head(initial, self, sample: sample, head: head)
        let moved = Head(change, self, sample: sample, head: head)
        attend(own, into: a)
        scores(moved.queries, own.keys, into: Store(da))
        scores(own.queries, moved.keys, into: Add(da))
        project(da, along: a, scale: scale)
        let c = output(values, sample: sample, head: head)
        let before = output(initialValues, sample: sample, head: head)
        let difference = output(valueChange, sample: sample, head: head)
        let linear = output(linearChange, sample: sample, head: head)
        mix(a, own.values, into: StoreWithDifference(before, difference, from: c))
        mix(da, own.values, into: Store(linear))
        mix(a, moved.values, into: Add(linear))
      }
    }
  }

  /// `Σ_i x[t, i] y[t′, i]`, (T, T).
  @inline(__always)
  private func scores<S: Sink>(_ x: Entries, _ y: Entries, into sink: S) {
    var ahead = Prefetch(nothingBeside: x)
    contract(
      Operand(x, row: 3 &* columns, depth: 1), rows: tokens, Operand(y, row: 3 &* columns, depth: 1),
      columns: tokens, depth: keyDimension, into: sink, Places(row: tokens, column: 1), ahead: &ahead)
  }

  /// `Σ_t′ a[t, t′] w[t′, i]`, to the entries of an array over (R, M·d).
  @inline(__always)
  private func mix<S: Sink>(_ a: Entries, _ w: Entries, into sink: S) {
    var ahead = Prefetch(nothingBeside: a)
    contract(
      Operand(a, row: tokens, depth: 1), rows: tokens, Operand(w, row: 1, depth: 3 &* columns),
      columns: keyDimension, depth: tokens, into: sink, Places(row: columns, column: 1), ahead: &ahead)
  }

  /// `x ← scale · a∘(x − Σ_t′ a∘x)`: how softmax' values follow its arguments, and the other way round.
  @inline(never)
  private func project(_ x: Entries, along a: Entries, scale: Vector) {
    for t in 0..<tokens {
      let (own, weights) = (x.from(t &* tokens), a.from(t &* tokens))
      var mean = Vector(repeating: 0)
      for other in 0..<tokens { mean = mean.adding(weights[other], times: own[other]) }
      for other in 0..<tokens { own[other] = scale * weights[other] * (own[other] - mean) }
    }
  }
}

/// `to = Σ` and `difference = from − Σ`
private struct StoreWithDifference: Sink {
  let to, difference, from: Entries

  @inline(__always)
  init(_ to: Entries, _ difference: Entries, from: Entries) {
    (self.to, self.difference, self.from) = (to, difference, from)
  }

  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) {
    to[entry] = sum
    difference[entry] = from[entry] - sum
  }
}
