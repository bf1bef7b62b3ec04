/// No non-linearity at all, `p`: the linear networks whose limit is known in closed form.
public enum Identity: Activation {
  @inlinable public static var slopeFollowsFromValue: Bool { true }

  @inlinable @inline(__always)
  public static func value<T: Elementary>(_ p: T) -> T { p }

  @inlinable @inline(__always)
  public static func slope<T: Elementary>(_ p: T, value: T) -> T { T(constant: 1) }

  @inlinable @inline(__always)
  public static func curvature<T: Elementary>(_ p: T, value: T, slope: T) -> T { T(constant: 0) }

  public static func meanSquare(_ a: Double) -> Double { a * a }
}
