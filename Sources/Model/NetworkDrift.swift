/// What training has changed in a network's blocks, as sums over layers, units, samples and coordinates, each from its
/// definition in the Measures.md.
package struct NetworkDrift<Scalar: FloatingPoint> {
  package var localFeatureUpdate: Scalar = 0
  package var preactivationChange: Scalar = 0
  package var inputWeightChange: Scalar = 0
  package var outputWeightChange: Scalar = 0
  package var driftChange: Scalar = 0
  package var driftNonlinearity: Scalar = 0
}

extension Network {
  /// How this network's blocks differ from `initial`'s along the states of the forward pass just made.
  /// - Parameter initialPreactivations: `P_0` of each layer, (N, M).
  package func drift<S>(
    from initial: [Perceptron<S>], initialPreactivations: [[S]]
  ) -> NetworkDrift<S> where Body == Perceptron<S> {
    var result = NetworkDrift<S>()
    var total = output.map { _ in S(0) }
    var nonlinear = total
    for (layer, block) in blocks.enumerated() {
      let state = states[layer]
      let change = zip(block.weights, initial[layer].weights).map { zip($0, $1).map { $0 - $1 } }
      result.inputWeightChange += sumOfSquares(change[0])
      result.outputWeightChange += sumOfSquares(change[1])
      result.localFeatureUpdate += sumOfSquares(block.preactivations(change[0], state))
      result.preactivationChange += sumOfSquares(
        zip(kept[layer].preactivations, initialPreactivations[layer]).map { $0 - $1 })
      let now = block.forward(state).output
      let (then, linear, _) = initial[layer].forward(state, change: change)
      for i in total.indices {
        let moved = branch * now[i] - branch * then[i]
        total[i] += moved
        nonlinear[i] += moved - branch * linear[i]
      }
    }
    result.driftChange = sumOfSquares(total)
    result.driftNonlinearity = sumOfSquares(nonlinear)
    return result
  }

}

private func sumOfSquares<S: FloatingPoint>(_ values: [S]) -> S { values.reduce(0) { $0 + $1 * $1 } }
