import EngineInterface
import Model

/// Some columns of one two-layer-perceptron block: U, V of shape (columns, D); σ(P), Q of shape (N, columns);
/// h, B of shape (N, D); eight lanes an entry.
///
/// Sums over columns are handed to the caller, who knows whether lanes are networks or units.
struct BlockSlice {
  let dimension: Int
  let samples: Int
  let columns: Int
  let inputWeights: Entries
  let outputWeights: Entries
  let activation: ActivationName
  /// `σ(P)`, and `σ′(P)` where it does not follow.
  let values: Entries
  let slopes: Entries
  /// What the optimizer keeps; where it keeps less, these are not used.
  let inputMoments, outputMoments: (first: Entries, second: Entries)

  /// Slice `slice` of the columns; the whole block with lanes of seeds.
  @inline(__always)
  init(_ ensemble: Ensemble, layer: Int, slice: Int) {
    dimension = ensemble.shape.dimension
    samples = ensemble.shape.samples
    columns = ensemble.columns(ofSlice: slice).count
    inputWeights = ensemble.inputWeights(layer, slice: slice)
    outputWeights = ensemble.outputWeights(layer, slice: slice)
    activation = ensemble.activation
    values = ensemble.values(layer, slice: slice)
    slopes = ensemble.slopes(layer, slice: slice)
    let last = max(0, ensemble.optimizer.momentCount &- 1)
    inputMoments = (
      ensemble.inputMoments(layer, slice: slice, number: 0),
      ensemble.inputMoments(layer, slice: slice, number: last)
    )
    outputMoments = (
      ensemble.outputMoments(layer, slice: slice, number: 0),
      ensemble.outputMoments(layer, slice: slice, number: last)
    )
  }

  /// `σ(Uᵀ h/D)`, then `finish(entry, V σ(Uᵀ h/D))` for every entry of (N, D).
  @inline(__always)
  func forward(
    state: Entries, ahead: inout Prefetch, finish: (Int, Vector) -> Void
  ) {
    let (c, d, n) = (columns, dimension, samples)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let h = Operand(state, row: d, depth: 1)
    let u = Operand(inputWeights, row: d, depth: 1)
    contract(h, rows: n, u, columns: c, depth: d, ahead: &ahead) { i, j, sum in
      values[i &* c &+ j] = sum * inverseDimension
    }
    activate(activation, values, slopes: slopes, count: n &* c)
    let v = Operand(outputWeights, row: 1, depth: d)
    let a = Operand(values, row: c, depth: 1)
    contract(v, rows: d, a, columns: n, depth: c, ahead: &ahead) { i, j, sum in finish(j &* d &+ i, sum) }
  }

  /// From `B_l`: `Q = σ′(P) ∘ Vᵀ B_l`, `finish(entry, U Q)`, and the step of the weights.
  ///
  /// V's step needs `B_l` and `U Q` the old U, hence the order: Q, V, U Q, U.
  @inline(__always)
  func backward<O: Optimizer>(
    _ optimizer: O.Type, state: Entries, adjoint: Entries,
    preactivationAdjoint q: Entries, inputStep: Vector, outputStep: Vector, memory: StepMemory<Wide>,
    ahead: inout Prefetch, finish: (Int, Vector) -> Void
  ) {
    let (c, d, n) = (columns, dimension, samples)
    let b = Operand(adjoint, row: d, depth: 1)
    let v = Operand(outputWeights, row: d, depth: 1)
    contract(b, rows: n, v, columns: c, depth: d, ahead: &ahead) { i, j, sum in
      q[i &* c &+ j] = sum
    }
    multiplyBySlopes(activation, q, values: values, slopes: slopes, count: n &* c)
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
    contract(uTransposed, rows: d, Operand(q, row: c, depth: 1), columns: n, depth: c, ahead: &ahead) {
      i, j, sum in finish(j &* d &+ i, sum)
    }
    let hTransposed = Operand(state, row: 1, depth: d)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let inputRate = StepRate(
      rate: Wide(inputStep), scale: Wide(inverseDimension), scaled: Wide(inputStep * inverseDimension),
      unit: Wide(constant: 1), memory: memory)
    contract(hTransposed, rows: d, Operand(q, row: 1, depth: c), columns: c, depth: n, ahead: &ahead) {
      i, j, sum in
      takeStep(O.self, inputWeights, inputMoments, j &* d &+ i, gradient: sum, rate: inputRate)
    }
  }

  /// Full tiles of `forward`, and of `backward`.
  @inline(__always)
  var forwardTiles: Int { tileCount(samples, columns) &+ tileCount(dimension, samples) }
  @inline(__always)
  var backwardTiles: Int {
    tileCount(samples, columns) &+ 2 &* tileCount(dimension, columns) &+ tileCount(dimension, samples)
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
