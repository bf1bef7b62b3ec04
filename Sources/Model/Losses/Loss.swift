/// What training lowers, a sum over samples.
///
/// A variant is a file of its own and a row of `LossName`. What it computes is written once, for numbers and for vectors
/// alike.
public protocol Loss {
  /// Leaves in `residual` the derivative of half the loss of one sample by its `count` outputs and returns the loss.
  static func sample<T: Elementary>(
    _ output: UnsafePointer<T>, target: UnsafePointer<T>, count: Int, residual: UnsafeMutablePointer<T>
  ) -> T
}

/// What is done with whichever loss a problem has.
public protocol LossUse<Result> {
  associatedtype Result
  func with<L: Loss>(_ loss: L.Type) -> Result
}

/// The losses there are, by their names in files and options.
public enum LossName: String, CaseIterable, Hashable, Sendable {
  case squared

  /// The one place where a name becomes a type: whoever calls it is compiled once for each.
  @inlinable @inline(__always)
  public func with<Use: LossUse>(_ use: Use) -> Use.Result {
    switch self {
    case .squared: use.with(SquaredError.self)
    }
  }
}
