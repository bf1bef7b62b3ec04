/// What training has changed in a network's blocks, as sums over layers, units, tokens and coordinates, each from its
/// definition in the Measures.md.
public struct NetworkDrift<Scalar: Elementary> {
  public var localFeatureUpdate = Scalar(constant: 0)
  public var preactivationChange = Scalar(constant: 0)
  public var inputWeightChange = Scalar(constant: 0)
  public var outputWeightChange = Scalar(constant: 0)
  public var driftChange = Scalar(constant: 0)
  public var driftNonlinearity = Scalar(constant: 0)

  @inlinable init() {}
}

extension Network where Body: ExpandableBlock {
  /// How this network's blocks differ from `initial`'s along the states of the forward pass just made.
  /// - Parameter initialPreactivations: those of each block at initialisation, (N·T, R) with R rows of weights that read.
  @inlinable public func drift(
    from initial: [Body], initialPreactivations: [[Scalar]]
  ) -> NetworkDrift<Scalar> {
    var result = NetworkDrift<Scalar>()
    var total = output.map { _ in Scalar(constant: 0) }
    var nonlinear = total
    for (index, block) in blocks.enumerated() {
      let (state, branch) = (states[index], scale(ofBlock: index).branch)
      let change = zip(block.weights, initial[index].weights).map { zip($0, $1).map { $0 - $1 } }
      add(change[0], to: &result.inputWeightChange)
      add(change[1], to: &result.outputWeightChange)
      add(block.preactivations(change[0], state), to: &result.localFeatureUpdate)
      add(
        zip(block.preactivations(block.weights[0], state), initialPreactivations[index]).map { $0 - $1 },
        to: &result.preactivationChange)
      let now = block.forward(state).output
      let (then, linear, _) = initial[index].forward(state, change: change)
      for i in total.indices {
        let moved = branch * now[i] - branch * then[i]
        total[i] = total[i] + moved
        nonlinear[i] = nonlinear[i] + (moved - branch * linear[i])
      }
    }
    result.driftChange = sumOfSquares(total)
    result.driftNonlinearity = sumOfSquares(nonlinear)
    return result
  }

  @inlinable func add(_ values: [Scalar], to sum: inout Scalar) { sum = sum + sumOfSquares(values) }

  @inlinable func sumOfSquares(_ values: [Scalar]) -> Scalar {
    values.reduce(Scalar(constant: 0)) { $0.adding($1, times: $1) }
  }
}
