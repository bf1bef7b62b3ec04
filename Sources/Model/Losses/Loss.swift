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
