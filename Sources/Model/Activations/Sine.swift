import RealModule

/// `sin p`
public enum Sine: Activation {
  @inlinable public static var slopeFollowsFromValue: Bool { false }

  @inlinable @inline(__always)
  public static func value<T: Elementary>(_ p: T) -> T { .sin(p) }

  @inlinable @inline(__always)
  public static func slope<T: Elementary>(_ p: T, value: T) -> T { .cos(p) }

  @inlinable @inline(__always)
  public static func curvature<T: Elementary>(_ p: T, value: T, slope: T) -> T { -value }

  /// `(1 − exp(−2a²))/2`
  public static func meanSquare(_ a: Double) -> Double { -Double.expMinusOne(-2 * a * a) / 2 }
}
