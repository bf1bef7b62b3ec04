import RealModule

/// GELU in its exact form, `p Φ(p)` with the standard normal distribution function `Φ`, not the approximation by tanh.
public enum GaussianErrorLinear: Activation {
  @inlinable public static var slopeFollowsFromValue: Bool { false }

  /// `Φ(p) = (1 + erf(p/√2))/2`
  @inlinable @inline(__always)
  static func distribution<T: Elementary>(_ p: T) -> T {
    T(constant: 0.5).adding(T(constant: 0.5), times: .erf(p * T(constant: 0.707_106_781_186_547_5)))
  }

  /// `Φ′(p) = exp(−p²/2)/√(2π)`
  @inlinable @inline(__always)
  static func density<T: Elementary>(_ p: T) -> T {
    T(constant: 0.398_942_280_401_432_7) * .exp(T(constant: -0.5) * p * p)
  }

  @inlinable @inline(__always)
  public static func value<T: Elementary>(_ p: T) -> T { p * distribution(p) }

  /// `Φ(p) + p Φ′(p)`
  @inlinable @inline(__always)
  public static func slope<T: Elementary>(_ p: T, value: T) -> T {
    distribution(p).adding(p, times: density(p))
  }

  /// `(2 − p²) Φ′(p)`
  @inlinable @inline(__always)
  public static func curvature<T: Elementary>(_ p: T, value: T, slope: T) -> T {
    T(constant: 2).adding(-(p), times: p) * density(p)
  }

  /// `a²/4 + a²/(2π) · [arcsin(a²/(1 + a²)) + 2a²/((1 + a²)√(1 + 2a²))]`, the diagonal of the kernel of Tsuchida et al.
  /// (2021), who derive it for GELU networks.
  public static func meanSquare(_ a: Double) -> Double {
    let square = a * a
    let bend = 2 * square / ((1 + square) * (1 + 2 * square).squareRoot())
    return square / 4 + square / (2 * Double.pi) * (Double.asin(square / (1 + square)) + bend)
  }
}
