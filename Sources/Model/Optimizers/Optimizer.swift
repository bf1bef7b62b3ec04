/// How a weight follows its gradient.
///
/// A variant is a file of its own and a row of `OptimizerName`.
public protocol Optimizer {
  /// The weight after a step.
  /// - Parameter gradient: `g` up to the factor `rate.scale`, and without the factor `α/(LM)` of the branch: whoever sums
  ///   it leaves common factors out.
  static func step<T: Elementary>(_ weight: T, gradient: T, rate: StepRate<T>) -> T
}

/// The rate of an array of weights.
public struct StepRate<T: Elementary> {
  /// `η` of these weights.
  public let rate: T
  /// `g/gradient`
  public let scale: T
  /// `rate · scale`, so that `scaled · gradient` is `η g`: all that gradient descent needs, rounded once.
  public let scaled: T

  @inlinable @inline(__always)
  public init(rate: T, scale: T, scaled: T) { (self.rate, self.scale, self.scaled) = (rate, scale, scaled) }
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
