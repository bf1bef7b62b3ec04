import RealModule

/// `erf p`, as the field writes it: no factor `√π/2` that would give it the slope 1 at the origin.
public enum ErrorFunction: Activation {
  @inlinable public static var slopeFollowsFromValue: Bool { false }

  @inlinable @inline(__always)
  public static func value<T: Elementary>(_ p: T) -> T { .erf(p) }

  /// `2/√π · exp(−p²)`
  @inlinable @inline(__always)
  public static func slope<T: Elementary>(_ p: T, value: T) -> T {
    T(constant: 1.128_379_167_095_512_6) * .exp(-(p * p))
  }

  /// `−2p erf′ p`
  @inlinable @inline(__always)
  public static func curvature<T: Elementary>(_ p: T, value: T, slope: T) -> T {
    T(constant: -2) * p * slope
  }

  /// `2/π · arcsin(2a²/(1 + 2a²))` (Williams 1997).
  public static func meanSquare(_ a: Double) -> Double {
    2 / Double.pi * Double.asin(2 * a * a / (1 + 2 * a * a))
  }
}
