import RealModule
import Synchronization

/// `tanh p`
public enum HyperbolicTangent: Activation {
  @inlinable public static var slopeFollowsFromValue: Bool { true }

  @inlinable @inline(__always)
  public static func value<T: Elementary>(_ p: T) -> T { .tanh(p) }

  /// `1 − tanh² p`
  @inlinable @inline(__always)
  public static func slope<T: Elementary>(_ p: T, value: T) -> T {
    T(constant: 1).adding(-value, times: value)
  }

  /// `−2 tanh p · tanh′ p`
  @inlinable @inline(__always)
  public static func curvature<T: Elementary>(_ p: T, value: T, slope: T) -> T {
    T(constant: -2) * value * slope
  }

  /// In the order of operations in which distances to the tangent twin have been recorded.
  @inlinable @inline(__always)
  public static func bend<T: Elementary>(_ p: T, value: T, slope: T, change: T, pull: T) -> T {
    -(T(constant: 2) * value * change * (slope * pull))
  }

  /// By the trapezoidal rule, which converges faster than any power on integrands like this one; in `Z` for small `a`,
  /// for large ones the missing `E sech²` in `a Z`.
  public static func meanSquare(_ a: Double) -> Double {
    if let known = last.withLock({ $0 }), known.a == a { return known.value }
    let value = integral(a)
    last.withLock { $0 = (a, value) }
    return value
  }

  private static func integral(_ a: Double) -> Double {
    let density = { (z: Double) in Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
    let step = 1.0 / 16
    let nodes = (-192...192).map { Double($0) * step }
    if a <= 1 {
      return step
        * nodes.reduce(0) { sum, z in
          let tanh = Double.tanh(a * z)
          return sum + tanh * tanh * density(z)
        }
    }
    let missing = nodes.reduce(0) { sum, t in
      let sech = 1 / Double.cosh(t)
      return sum + sech * sech * density(t / a)
    }
    return 1 - step * missing / a
  }

  /// The last value, as all cells of a study mostly ask for the same.
  private static let last = Mutex<(a: Double, value: Double)?>(nil)
}
