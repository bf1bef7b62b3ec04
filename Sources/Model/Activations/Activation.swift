/// The non-linearity `σ` of a block, of its pre-activations `p = uᵀh/D`.
///
/// A variant is a file of its own and a row of `ActivationName`. What it computes is written once, for numbers and for
/// vectors alike.
public protocol Activation {
  /// Whether `σ′` is known from the value `σ(p)` alone. Else a pass keeps both.
  static var slopeFollowsFromValue: Bool { get }
  /// `σ(p)`
  static func value<T: Elementary>(_ p: T) -> T
  /// `σ′(p)`. Where it follows from the value, `p` is not looked at and may be anything.
  static func slope<T: Elementary>(_ p: T, value: T) -> T
  /// `σ″(p)`, as far as it is a function. Here and in `bend` `p` is looked at whether the slope follows from the value
  /// or not.
  static func curvature<T: Elementary>(_ p: T, value: T, slope: T) -> T
  /// `σ″(p) δ w`: how the slope's change, as `p` changes by `δ`, pulls on an adjoint `w`.
  static func bend<T: Elementary>(_ p: T, value: T, slope: T, change: T, pull: T) -> T
  /// `E σ(a Z)²` for a standard normal `Z`; `a > 0`.
  static func meanSquare(_ a: Double) -> Double
}

extension Activation {
  @inlinable @inline(__always)
  public static func bend<T: Elementary>(_ p: T, value: T, slope: T, change: T, pull: T) -> T {
    curvature(p, value: value, slope: slope) * change * pull
  }
}

/// What is done with whichever activation a problem has.
public protocol ActivationUse<Result> {
  associatedtype Result
  func with<A: Activation>(_ activation: A.Type) -> Result
}
