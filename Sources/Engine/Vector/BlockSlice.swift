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
    preactivationAdjoint q: Entries, inputStep: Vector, outputStep: Vector,
    ahead: inout Prefetch, finish: (Int, Vector) -> Void
  ) {
    let (c, d, n) = (columns, dimension, samples)
    let b = Operand(adjoint, row: d, depth: 1)
    let v = Operand(outputWeights, row: d, depth: 1)
    contract(b, rows: n, v, columns: c, depth: d, ahead: &ahead) { i, j, sum in
      q[i &* c &+ j] = sum
    }
    multiplyBySlopes(activation, q, values: values, slopes: slopes, count: n &* c)
    let outputRate = StepRate(rate: Wide(outputStep), scale: Wide(constant: 1), scaled: Wide(outputStep))
    let bTransposed = Operand(adjoint, row: 1, depth: d)
    let aTransposed = Operand(values, row: 1, depth: c)
    contract(bTransposed, rows: d, aTransposed, columns: c, depth: n, ahead: &ahead) { i, j, sum in
      outputWeights[j &* d &+ i] = stepped(
        O.self, outputWeights[j &* d &+ i], gradient: sum, rate: outputRate)
    }
    let uTransposed = Operand(inputWeights, row: 1, depth: d)
    contract(uTransposed, rows: d, Operand(q, row: c, depth: 1), columns: n, depth: c, ahead: &ahead) {
      i, j, sum in finish(j &* d &+ i, sum)
    }
    let hTransposed = Operand(state, row: 1, depth: d)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let inputRate = StepRate(
      rate: Wide(inputStep), scale: Wide(inverseDimension), scaled: Wide(inputStep * inverseDimension))
    contract(hTransposed, rows: d, Operand(q, row: 1, depth: c), columns: c, depth: n, ahead: &ahead) {
      i, j, sum in
      inputWeights[j &* d &+ i] = stepped(
        O.self, inputWeights[j &* d &+ i], gradient: sum, rate: inputRate)
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

/// A weight after a step of the optimiser.
@inline(__always)
private func stepped<O: Optimizer>(
  _ optimizer: O.Type, _ weight: Vector, gradient: Vector, rate: StepRate<Wide>
) -> Vector {
  O.step(Wide(weight), gradient: Wide(gradient), rate: rate).lanes
}
