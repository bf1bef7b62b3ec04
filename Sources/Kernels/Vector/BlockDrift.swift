import KernelInterface

/// What training has changed in one block, at the trained state `h` (section 3).
///
/// With `p = U_0ᵀh/D`, `δ = ΔUᵀh/D`, `t = tanh p`, `a = tanh P` the change of the scaled block is
/// `Δb = s[V(a − t) + ΔV t]` and its non-linear part `Δb − Δb^lin = s[V(a − t) − V_0(t′ ∘ δ)]`: differences are
/// taken before they are summed, so that little is lost where little has changed.
struct BlockDrift {
  let block: ResidualBlock
  let initialInputWeights: UnsafeMutablePointer<Vector>
  let initialOutputWeights: UnsafeMutablePointer<Vector>
  let initialPreactivation: UnsafeMutablePointer<Vector>
  // Scratch: (M, D) twice, (N, M) three times.
  let inputChange: UnsafeMutablePointer<Vector>
  let outputChange: UnsafeMutablePointer<Vector>
  let initialTanh: UnsafeMutablePointer<Vector>
  let activationChange: UnsafeMutablePointer<Vector>
  let linearChange: UnsafeMutablePointer<Vector>
  /// Σ_l Δb_l and Σ_l (Δb_l − Δb_l^lin), (N, D) each.
  let drift: UnsafeMutablePointer<Vector>
  let nonlinearDrift: UnsafeMutablePointer<Vector>

  @inline(__always)
  init(_ ensemble: Ensemble, layer: Int) {
    block = ResidualBlock(ensemble, layer: layer)
    let (m, d, n) = (block.shape.width, block.shape.dimension, block.shape.samples)
    initialInputWeights = ensemble.initialInputWeights(layer)
    initialOutputWeights = ensemble.initialOutputWeights(layer)
    initialPreactivation = ensemble.initialPreactivation(layer)
    inputChange = ensemble.scratch
    outputChange = inputChange + m &* d
    initialTanh = outputChange + m &* d
    activationChange = initialTanh + n &* m
    linearChange = activationChange + n &* m
    drift = linearChange + n &* m
    nonlinearDrift = drift + n &* d
  }

  @inline(__always)
  func add(to sums: UnsafeMutablePointer<DriftSums>, branch: Vector) {
    addWeightChange(to: sums)
    let (m, d, n) = (block.shape.width, block.shape.dimension, block.shape.samples)
    var ahead = Prefetch(
      block.next, entries: block.stride, tiles: 2 &* tileCount(n, m) &+ 3 &* tileCount(d, n))
    addPreactivations(to: sums, ahead: &ahead)
    addDrift(branch: branch, ahead: &ahead)
  }

  @inline(__always)
  private func addWeightChange(to sums: UnsafeMutablePointer<DriftSums>) {
    var input = Vector(repeating: 0)
    var output = Vector(repeating: 0)
    for i in 0..<block.shape.width &* block.shape.dimension {
      let du = block.inputWeights[i] - initialInputWeights[i]
      let dv = block.outputWeights[i] - initialOutputWeights[i]
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
    let (m, d, n) = (block.shape.width, block.shape.dimension, block.shape.samples)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let one = Vector(repeating: 1)
    let h = Operand(block.state, row: d, depth: 1)
    contract(h, rows: n, Operand(inputChange, row: d, depth: 1), columns: m, depth: d, ahead: &ahead) {
      i, j, sum in
      linearChange[i &* m &+ j] = sum * inverseDimension
    }
    contract(h, rows: n, Operand(initialInputWeights, row: d, depth: 1), columns: m, depth: d, ahead: &ahead)
    { i, j, sum in
      activationChange[i &* m &+ j] = sum * inverseDimension
    }
    var local = Vector(repeating: 0)
    var total = Vector(repeating: 0)
    for i in 0..<n &* m {
      let p = activationChange[i]
      let delta = linearChange[i]
      let change = p + delta - initialPreactivation[i]
      local = local.adding(delta, times: delta)
      total = total.adding(change, times: change)
      let t = hyperbolicTangent(p)
      initialTanh[i] = t
      activationChange[i] = block.activation[i] - t
      linearChange[i] = one.adding(-t, times: t) * delta
    }
    sums.pointee.localFeatureUpdate += local.widened()
    sums.pointee.preactivationChange += total.widened()
  }

  @inline(__always)
  private func addDrift(branch: Vector, ahead: inout Prefetch) {
    let (m, d, n) = (block.shape.width, block.shape.dimension, block.shape.samples)
    let v = Operand(block.outputWeights, row: 1, depth: d)
    contract(v, rows: d, Operand(activationChange, row: m, depth: 1), columns: n, depth: m, ahead: &ahead) {
      i, j, sum in
      let change = branch * sum
      drift[j &* d &+ i] += change
      nonlinearDrift[j &* d &+ i] += change
    }
    let dv = Operand(outputChange, row: 1, depth: d)
    contract(dv, rows: d, Operand(initialTanh, row: m, depth: 1), columns: n, depth: m, ahead: &ahead) {
      i, j, sum in
      drift[j &* d &+ i] = drift[j &* d &+ i].adding(branch, times: sum)
    }
    let v0 = Operand(initialOutputWeights, row: 1, depth: d)
    contract(v0, rows: d, Operand(linearChange, row: m, depth: 1), columns: n, depth: m, ahead: &ahead) {
      i, j, sum in
      nonlinearDrift[j &* d &+ i] = nonlinearDrift[j &* d &+ i].adding(-branch, times: sum)
    }
  }
}
