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
  let hasSlopes: Bool
  /// Of heads.
  let attention: Attention?
  let pieces: Pieces
  /// What the optimizer keeps; where it keeps less, these are not used.
  let inputMoments, outputMoments: (first: Entries, second: Entries)

  /// Slice `slice` of the columns; the whole block with lanes of seeds.
  /// - Parameter other: the block whose memory takes the values.
  @inline(__always)
  init(_ ensemble: Ensemble, block: Int, slice: Int, valuesOf other: Int? = nil) {
    dimension = ensemble.shape.dimension
    rows = ensemble.rows
    let shape = ensemble.slice(slice, ofBlock: block)
    inputs = shape.inputs
    outputs = shape.outputs
    inputWeights = ensemble.inputWeights(block, slice: slice)
    outputWeights = ensemble.outputWeights(block, slice: slice)
    activation = ensemble.activation
    let other = other ?? block
    values = ensemble.values(other, slice: slice)
    slopes = ensemble.slopes(other, slice: slice)
    let isHeads = shape.keyDimension > 0
    preactivations = isHeads ? ensemble.preactivations(other, slice: slice) : values
    hasSlopes = !isHeads && !ensemble.activation.slopeFollowsFromValue
    attention = isHeads ? Attention(ensemble, shape) : nil
    pieces = Pieces(ensemble, hasHeads: isHeads)
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

  /// `σ(Uᵀ h/D)`, then the sums `V σ(Uᵀ h/D)` of every entry of (R, D).
  @inline(__always)
  func forward<S: Sink>(state: Entries, into sums: S, ahead: inout Prefetch) {
    let (p, c, d) = (inputs, outputs, dimension)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let u = Operand(inputWeights, row: d, depth: 1)
    for piece in pieces {
      let h = Operand(state.from(piece.first &* d), row: d, depth: 1)
      let (p0, c0) = (preactivations.from(piece.first &* p), values.from(piece.first &* c))
      contract(
        h, rows: piece.rows, u, columns: p, depth: d, into: StoreScaled(p0, scale: inverseDimension),
        Places(row: p, column: 1), ahead: &ahead)
      if let attention {
        attention.forward(piece, p0, values: c0)
      } else {
        activate(activation, c0, slopes: slopes.from(slopesOffset(piece)), count: piece.rows &* c)
      }
      contract(
        Operand(c0, row: c, depth: 1), rows: piece.rows, across: outputWeights, stride: d, columns: d,
        depth: c,
        into: sums, Places(first: piece.first &* d, row: d, column: 1), ahead: &ahead)
    }
  }

  /// From `B_l`: `Q = σ′(P) ∘ Vᵀ B_l`, or what heads make of `Vᵀ B_l`; the sums `U Q`, and the step of the weights.
  ///
  /// V's step needs `B_l` and `U Q` the old U, hence the order: Q, V, U Q, U.
  @inline(__always)
  func backward<O: Optimizer, S: Sink>(
    _ optimizer: O.Type, state: Entries, adjoint: Entries, _ scratch: BackwardScratch,
    inputStep: Vector, outputStep: Vector, memory: StepMemory<Wide>, into sums: S, ahead: inout Prefetch
  ) {
    let (p, c, d) = (inputs, outputs, dimension)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let outputSteps = Step<O>(
      weights: outputWeights, moments: outputMoments,
      rate: StepRate(
        rate: Wide(outputStep), scale: Wide(constant: 1), scaled: Wide(outputStep),
        unit: Wide(constant: Double(d)), memory: memory))
    let inputSteps = Step<O>(
      weights: inputWeights, moments: inputMoments,
      rate: StepRate(
        rate: Wide(inputStep), scale: Wide(inverseDimension), scaled: Wide(inputStep * inverseDimension),
        unit: Wide(constant: 1), memory: memory))
    let q = scratch.preactivationAdjoint
    let pulls = attention == nil ? q : scratch.valueAdjoint
    let v = Operand(outputWeights, row: d, depth: 1)
    let places = Places(row: 1, column: d)
    let isWhole = pieces.isOne
    if !isWhole { scratch.clear(inputs: p &* d, outputs: c &* d) }
    for piece in pieces {
      let n = piece.rows
      let (b, h) = (adjoint.from(piece.first &* d), state.from(piece.first &* d))
      let values = values.from(piece.first &* c)
      contract(
        Operand(b, row: d, depth: 1), rows: n, v, columns: c, depth: d, into: Store(pulls),
        Places(row: c, column: 1), ahead: &ahead)
      if let attention {
        attention.backward(piece, preactivations.from(piece.first &* p), pulls: pulls, into: q)
      } else {
        multiplyBySlopes(
          activation, q, values: values, slopes: slopes.from(slopesOffset(piece)), count: n &* c)
      }
      let (bTransposed, aTransposed) = (Operand(b, row: 1, depth: d), Operand(values, row: 1, depth: c))
      if isWhole {
        contract(
          bTransposed, rows: d, aTransposed, columns: c, depth: n, into: outputSteps, places, ahead: &ahead)
      } else {
        contract(
          bTransposed, rows: d, aTransposed, columns: c, depth: n, into: Continue(scratch.outputGradient),
          places,
          ahead: &ahead)
      }
      contract(
        Operand(q, row: p, depth: 1), rows: n, across: inputWeights, stride: d, columns: d, depth: p,
        into: sums,
        Places(first: piece.first &* d, row: d, column: 1), ahead: &ahead)
      let (hTransposed, qTransposed) = (Operand(h, row: 1, depth: d), Operand(q, row: 1, depth: p))
      if isWhole {
        contract(
          hTransposed, rows: d, qTransposed, columns: p, depth: n, into: inputSteps, places, ahead: &ahead)
      } else {
        contract(
          hTransposed, rows: d, qTransposed, columns: p, depth: n, into: Continue(scratch.inputGradient),
          places,
          ahead: &ahead)
      }
    }
    if !isWhole {
      for entry in 0..<c &* d { outputSteps.take(entry, scratch.outputGradient[entry]) }
      for entry in 0..<p &* d { inputSteps.take(entry, scratch.inputGradient[entry]) }
    }
  }

  /// Slopes are kept by few activations; without them there is nothing to go on to.
  @inline(__always)
  private func slopesOffset(_ piece: Piece) -> Int { hasSlopes ? piece.first &* outputs : 0 }

  /// Full tiles of `forward`, and of `backward`.
  @inline(__always)
  var forwardTiles: Int { tileCount(rows, inputs) &+ tileCount(dimension, rows) }
  @inline(__always)
  var backwardTiles: Int {
    tileCount(rows, outputs) &+ tileCount(dimension, inputs) &+ tileCount(dimension, outputs)
      &+ tileCount(dimension, rows)
  }
}

/// Working space of a slice's backward pass: the adjoints of a piece, and gradients that pieces add up to.
struct BackwardScratch {
  let preactivationAdjoint, valueAdjoint: Entries
  let inputGradient, outputGradient: Entries

  /// A slice's own where slices are passed at the same time.
  @inline(__always)
  init(_ ensemble: Ensemble, _ slice: Ensemble.SliceShape) {
    let first = slice.columns.lowerBound
    let (rows, d) = (ensemble.rows, ensemble.shape.dimension)
    preactivationAdjoint = ensemble.preactivationAdjoint.from(first &* rows)
    valueAdjoint = ensemble.valueAdjoint
    inputGradient = ensemble.inputChange.from(first &* d)
    outputGradient = ensemble.outputChange.from(first &* d)
  }

  @inline(__always)
  func clear(inputs: Int, outputs: Int) {
    for entry in 0..<inputs { inputGradient[entry] = Vector(repeating: 0) }
    for entry in 0..<outputs { outputGradient[entry] = Vector(repeating: 0) }
  }
}
