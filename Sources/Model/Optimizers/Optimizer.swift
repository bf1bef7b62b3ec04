/// How a weight follows its gradient.
///
/// A variant is a file of its own and a row of `OptimizerName`.
public protocol Optimizer {
  /// The weight after a step.
  /// - Parameters:
  ///   - gradient: `g` up to the factor `scale`, and without the factor `α/(LM)` of the branch: whoever sums it leaves
  ///     common factors out.
  ///   - rate: of the step, times `scale`: `rate · gradient` is `η g`.
  ///   - scale: `g/gradient`, for those that need `g` itself.
  static func step<T: Elementary>(_ weight: T, gradient: T, rate: T, scale: T) -> T
}

/// What is done with whichever optimizer a problem has.
public protocol OptimizerUse<Result> {
  associatedtype Result
  func with<O: Optimizer>(_ optimizer: O.Type) -> Result
}

/// The optimizers there are, by their names in files and options.
public enum OptimizerName: String, CaseIterable, Hashable, Sendable {
  case gradientDescent = "gd"

  /// The one place where a name becomes a type: whoever calls it is compiled once for each.
  @inlinable @inline(__always)
  public func with<Use: OptimizerUse>(_ use: Use) -> Use.Result {
    switch self {
    case .gradientDescent: use.with(GradientDescent.self)
    }
  }
}
