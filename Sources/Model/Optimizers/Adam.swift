/// Kingma and Ba's Adam on `ĝ = D g`: `m ← β₁ m + (1 − β₁) ĝ`, `v ← β₂ v + (1 − β₂) ĝ²`, and in the k-th step
/// `w − η m̂/(√v̂ + ε)` with `m̂ = m/(1 − β₁ᵏ)`, `v̂ = v/(1 − β₂ᵏ)`.
public enum Adam: Optimizer {
  @inlinable public static var momentCount: Int { 2 }
  @inlinable public static var isNormalised: Bool { true }
  @inlinable public static var usualEta: Double { 0.05 }

  @inlinable @inline(__always)
  public static func step<T: Elementary>(
    _ weight: T, gradient: T, rate: StepRate<T>, moments: inout Moments<T>
  ) -> T {
    let memory = rate.memory
    let g = rate.unit * gradient
    // β m + (1 − β) ĝ = m + (1 − β)(ĝ − m)
    moments.first = moments.first.adding(memory.firstShare, times: g - moments.first)
    moments.second = moments.second.adding(memory.secondShare, times: g * g - moments.second)
    let root = (moments.second * memory.secondCorrection).squareRoot() + memory.floor
    return weight - rate.rate * (moments.first * memory.firstCorrection) / root
  }
}
