import EngineInterface
import Model

/// Some units of one block, or all heads of one: U of shape (inputs, D), V of shape (outputs, D); P, Q of shape
/// (R, inputs), values of shape (R, outputs); h, B of shape (R, D); eight lanes an entry. Of units both are as many, and
/// values are σ(P); of heads U is Q, K and W, and V is O.
///
/// Sums over units are handed to the caller, who knows whether lanes are networks or units.
struct BlockSlice {
  let dimension: Int
  let rows: Int
  let inputs: Int
  let outputs: Int
  let inputWeights: Entries
  let outputWeights: Entries
  let activation: ActivationName
  /// `P`; of units `values`, which take its place.
  let preactivations: Entries
  /// `σ(P)`, and `σ′(P)` where it does not follow; of heads `c`.
  let values: Entries
  let slopes: Entries
  /// Of heads.
  let attention: Attention?
  /// What the optimizer keeps; where it keeps less, these are not used.
  let inputMoments, outputMoments: (first: Entries, second: Entries)

  /// Slice `slice` of the columns; the whole block with lanes of seeds.
  @inline(__always)
  init(_ ensemble: Ensemble, block: Int, slice: Int) {
    dimension = ensemble.shape.dimension
    rows = ensemble.rows
    let shape = ensemble.slice(slice, ofBlock: block)
    inputs = shape.inputs
    outputs = shape.outputs
    inputWeights = ensemble.inputWeights(block, slice: slice)
    outputWeights = ensemble.outputWeights(block, slice: slice)
    activation = ensemble.activation
    values = ensemble.values(block, slice: slice)
    slopes = ensemble.slopes(block, slice: slice)
    let isHeads = shape.keyDimension > 0
    preactivations = isHeads ? ensemble.preactivations(block, slice: slice) : values
    attention = isHeads ? Attention(ensemble, block: block, shape) : nil
    let last = max(0, ensemble.optimizer.momentCount &- 1)
    inputMoments = (
      ensemble.inputMoments(block, slice: slice, number: 0),
      ensemble.inputMoments(block, slice: slice, number: last)
    )
    outputMoments = (
      ensemble.outputMoments(block, slice: slice, number: 0),
      ensemble.outputMoments(block, slice: slice, number: last)
    )
  }

  /// `σ(Uᵀ h/D)`, then `finish(entry, V σ(Uᵀ h/D))` for every entry of (N, D).
  @inline(__always)
  func forward(
    state: Entries, ahead: inout Prefetch, finish: (Int, Vector) -> Void
  ) {
    let (p, c, d, n) = (inputs, outputs, dimension, rows)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let h = Operand(state, row: d, depth: 1)
    let u = Operand(inputWeights, row: d, depth: 1)
    contract(h, rows: n, u, columns: p, depth: d, ahead: &ahead) { i, j, sum in
      preactivations[i &* p &+ j] = sum * inverseDimension
    }
    if let attention {
      attention.forward(preactivations, values: values)
    } else {
      activate(activation, values, slopes: slopes, count: n &* c)
    }
    let v = Operand(outputWeights, row: 1, depth: d)
    let a = Operand(values, row: c, depth: 1)
    contract(v, rows: d, a, columns: n, depth: c, ahead: &ahead) { i, j, sum in finish(j &* d &+ i, sum) }
  }

  /// From `B_l`: `Q = σ′(P) ∘ Vᵀ B_l`, or what heads make of `Vᵀ B_l`; `finish(entry, U Q)`, and the step of the weights.
  ///
  /// V's step needs `B_l` and `U Q` the old U, hence the order: Q, V, U Q, U.
  @inline(__always)
  func backward<O: Optimizer>(
    _ optimizer: O.Type, state: Entries, adjoint: Entries,
    preactivationAdjoint q: Entries, valueAdjoint: Entries, inputStep: Vector, outputStep: Vector,
    memory: StepMemory<Wide>,
    ahead: inout Prefetch, finish: (Int, Vector) -> Void
  ) {
    let (p, c, d, n) = (inputs, outputs, dimension, rows)
    let pulls = attention == nil ? q : valueAdjoint
    let b = Operand(adjoint, row: d, depth: 1)
    let v = Operand(outputWeights, row: d, depth: 1)
    contract(b, rows: n, v, columns: c, depth: d, ahead: &ahead) { i, j, sum in
      pulls[i &* c &+ j] = sum
    }
    if let attention {
      attention.backward(preactivations, pulls: pulls, into: q)
    } else {
      multiplyBySlopes(activation, q, values: values, slopes: slopes, count: n &* c)
    }
    let outputRate = StepRate(
      rate: Wide(outputStep), scale: Wide(constant: 1), scaled: Wide(outputStep),
      unit: Wide(constant: Double(d)),
      memory: memory)
    let bTransposed = Operand(adjoint, row: 1, depth: d)
    let aTransposed = Operand(values, row: 1, depth: c)
    contract(bTransposed, rows: d, aTransposed, columns: c, depth: n, ahead: &ahead) { i, j, sum in
      takeStep(O.self, outputWeights, outputMoments, j &* d &+ i, gradient: sum, rate: outputRate)
    }
    let uTransposed = Operand(inputWeights, row: 1, depth: d)
    contract(uTransposed, rows: d, Operand(q, row: p, depth: 1), columns: n, depth: p, ahead: &ahead) {
      i, j, sum in finish(j &* d &+ i, sum)
    }
    let hTransposed = Operand(state, row: 1, depth: d)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let inputRate = StepRate(
      rate: Wide(inputStep), scale: Wide(inverseDimension), scaled: Wide(inputStep * inverseDimension),
      unit: Wide(constant: 1), memory: memory)
    contract(hTransposed, rows: d, Operand(q, row: 1, depth: p), columns: p, depth: n, ahead: &ahead) {
      i, j, sum in
      takeStep(O.self, inputWeights, inputMoments, j &* d &+ i, gradient: sum, rate: inputRate)
    }
  }

  /// Full tiles of `forward`, and of `backward`.
  @inline(__always)
  var forwardTiles: Int { tileCount(rows, inputs) &+ tileCount(dimension, rows) }
  @inline(__always)
  var backwardTiles: Int {
    tileCount(rows, outputs) &+ tileCount(dimension, inputs) &+ tileCount(dimension, outputs)
      &+ tileCount(dimension, rows)
  }
}

/// A weight's step of the optimizer.
@inline(__always)
func takeStep<O: Optimizer>(
  _ optimizer: O.Type, _ weights: Entries, _ kept: (first: Entries, second: Entries), _ entry: Int,
  gradient: Vector, rate: StepRate<Wide>
) {
  var moments = Moments<Wide>()
  if O.momentCount > 0 { moments.first = Wide(kept.first[entry]) }
  if O.momentCount > 1 { moments.second = Wide(kept.second[entry]) }
  weights[entry] = O.step(Wide(weights[entry]), gradient: Wide(gradient), rate: rate, moments: &moments).lanes
  if O.momentCount > 0 { kept.first[entry] = moments.first.lanes }
  if O.momentCount > 1 { kept.second[entry] = moments.second.lanes }
}
