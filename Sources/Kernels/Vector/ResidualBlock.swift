import KernelInterface

/// One two-layer-perceptron block. U, V: (M, D); h, B: (N, D); tanh(P), Q: (N, M); eight lanes an entry.
struct ResidualBlock {
  let shape: Shape
  let inputWeights: UnsafeMutablePointer<Vector>
  let outputWeights: UnsafeMutablePointer<Vector>
  /// `h_{l−1}`, at which the block's memory begins.
  let state: UnsafeMutablePointer<Vector>
  /// `h_l`.
  let next: UnsafeMutablePointer<Vector>
  let activation: UnsafeMutablePointer<Vector>
  /// Entries from this block to the next.
  let stride: Int

  @inline(__always)
  init(_ ensemble: Ensemble, layer: Int) {
    shape = ensemble.shape
    state = ensemble.state(layer)
    next = ensemble.state(layer &+ 1)
    inputWeights = ensemble.inputWeights(layer)
    outputWeights = ensemble.outputWeights(layer)
    activation = ensemble.activation(layer)
    stride = ensemble.blockStride
  }

  /// `h_l = h_{l−1} + branch · V tanh(Uᵀ h_{l−1}/D)` (section 1).
  @inline(__always)
  func forward(branch: Vector) {
    let (m, d, n) = (shape.width, shape.dimension, shape.samples)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    var ahead = Prefetch(next, entries: stride, tiles: tileCount(n, m) &+ tileCount(d, n))
    let h = Operand(state, row: d, depth: 1)
    let u = Operand(inputWeights, row: d, depth: 1)
    contract(h, rows: n, u, columns: m, depth: d, ahead: &ahead) { i, j, sum in
      activation[i &* m &+ j] = hyperbolicTangent(sum * inverseDimension)
    }
    let v = Operand(outputWeights, row: 1, depth: d)
    let a = Operand(activation, row: m, depth: 1)
    contract(v, rows: d, a, columns: n, depth: m, ahead: &ahead) { i, j, sum in
      next[j &* d &+ i] = state[j &* d &+ i].adding(branch, times: sum)
    }
  }

  /// From `B_l` to `B_{l−1}` in place, then the step of this block's weights (section 1).
  ///
  /// V's step needs `B_l` and the adjoint the old U, hence the order: Q, V, B, U.
  @inline(__always)
  func backward(
    adjoint: UnsafeMutablePointer<Vector>, preactivationAdjoint q: UnsafeMutablePointer<Vector>,
    branch: Vector, inputStep: Vector, outputStep: Vector
  ) {
    let (m, d, n) = (shape.width, shape.dimension, shape.samples)
    let one = Vector(repeating: 1)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    var ahead = Prefetch(
      state - stride, entries: stride, tiles: tileCount(n, m) &+ 2 &* tileCount(d, m) &+ tileCount(d, n))
    let b = Operand(adjoint, row: d, depth: 1)
    contract(b, rows: n, Operand(outputWeights, row: d, depth: 1), columns: m, depth: d, ahead: &ahead) {
      i, j, sum in
      let tanh = activation[i &* m &+ j]
      q[i &* m &+ j] = one.adding(-tanh, times: tanh) * sum
    }
    let bTransposed = Operand(adjoint, row: 1, depth: d)
    contract(bTransposed, rows: d, Operand(activation, row: 1, depth: m), columns: m, depth: n, ahead: &ahead)
    { i, j, sum in
      outputWeights[j &* d &+ i] = outputWeights[j &* d &+ i].adding(-outputStep, times: sum)
    }
    let u = Operand(inputWeights, row: 1, depth: d)
    let scale = branch * inverseDimension
    contract(u, rows: d, Operand(q, row: m, depth: 1), columns: n, depth: m, ahead: &ahead) { i, j, sum in
      adjoint[j &* d &+ i] = adjoint[j &* d &+ i].adding(scale, times: sum)
    }
    let hTransposed = Operand(state, row: 1, depth: d)
    let step = -inputStep * inverseDimension
    contract(hTransposed, rows: d, Operand(q, row: 1, depth: m), columns: m, depth: n, ahead: &ahead) {
      i, j, sum in
      inputWeights[j &* d &+ i] = inputWeights[j &* d &+ i].adding(step, times: sum)
    }
  }
}
