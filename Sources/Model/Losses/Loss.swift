/// What training lowers, a mean over samples.
///
/// A variant is a file of its own and a row of `LossName`. What it computes is written once, for numbers and for vectors
/// alike.
public protocol Loss {
  /// Whether targets are labels, one of so many classes. Then the loss is a mean over samples, and adjoints are its
  /// derivatives; else it is a mean over outputs too, and they are those of half of it.
  static var isOfLabels: Bool { get }
  /// Leaves in `residual` the derivative by its `count` outputs of the loss of one sample, or of half of it, and returns
  /// the loss.
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
  case crossEntropy = "cross-entropy"

  /// The one place where a name becomes a type: whoever calls it is compiled once for each.
  @inlinable @inline(__always)
  public func with<Use: LossUse>(_ use: Use) -> Use.Result {
    switch self {
    case .squared: use.with(SquaredError.self)
    case .crossEntropy: use.with(CrossEntropy.self)
    }
  }

  /// What the type says of itself.
  @inlinable public var isOfLabels: Bool { with(LossTraits()) }

  /// Terms of a sample that a loss is the mean over.
  @inlinable public func terms(outputs: Int) -> Int { isOfLabels ? 1 : outputs }
}

@usableFromInline struct LossTraits: LossUse {
  @inlinable init() {}
  @inlinable @inline(__always)
  func with<L: Loss>(_ loss: L.Type) -> Bool { L.isOfLabels }
}
