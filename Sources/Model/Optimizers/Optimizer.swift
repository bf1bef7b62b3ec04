/// How a weight follows its gradient.
public protocol Optimizer {
  /// The weight after a step at this rate, `gradient` without the factor `α/(LM)` of the branch.
  static func step<T: Elementary>(_ weight: T, gradient: T, rate: T) -> T
}

/// `w − η g`
public enum GradientDescent: Optimizer {
  @inlinable @inline(__always)
  public static func step<T: Elementary>(_ weight: T, gradient: T, rate: T) -> T {
    weight.adding(-rate, times: gradient)
  }
}
