import EngineInterface
import Model

/// What the heads of one block do between what they read and what they write, sample by sample and head by head:
///
///     A = softmax_t′(q_t·k_t′/d),   c = A w
///
/// P holds q, then k, then w of all heads, (R, 3·M·d); values c, (R, M·d); A has the shape (N, M, T, T). A masked entry of
/// it is 0.
struct Attention {
  let samples: Int
  let tokens: Int
  let heads: Int
  let keyDimension: Int
  let isCausal: Bool
  private let attention: Entries
  private let attentionAdjoint, initialAttention, attentionChange: Entries

  @inline(__always)
  init(_ ensemble: Ensemble, block: Int, _ slice: Ensemble.SliceShape) {
    samples = ensemble.shape.samples
    tokens = ensemble.shape.tokens
    heads = slice.columns.count
    keyDimension = slice.keyDimension
    isCausal = ensemble.mask == .causal
    attention = ensemble.attention(block, slice: 0)
    attentionAdjoint = ensemble.attentionAdjoint
    initialAttention = ensemble.initialAttention
    attentionChange = ensemble.attentionChange
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

  @inline(__always)
  private func matrix(sample: Int, head: Int) -> Entries {
    attention.from((sample &* heads &+ head) &* tokens &* tokens)
  }

  /// Tokens that token `t` attends to are the first so many.
  @inline(__always)
  private func allowed(_ t: Int) -> Int { isCausal ? t &+ 1 : tokens }

  /// `c` of every head, `A` being kept.
  @inline(never)
  func forward(_ preactivations: Entries, values: Entries) {
    for sample in 0..<samples {
      for head in 0..<heads {
        let own = Head(preactivations, self, sample: sample, head: head)
        let a = matrix(sample: sample, head: head)
        attend(own, into: a)
        let c = output(values, sample: sample, head: head)
        mix(a, own.values) { entry, sum in c[entry] = sum }
      }
    }
  }

  /// `A` of one head and sample.
  @inline(__always)
  private func attend(_ head: Head, into a: Entries) {
    let scale = Vector(repeating: 1 / Float(keyDimension))
    scores(head.queries, head.keys) { entry, sum in a[entry] = sum * scale }
    for t in 0..<tokens {
      let row = a.from(t &* tokens)
      let count = allowed(t)
      var most = row[0]
      for other in 1..<max(count, 1) { most = most.replacing(with: row[other], where: row[other] .> most) }
      var sum = Vector(repeating: 0)
      for other in 0..<count {
        let weight = exponential(row[other] - most)
        row[other] = weight
        sum += weight
      }
      let share = Vector(repeating: 1) / sum
      for other in 0..<count { row[other] = row[other] * share }
      for other in count..<tokens { row[other] = Vector(repeating: 0) }
    }
  }

  /// From `C = O B` in `pulls`, with `A` of the pass before:
  ///
  ///     ∂w = AᵀC,  ∂A = C wᵀ,  ∂s = A∘(∂A − Σ_t′ A∘∂A)/d,  ∂q = ∂s k,  ∂k = ∂sᵀ q
  @inline(never)
  func backward(_ preactivations: Entries, pulls: Entries, into adjoint: Entries) {
    let scale = Vector(repeating: 1 / Float(keyDimension))
    let ds = attentionAdjoint
    for sample in 0..<samples {
      for head in 0..<heads {
        let own = Head(preactivations, self, sample: sample, head: head)
        let result = Head(adjoint, self, sample: sample, head: head)
        let a = matrix(sample: sample, head: head)
        let c = output(pulls, sample: sample, head: head)
        var ahead = Prefetch(nothingBeside: a)
        contract(
          Operand(c, row: columns, depth: 1), rows: tokens, Operand(own.values, row: 3 &* columns, depth: 1),
          columns: tokens, depth: keyDimension, ahead: &ahead
        ) { i, j, sum in ds[i &* tokens &+ j] = sum }
        contract(
          Operand(a, row: 1, depth: tokens), rows: tokens, Operand(c, row: 1, depth: columns),
          columns: keyDimension, depth: tokens, ahead: &ahead
        ) { i, j, sum in result.values[i &* 3 &* columns &+ j] = sum }
        project(ds, along: a, scale: scale)
        contract(
          Operand(ds, row: tokens, depth: 1), rows: tokens, Operand(own.keys, row: 1, depth: 3 &* columns),
          columns: keyDimension, depth: tokens, ahead: &ahead
        ) { i, j, sum in result.queries[i &* 3 &* columns &+ j] = sum }
        contract(
          Operand(ds, row: 1, depth: tokens), rows: tokens, Operand(own.queries, row: 1, depth: 3 &* columns),
          columns: keyDimension, depth: tokens, ahead: &ahead
        ) { i, j, sum in result.keys[i &* 3 &* columns &+ j] = sum }
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
    let (a, da) = (initialAttention, attentionChange)
    for sample in 0..<samples {
      for head in 0..<heads {
        let own = Head(initial, self, sample: sample, head: head)
        let moved = Head(change, self, sample: sample, head: head)
        attend(own, into: a)
        scores(moved.queries, own.keys) { entry, sum in da[entry] = sum }
        scores(own.queries, moved.keys) { entry, sum in da[entry] += sum }
        project(da, along: a, scale: scale)
        let c = output(values, sample: sample, head: head)
        let before = output(initialValues, sample: sample, head: head)
        let difference = output(valueChange, sample: sample, head: head)
        let linear = output(linearChange, sample: sample, head: head)
        mix(a, own.values) { entry, sum in
          before[entry] = sum
          difference[entry] = c[entry] - sum
        }
        mix(da, own.values) { entry, sum in linear[entry] = sum }
        mix(a, moved.values) { entry, sum in linear[entry] += sum }
      }
    }
  }

  /// `Σ_i x[t, i] y[t′, i]`, (T, T).
  @inline(__always)
  private func scores(_ x: Entries, _ y: Entries, finish: (Int, Vector) -> Void) {
    var ahead = Prefetch(nothingBeside: x)
    contract(
      Operand(x, row: 3 &* columns, depth: 1), rows: tokens, Operand(y, row: 3 &* columns, depth: 1),
      columns: tokens, depth: keyDimension, ahead: &ahead
    ) { i, j, sum in finish(i &* tokens &+ j, sum) }
  }

  /// `Σ_t′ a[t, t′] w[t′, i]`, to the entries of an array over (R, M·d).
  @inline(__always)
  private func mix(_ a: Entries, _ w: Entries, finish: (Int, Vector) -> Void) {
    var ahead = Prefetch(nothingBeside: a)
    contract(
      Operand(a, row: tokens, depth: 1), rows: tokens, Operand(w, row: 1, depth: 3 &* columns),
      columns: keyDimension, depth: tokens, ahead: &ahead
    ) { i, j, sum in finish(i &* columns &+ j, sum) }
  }

  /// `x ← scale · a∘(x − Σ_t′ a∘x)`: how softmax' values follow its arguments, and the other way round.
  @inline(__always)
  private func project(_ x: Entries, along a: Entries, scale: Vector) {
    for t in 0..<tokens {
      let (own, weights) = (x.from(t &* tokens), a.from(t &* tokens))
      var mean = Vector(repeating: 0)
      for other in 0..<tokens { mean = mean.adding(weights[other], times: own[other]) }
      for other in 0..<tokens { own[other] = scale * weights[other] * (own[other] - mean) }
    }
  }
}
