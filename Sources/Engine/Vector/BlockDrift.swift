import EngineInterface
import Model

/// What training has changed in a slice of one block, at the trained state `h` (Measures.md).
///
/// With `p = U_0ᵀh/D`, `δ = ΔUᵀh/D`, `t = σ(p)`, `a = σ(P)` the change of the scaled block is
/// `Δb = s[V(a − t) + ΔV t]` and its non-linear part `Δb − Δb^lin = s[V(a − t) − V_0(σ′(p) ∘ δ)]`: differences are
/// taken before they are summed, so that little is lost where little has changed. Of heads `a` and `t` are `c` of either
/// weights, and `σ′(p) ∘ δ` is what `c` changes by to first order.
struct BlockDrift {
  let inputs: Int
  let outputs: Int
  let dimension: Int
  let rows: Int
  /// What the block reads.
  let state: Entries
  let inputWeights: Entries
  let outputWeights: Entries
  let activation: ActivationName
  let values: Entries
  let initialInputWeights: Entries
  let initialOutputWeights: Entries
  let initialPreactivation: Entries
  let attention: Attention?
  // Scratch: (inputs, D), (outputs, D), (R, inputs) twice, which of units are the same as the last two of (R, outputs)
  // three times.
  let inputChange: Entries
  let outputChange: Entries
  let preactivations: Entries
  let localChange: Entries
  let initialValues: Entries
  let valueChange: Entries
  let linearChange: Entries
  /// Σ_l Δb_l and Σ_l (Δb_l − Δb_l^lin), (N, D) each; with lanes of units still to be summed over the lanes.
  let drift: Entries
  let nonlinearDrift: Entries

  @inline(__always)
  init(_ ensemble: Ensemble, block: Int, slice: Int, reading state: Entries) {
    let shape = ensemble.slice(slice, ofBlock: block)
    inputs = shape.inputs
    outputs = shape.outputs
    dimension = ensemble.shape.dimension
    rows = ensemble.rows
    self.state = state
    inputWeights = ensemble.inputWeights(block, slice: slice)
    outputWeights = ensemble.outputWeights(block, slice: slice)
    activation = ensemble.activation
    values = ensemble.values(block, slice: slice)
    initialInputWeights = ensemble.initialInputWeights(block, slice: slice)
    initialOutputWeights = ensemble.initialOutputWeights(block, slice: slice)
    initialPreactivation = ensemble.initialPreactivation(block, slice: slice)
    let isHeads = shape.keyDimension > 0
    attention = isHeads ? Attention(ensemble, shape, member: 0) : nil
    preactivations = isHeads ? ensemble.preactivationChange : ensemble.valueChange
    localChange = isHeads ? ensemble.localChange : ensemble.linearChange
    drift = ensemble.drift
    nonlinearDrift = ensemble.nonlinearDrift
    inputChange = ensemble.inputChange
    outputChange = ensemble.outputChange
    initialValues = ensemble.initialValues
    valueChange = ensemble.valueChange
    linearChange = ensemble.linearChange
  }

  @inline(__always)
  func add(to sums: UnsafeMutablePointer<DriftSums>, branch: Vector, ahead: inout Prefetch) {
    addWeightChange(to: sums)
    addPreactivations(to: sums, ahead: &ahead)
    addDrift(branch: branch, ahead: &ahead)
  }

  /// Full tiles of `add`.
  @inline(__always)
  var tiles: Int { 2 &* tileCount(rows, inputs) &+ 3 &* tileCount(dimension, rows) }

  @inline(__always)
  private func addWeightChange(to sums: UnsafeMutablePointer<DriftSums>) {
    var input = Vector(repeating: 0)
    var output = Vector(repeating: 0)
    for i in 0..<inputs &* dimension {
      let du = inputWeights[i] - initialInputWeights[i]
      inputChange[i] = du
      input = input.adding(du, times: du)
    }
    for i in 0..<outputs &* dimension {
      let dv = outputWeights[i] - initialOutputWeights[i]
      outputChange[i] = dv
      output = output.adding(dv, times: dv)
    }
    sums.pointee.inputWeightChange += input.widened()
    sums.pointee.outputWeightChange += output.widened()
  }

  @inline(__always)
  private func addPreactivations(to sums: UnsafeMutablePointer<DriftSums>, ahead: inout Prefetch) {
    let (c, d, n) = (inputs, dimension, rows)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let h = Operand(state, row: d, depth: 1)
    contract(
      h, rows: n, Operand(inputChange, row: d, depth: 1), columns: c, depth: d,
      into: StoreScaled(localChange, scale: inverseDimension), Places(row: c, column: 1), ahead: &ahead)
    contract(
      h, rows: n, Operand(initialInputWeights, row: d, depth: 1), columns: c, depth: d,
      into: StoreScaled(preactivations, scale: inverseDimension), Places(row: c, column: 1), ahead: &ahead)
    var local = Vector(repeating: 0)
    var total = Vector(repeating: 0)
    for i in 0..<n &* c {
      let p = preactivations[i]
      let delta = localChange[i]
      let change = p + delta - initialPreactivation[i]
      local = local.adding(delta, times: delta)
      total = total.adding(change, times: change)
    }
    if let attention {
      attention.expand(
        initial: preactivations, change: localChange, values: values, initialValues: initialValues,
        valueChange: valueChange, linearChange: linearChange)
    } else {
      activation.with(
        Expansion(
          values: values, initialValues: initialValues, valueChange: valueChange, linearChange: linearChange,
          count: n &* c))
    }
    sums.pointee.localFeatureUpdate += local.widened()
    sums.pointee.preactivationChange += total.widened()
  }

  @inline(__always)
  private func addDrift(branch: Vector, ahead: inout Prefetch) {
    let (c, d, n) = (outputs, dimension, rows)
    let places = Places(row: 1, column: d)
    contract(
      Operand(outputWeights, row: 1, depth: d), rows: d, Operand(valueChange, row: c, depth: 1), columns: n,
      depth: c, into: AddToBoth(drift, nonlinearDrift, scale: branch), places, ahead: &ahead)
    contract(
      Operand(outputChange, row: 1, depth: d), rows: d, Operand(initialValues, row: c, depth: 1), columns: n,
      depth: c, into: AddScaled(drift, scale: branch), places, ahead: &ahead)
    contract(
      Operand(initialOutputWeights, row: 1, depth: d), rows: d, Operand(linearChange, row: c, depth: 1),
      columns: n,
      depth: c, into: AddScaled(nonlinearDrift, scale: -branch), places, ahead: &ahead)
  }
}

/// `drift += scale · Σ`, and the same of its non-linear part.
private struct AddToBoth: Sink {
  let drift, nonlinearDrift: Entries
  let scale: Vector

  @inline(__always)
  init(_ drift: Entries, _ nonlinearDrift: Entries, scale: Vector) {
    (self.drift, self.nonlinearDrift, self.scale) = (drift, nonlinearDrift, scale)
  }

  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) {
    let change = scale * sum
    drift[entry] += change
    nonlinearDrift[entry] += change
  }
}
