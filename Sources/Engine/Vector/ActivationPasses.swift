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
    forEachRegister(count) { place in
      let p = Elements(place.of(entries))
      let value = A.value(p)
      place.put(value.lanes, into: entries)
      if !A.slopeFollowsFromValue { place.put(A.slope(p, value: value).lanes, into: slopes) }
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
    forEachRegister(count) { place in
      let slope: Widest
      if A.slopeFollowsFromValue {
        let value = Elements(place.of(values))
        slope = A.slope(value, value: value).lanes
      } else {
        slope = place.of(slopes)
      }
      place.put(slope * place.of(q), into: q)
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
    forEachRegister(count) { place in
      let p = Elements(place.of(valueChange))
      let value = A.value(p)
      place.put(value.lanes, into: initialValues)
      place.put(place.of(values) - value.lanes, into: valueChange)
      place.put(A.slope(p, value: value).lanes * place.of(linearChange), into: linearChange)
    }
  }
}
