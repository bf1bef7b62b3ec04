import RealModule

extension Network {
  /// The sums of `DriftSums`, each from its definition in the README, What is measured.
  package struct Drift {
    package var localFeatureUpdate: Scalar = 0
    package var preactivationChange: Scalar = 0
    package var inputWeightChange: Scalar = 0
    package var outputWeightChange: Scalar = 0
    package var driftChange: Scalar = 0
    package var driftNonlinearity: Scalar = 0
  }

  /// How this network's blocks differ from `initial`'s along this network's states.
  package func drift(
    _ pass: Pass, initialPreactivations: [[Scalar]], initial: Network
  ) -> Drift {
    var result = Drift()
    let inputChange = zip(inputWeights, initial.inputWeights).map { $0 - $1 }
    let outputChange = zip(outputWeights, initial.outputWeights).map { $0 - $1 }
    result.inputWeightChange = sumOfSquares(inputChange)
    result.outputWeightChange = sumOfSquares(outputChange)
    var total = [Scalar](repeating: 0, count: shape.samples * shape.dimension)
    var nonlinear = total
    for layer in 0..<shape.depth {
      let state = pass.states[layer]
      let preactivation = pass.preactivations[layer]
      let delta = self.preactivation(inputChange, layer: layer, state: state)
      result.localFeatureUpdate += sumOfSquares(delta)
      result.preactivationChange += sumOfSquares(
        zip(preactivation, initialPreactivations[layer]).map { $0 - $1 })

      let p = self.preactivation(initial.inputWeights, layer: layer, state: state)
      let t = p.map { Scalar.tanh($0) }
      let now = outputOf(outputWeights, layer: layer, activation: preactivation.map { .tanh($0) })
      let then = outputOf(initial.outputWeights, layer: layer, activation: t)
      let linearInV = outputOf(outputChange, layer: layer, activation: t)
      let linearInU = outputOf(
        initial.outputWeights, layer: layer, activation: zip(t, delta).map { (1 - $0 * $0) * $1 })
      for i in total.indices {
        let change = now[i] - then[i]
        total[i] += change
        nonlinear[i] += change - linearInV[i] - linearInU[i]
      }
    }
    result.driftChange = sumOfSquares(total)
    result.driftNonlinearity = sumOfSquares(nonlinear)
    return result
  }

  private func sumOfSquares(_ values: [Scalar]) -> Scalar { values.reduce(0) { $0 + $1 * $1 } }
}
