import RealModule

/// One network and its training, as the README writes it: a loop an index, no layout, no fusion. The oracle.
///
/// `inputWeights` and `outputWeights` have the shape (L, M, D), samples and states (N, D).
package struct Network<Scalar: Real> {
  package var shape: Shape
  /// `α/(LM)`.
  package var branch: Scalar
  /// `η_u · η/α` and `η_v · η/α`.
  package var inputStep: Scalar
  package var outputStep: Scalar
  package var inputWeights: [Scalar]
  package var outputWeights: [Scalar]

  package init(
    shape: Shape, branch: Scalar, inputStep: Scalar, outputStep: Scalar, inputWeights: [Scalar],
    outputWeights: [Scalar]
  ) {
    self.shape = shape
    self.branch = branch
    self.inputStep = inputStep
    self.outputStep = outputStep
    self.inputWeights = inputWeights
    self.outputWeights = outputWeights
  }

  /// `states`: (L+1, N, D); `preactivations`: (L, N, M).
  package struct Pass {
    package var states: [[Scalar]]
    package var preactivations: [[Scalar]]
    package var output: [Scalar] { states[states.count - 1] }
  }

  package func weight(_ weights: [Scalar], _ layer: Int, _ unit: Int, _ coordinate: Int) -> Scalar {
    weights[(layer * shape.width + unit) * shape.dimension + coordinate]
  }

  /// `P = Uᵀh/D`, (N, M).
  package func preactivation(_ weights: [Scalar], layer: Int, state: [Scalar]) -> [Scalar] {
    var p: [Scalar] = []
    for n in 0..<shape.samples {
      for m in 0..<shape.width {
        var sum: Scalar = 0
        for d in 0..<shape.dimension { sum += weight(weights, layer, m, d) * state[n * shape.dimension + d] }
        p.append(sum / Scalar(shape.dimension))
      }
    }
    return p
  }

  /// `branch · V a` for `a` of shape (N, M); the result (N, D).
  package func outputOf(_ weights: [Scalar], layer: Int, activation: [Scalar]) -> [Scalar] {
    var result: [Scalar] = []
    for n in 0..<shape.samples {
      for d in 0..<shape.dimension {
        var sum: Scalar = 0
        for m in 0..<shape.width { sum += weight(weights, layer, m, d) * activation[n * shape.width + m] }
        result.append(branch * sum)
      }
    }
    return result
  }

  package func forward(_ samples: [Scalar]) -> Pass {
    var pass = Pass(states: [samples], preactivations: [])
    for layer in 0..<shape.depth {
      let p = preactivation(inputWeights, layer: layer, state: pass.states[layer])
      let b = outputOf(outputWeights, layer: layer, activation: p.map { .tanh($0) })
      pass.preactivations.append(p)
      pass.states.append(zip(pass.states[layer], b).map { $0 + $1 })
    }
    return pass
  }

  /// `‖h_L − Y‖²/(ND)`.
  package func loss(_ output: [Scalar], targets: [Scalar]) -> Scalar {
    let sum = zip(output, targets).reduce(Scalar(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return sum / Scalar(output.count)
  }

  /// `B_L = (h_L − Y)/(ND)`.
  package func residual(_ output: [Scalar], targets: [Scalar]) -> [Scalar] {
    zip(output, targets).map { ($0 - $1) / Scalar(output.count) }
  }

  /// Steps every block's weights, from the last to the first, and returns `B_0`.
  package mutating func backward(_ pass: Pass, adjoint last: [Scalar]) -> [Scalar] {
    let (m, d, n) = (shape.width, shape.dimension, shape.samples)
    var adjoint = last
    for layer in (0..<shape.depth).reversed() {
      let state = pass.states[layer]
      let tanh = pass.preactivations[layer].map { Scalar.tanh($0) }
      var q = [Scalar](repeating: 0, count: n * m)
      for sample in 0..<n {
        for unit in 0..<m {
          var sum: Scalar = 0
          for i in 0..<d { sum += weight(outputWeights, layer, unit, i) * adjoint[sample * d + i] }
          let t = tanh[sample * m + unit]
          q[sample * m + unit] = (1 - t * t) * sum
        }
      }
      var before = adjoint
      for sample in 0..<n {
        for i in 0..<d {
          var sum: Scalar = 0
          for unit in 0..<m { sum += weight(inputWeights, layer, unit, i) * q[sample * m + unit] }
          before[sample * d + i] += branch / Scalar(d) * sum
        }
      }
      for unit in 0..<m {
        for i in 0..<d {
          var input: Scalar = 0
          var output: Scalar = 0
          for sample in 0..<n {
            input += state[sample * d + i] * q[sample * m + unit]
            output += adjoint[sample * d + i] * tanh[sample * m + unit]
          }
          inputWeights[(layer * m + unit) * d + i] -= inputStep / Scalar(d) * input
          outputWeights[(layer * m + unit) * d + i] -= outputStep * output
        }
      }
      adjoint = before
    }
    return adjoint
  }
}
