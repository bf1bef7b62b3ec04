/// How the blocks of one residual branch are scaled, one in each layer.
public struct BranchScale<Scalar: Elementary> {
  /// `α/(LM)`, with the block's own M.
  public let branch: Scalar
  /// The rate of each array of its weights: the multipliers of the steps times `η/α`.
  public let rates: [Scalar]

  @inlinable public init(branch: Scalar, rates: [Scalar]) { (self.branch, self.rates) = (branch, rates) }
}

extension Problem {
  /// Of one of its layers' branches.
  package func scale(of branch: Branch) -> BranchScale<Double> {
    BranchScale(
      branch: scaling.alpha / (Double(shape.depth) * Double(branch.width)),
      rates: [
        scaling.inputRate(optimizer, dimension: shape.dimension),
        scaling.outputRate(optimizer, dimension: shape.dimension),
      ])
  }
}
