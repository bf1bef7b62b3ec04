import RealModule

/// The optimizers' own numbers: how long their moments remember.
public struct OptimizerSettings: Hashable, Sendable {
  /// `β₁`, of the first moment.
  public var beta1: Double
  /// `β₂`, of the second.
  public var beta2: Double
  /// `ε`, added to the root of the second.
  public var epsilon: Double

  @inlinable public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
  }

  /// In the k-th step, k = 1, 2, …
  @inlinable public func memory<T: Elementary>(step: Int) -> StepMemory<T> {
    func correction(_ beta: Double) -> T { T(constant: 1 / (1 - .pow(beta, step))) }
    return StepMemory(
      first: T(constant: beta1), firstShare: T(constant: 1 - beta1), secondShare: T(constant: 1 - beta2),
      floor: T(constant: epsilon), firstCorrection: correction(beta1), secondCorrection: correction(beta2))
  }
}
