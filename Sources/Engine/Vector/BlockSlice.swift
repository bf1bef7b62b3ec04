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
  /// - Parameters:
  ///   - other: the block whose memory takes the values.
  ///   - samples: those that are passed; all where nobody says otherwise.
  ///   - member: whose working space heads take.
  @inline(__always)
  init(
    _ ensemble: Ensemble, block: Int, slice: Int, valuesOf other: Int? = nil, samples: Range<Int>? = nil,
    member: Int = 0
  ) {
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
    attention = isHeads ? Attention(ensemble, shape, member: member) : nil
    pieces = Pieces(ensemble, samples ?? 0..<ensemble.shape.samples, hasHeads: isHeads)
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
    state: Entries, adjoint: Entries, _ scratch: BackwardScratch, _ steps: WeightSteps<O>, into sums: S,
    ahead: inout Prefetch
  ) {
    let q = scratch.preactivationAdjoint
    let all = 0..<dimension
    if pieces.isOne {
      for piece in pieces {
        pull(piece, adjoint, through: scratch.valueAdjoint, into: q, ahead: &ahead)
        outputGradient(piece, adjoint, all, into: steps.output, ahead: &ahead)
        passBack(piece, q, into: sums, ahead: &ahead)
        inputGradient(piece, state, q, all, into: steps.input, ahead: &ahead)
      }
    } else {
      scratch.clear(self, all)
      for piece in pieces {
        pull(piece, adjoint, through: scratch.valueAdjoint, into: q, ahead: &ahead)
        outputGradient(piece, adjoint, all, into: Continue(scratch.outputGradient), ahead: &ahead)
        passBack(piece, q, into: sums, ahead: &ahead)
        inputGradient(piece, state, q, all, into: Continue(scratch.inputGradient), ahead: &ahead)
      }
      scratch.take(self, all, steps)
    }
  }

  /// `Q` of a piece, from its first row on; with heads by `Vᵀ B_l` in `pulls`.
  @inline(__always)
  func pull(
    _ piece: Piece, _ adjoint: Entries, through pulls: Entries, into q: Entries, ahead: inout Prefetch
  ) {
    let (c, d) = (outputs, dimension)
    let pulls = attention == nil ? q : pulls
    contract(
      Operand(adjoint.from(piece.first &* d), row: d, depth: 1), rows: piece.rows,
      Operand(outputWeights, row: d, depth: 1), columns: c, depth: d, into: Store(pulls),
      Places(row: c, column: 1), ahead: &ahead)
    if let attention {
      attention.backward(piece, preactivations.from(piece.first &* inputs), pulls: pulls, into: q)
    } else {
      multiplyBySlopes(
        activation, q, values: values.from(piece.first &* c), slopes: slopes.from(slopesOffset(piece)),
        count: piece.rows &* c)
    }
  }

  /// The sums `U Q` of a piece.
  @inline(__always)
  func passBack<S: Sink>(_ piece: Piece, _ q: Entries, into sums: S, ahead: inout Prefetch) {
    let (p, d) = (inputs, dimension)
    contract(
      Operand(q, row: p, depth: 1), rows: piece.rows, across: inputWeights, stride: d, columns: d, depth: p,
      into: sums, Places(first: piece.first &* d, row: d, column: 1), ahead: &ahead)
  }

  /// What a piece adds to `Σ B_l aᵀ`, (C·outputs, D), at some of the D coordinates.
  @inline(__always)
  func outputGradient<S: Sink>(
    _ piece: Piece, _ adjoint: Entries, _ coordinates: Range<Int>, into sink: S, ahead: inout Prefetch
  ) {
    let values = values.from(piece.first &* outputs)
    gradient(piece, adjoint, coordinates, values, columns: outputs, into: sink, ahead: &ahead)
  }

  /// What a piece adds to `Σ h qᵀ`, (C·inputs, D), at some of the D coordinates.
  /// - Parameter q: `Q` of the piece.
  @inline(__always)
  func inputGradient<S: Sink>(
    _ piece: Piece, _ state: Entries, _ q: Entries, _ coordinates: Range<Int>, into sink: S,
    ahead: inout Prefetch
  ) {
    gradient(piece, state, coordinates, q, columns: inputs, into: sink, ahead: &ahead)
  }

  @inline(__always)
  private func gradient<S: Sink>(
    _ piece: Piece, _ rows: Entries, _ coordinates: Range<Int>, _ others: Entries, columns: Int, into sink: S,
    ahead: inout Prefetch
  ) {
    let (first, d) = (coordinates.lowerBound, dimension)
    let own = Operand(rows.from(piece.first &* d &+ first), row: 1, depth: d)
    let other = Operand(others, row: 1, depth: columns)
    #if WIDE
      // Neighbouring coordinates share a register.
      contract(
        other, rows: columns, own, columns: coordinates.count, depth: piece.rows, into: sink,
        Places(first: first, row: d, column: 1), ahead: &ahead)
    #else
      contract(
        own, rows: coordinates.count, other, columns: columns, depth: piece.rows, into: sink,
        Places(first: first, row: 1, column: d), ahead: &ahead)
    #endif
  }

  /// Slopes are kept by few activations; without them there is nothing to go on to.
  @inline(__always)
  private func slopesOffset(_ piece: Piece) -> Int { hasSlopes ? piece.first &* outputs : 0 }

  /// Full tiles of `forward`, and of `backward`.
  @inline(__always)
  var forwardTiles: Int { tileCount(rows, inputs) &+ acrossTiles }
  @inline(__always)
  var backwardTiles: Int {
    tileCount(rows, outputs) &+ gradientTiles(inputs) &+ gradientTiles(outputs) &+ acrossTiles
  }

  // As the operands stand in `gradient`, and in contractions across weights.
  #if WIDE
    @inline(__always)
    private func gradientTiles(_ columns: Int) -> Int { tileCount(columns, dimension) }
    @inline(__always)
    private var acrossTiles: Int { tileCount(rows, dimension) }
  #else
    @inline(__always)
    private func gradientTiles(_ columns: Int) -> Int { tileCount(dimension, columns) }
    @inline(__always)
    private var acrossTiles: Int { tileCount(dimension, rows) }
  #endif
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

  /// Gradients of a block at some of the D coordinates, before the first piece.
  @inline(__always)
  func clear(_ slice: BlockSlice, _ coordinates: Range<Int>) {
    forEach(coordinates, of: slice.inputs, slice) { inputGradient[$0] = Vector(repeating: 0) }
    forEach(coordinates, of: slice.outputs, slice) { outputGradient[$0] = Vector(repeating: 0) }
  }

  /// The steps that follow, after the last.
  @inline(__always)
  func take<O: Optimizer>(_ slice: BlockSlice, _ coordinates: Range<Int>, _ steps: WeightSteps<O>) {
    forEach(coordinates, of: slice.outputs, slice) { steps.output.take($0, outputGradient[$0]) }
    forEach(coordinates, of: slice.inputs, slice) { steps.input.take($0, inputGradient[$0]) }
  }

  @inline(__always)
  private func forEach(_ coordinates: Range<Int>, of rows: Int, _ slice: BlockSlice, _ body: (Int) -> Void) {
    for row in 0..<rows {
      let first = row &* slice.dimension
      for entry in first &+ coordinates.lowerBound..<first &+ coordinates.upperBound { body(entry) }
    }
  }
}

/// How the weights of a slice follow their gradients.
struct WeightSteps<O: Optimizer> {
  let input, output: Step<O>

  @inline(__always)
  init(_ slice: BlockSlice, _ rates: StepRates) {
    let inverseDimension = Vector(repeating: 1 / Float(slice.dimension))
    output = Step(
      weights: slice.outputWeights, moments: slice.outputMoments,
      rate: StepRate(
        rate: Wide(rates.output), scale: Wide(constant: 1), scaled: Wide(rates.output),
        unit: Wide(constant: Double(slice.dimension)), memory: rates.memory))
    input = Step(
      weights: slice.inputWeights, moments: slice.inputMoments,
      rate: StepRate(
        rate: Wide(rates.input), scale: Wide(inverseDimension), scaled: Wide(rates.input * inverseDimension),
        unit: Wide(constant: 1), memory: rates.memory))
  }
}

/// Those of all blocks.
struct StepRates {
  let input, output: Vector
  let memory: StepMemory<Wide>

  @inline(__always)
  init(_ ensemble: Ensemble) {
    input = ensemble.inputStep[0]
    output = ensemble.outputStep[0]
    memory = ensemble.memory { Wide($0) }
  }
}
