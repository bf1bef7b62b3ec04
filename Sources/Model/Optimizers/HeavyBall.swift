/// Momentum: `m ← β₁ m + g`, `w − η m`. With `β₁ = 0` it is gradient descent; a gradient that stays is followed
/// `1/(1 − β₁)` times as fast.
public enum HeavyBall: Optimizer {
  @inlinable public static var momentCount: Int { 1 }
  @inlinable public static var isNormalised: Bool { false }
  /// With `β₁ = 0.9` as fast as gradient descent at 1.
  @inlinable public static var usualEta: Double { 0.1 }

  @inlinable @inline(__always)
  public static func step<T: Elementary>(
    _ weight: T, gradient: T, rate: StepRate<T>, moments: inout Moments<T>
  ) -> T {
    moments.first = (rate.scale * gradient).adding(rate.memory.first, times: moments.first)
    return weight.adding(-rate.rate, times: moments.first)
  }
}
