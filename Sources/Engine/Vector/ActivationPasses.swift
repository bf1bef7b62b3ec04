import EngineInterface
import Model

/// Replaces every `p` of `entries` by `σ(p)` and leaves `σ′(p)` in `slopes` where it does not follow from `σ(p)`.
///
/// A loop of its own over what a contraction has left in the cache, so that only this much is compiled once an
/// activation; `multiplyBySlopes` likewise.
@inline(never)
func activate(
  _ activation: ActivationName, _ entries: Entries,
  slopes: Entries, count: Int
) {
  activation.with(Activate(entries: entries, slopes: slopes, count: count))
}

/// `q ← σ′(P) ∘ q`
@inline(never)
func multiplyBySlopes(
  _ activation: ActivationName, _ q: Entries, values: Entries,
  slopes: Entries, count: Int
) {
  activation.with(MultiplyBySlopes(q: q, values: values, slopes: slopes, count: count))
}

private struct Activate: ActivationUse {
  let entries: Entries
  let slopes: Entries
  let count: Int

  @inline(__always)
  func with<A: Activation>(_ activation: A.Type) {
    for i in 0..<count {
      let p = Wide(entries[i])
      let value = A.value(p)
      entries[i] = value.lanes
      if !A.slopeFollowsFromValue { slopes[i] = A.slope(p, value: value).lanes }
    }
  }
}

private struct MultiplyBySlopes: ActivationUse {
  let q: Entries
  let values: Entries
  let slopes: Entries
  let count: Int

  @inline(__always)
  func with<A: Activation>(_ activation: A.Type) {
    for i in 0..<count {
      let slope =
        A.slopeFollowsFromValue ? A.slope(Wide(values[i]), value: Wide(values[i])).lanes : slopes[i]
      q[i] = slope * q[i]
    }
  }
}

/// From `p` in `valueChange` and `δ` in `linearChange`: `σ(p)`, `σ(P) − σ(p)` and `σ′(p) δ`.
struct Expansion: ActivationUse {
  let values: Entries
  let initialValues: Entries
  let valueChange: Entries
  let linearChange: Entries
  let count: Int

  @inline(__always)
  func with<A: Activation>(_ activation: A.Type) {
    for i in 0..<count {
      let p = Wide(valueChange[i])
      let value = A.value(p)
      initialValues[i] = value.lanes
      valueChange[i] = values[i] - value.lanes
      linearChange[i] = A.slope(p, value: value).lanes * linearChange[i]
    }
  }
}
