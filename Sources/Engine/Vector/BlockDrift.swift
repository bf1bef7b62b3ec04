import EngineInterface
import Model

/// What training has changed in a slice of one block, at the trained state `h` (Measures.md).
///
/// With `p = U_0ᵀh/D`, `δ = ΔUᵀh/D`, `t = σ(p)`, `a = σ(P)` the change of the scaled block is
/// `Δb = s[V(a − t) + ΔV t]` and its non-linear part `Δb − Δb^lin = s[V(a − t) − V_0(σ′(p) ∘ δ)]`: differences are
/// taken before they are summed, so that little is lost where little has changed.
struct BlockDrift {
  let columns: Int
  let dimension: Int
  let samples: Int
  let state: Entries
  let inputWeights: Entries
  let outputWeights: Entries
  let activation: ActivationName
  let values: Entries
  let initialInputWeights: Entries
  let initialOutputWeights: Entries
  let initialPreactivation: Entries
  // Scratch: (C, D) twice, (N, C) three times.
  let inputChange: Entries
  let outputChange: Entries
  let initialValues: Entries
  let valueChange: Entries
  let linearChange: Entries
  /// Σ_l Δb_l and Σ_l (Δb_l − Δb_l^lin), (N, D) each; with lanes of units still to be summed over the lanes.
  let drift: Entries
  let nonlinearDrift: Entries

  @inline(__always)
  init(_ ensemble: Ensemble, layer: Int, slice: Int) {
    columns = ensemble.columns(ofSlice: slice).count
    dimension = ensemble.shape.dimension
    samples = ensemble.shape.samples
    state = ensemble.state(layer)
    inputWeights = ensemble.inputWeights(layer, slice: slice)
    outputWeights = ensemble.outputWeights(layer, slice: slice)
    activation = ensemble.activation
    values = ensemble.values(layer, slice: slice)
    initialInputWeights = ensemble.initialInputWeights(layer, slice: slice)
    initialOutputWeights = ensemble.initialOutputWeights(layer, slice: slice)
    initialPreactivation = ensemble.initialPreactivation(layer, slice: slice)
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
  var tiles: Int { 2 &* tileCount(samples, columns) &+ 3 &* tileCount(dimension, samples) }

  @inline(__always)
  private func addWeightChange(to sums: UnsafeMutablePointer<DriftSums>) {
    var input = Vector(repeating: 0)
    var output = Vector(repeating: 0)
    for i in 0..<columns &* dimension {
      let du = inputWeights[i] - initialInputWeights[i]
      let dv = outputWeights[i] - initialOutputWeights[i]
      inputChange[i] = du
      outputChange[i] = dv
      input = input.adding(du, times: du)
      output = output.adding(dv, times: dv)
    }
    sums.pointee.inputWeightChange += input.widened()
    sums.pointee.outputWeightChange += output.widened()
  }

  @inline(__always)
  private func addPreactivations(to sums: UnsafeMutablePointer<DriftSums>, ahead: inout Prefetch) {
    let (c, d, n) = (columns, dimension, samples)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let h = Operand(state, row: d, depth: 1)
    contract(h, rows: n, Operand(inputChange, row: d, depth: 1), columns: c, depth: d, ahead: &ahead) {
      i, j, sum in
      linearChange[i &* c &+ j] = sum * inverseDimension
    }
    contract(h, rows: n, Operand(initialInputWeights, row: d, depth: 1), columns: c, depth: d, ahead: &ahead)
    { i, j, sum in
      valueChange[i &* c &+ j] = sum * inverseDimension
    }
    var local = Vector(repeating: 0)
    var total = Vector(repeating: 0)
    for i in 0..<n &* c {
      let p = valueChange[i]
      let delta = linearChange[i]
      let change = p + delta - initialPreactivation[i]
      local = local.adding(delta, times: delta)
      total = total.adding(change, times: change)
    }
    activation.with(
      Expansion(
        values: values, initialValues: initialValues, valueChange: valueChange, linearChange: linearChange,
        count: n &* c))
    sums.pointee.localFeatureUpdate += local.widened()
    sums.pointee.preactivationChange += total.widened()
  }

  @inline(__always)
  private func addDrift(branch: Vector, ahead: inout Prefetch) {
    let (c, d, n) = (columns, dimension, samples)
    let v = Operand(outputWeights, row: 1, depth: d)
    contract(v, rows: d, Operand(valueChange, row: c, depth: 1), columns: n, depth: c, ahead: &ahead) {
      i, j, sum in
      let change = branch * sum
      drift[j &* d &+ i] += change
      nonlinearDrift[j &* d &+ i] += change
    }
    let dv = Operand(outputChange, row: 1, depth: d)
    contract(dv, rows: d, Operand(initialValues, row: c, depth: 1), columns: n, depth: c, ahead: &ahead) {
      i, j, sum in
      drift[j &* d &+ i] = drift[j &* d &+ i].adding(branch, times: sum)
    }
    let v0 = Operand(initialOutputWeights, row: 1, depth: d)
    contract(v0, rows: d, Operand(linearChange, row: c, depth: 1), columns: n, depth: c, ahead: &ahead) {
      i, j, sum in
      nonlinearDrift[j &* d &+ i] = nonlinearDrift[j &* d &+ i].adding(-branch, times: sum)
    }
  }
}
