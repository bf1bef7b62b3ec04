/// ReLU, `max(p, 0)`; at 0 its slope is taken to be 0.
public enum Rectifier: Activation {
  @inlinable public static var slopeFollowsFromValue: Bool { true }

  @inlinable @inline(__always)
  public static func value<T: Elementary>(_ p: T) -> T { p.positivePart }

  @inlinable @inline(__always)
  public static func slope<T: Elementary>(_ p: T, value: T) -> T { value.unitStep }

  /// 0 almost everywhere: the tangent twin is linear in `h` piece by piece.
  @inlinable @inline(__always)
  public static func curvature<T: Elementary>(_ p: T, value: T, slope: T) -> T { T(constant: 0) }

  public static func meanSquare(_ a: Double) -> Double { a * a / 2 }
}
