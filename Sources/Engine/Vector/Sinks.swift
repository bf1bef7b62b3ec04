import EngineInterface
import Model

/// What becomes of the sums of a contraction, entry by entry of the result.
///
/// Types, not closures: they are inlined into every tile, where a closure is called between tiles and spills all the
/// registers around it.
protocol Sink {
  /// What the sum of an entry starts from.
  func start(_ entry: Int) -> Vector
  func take(_ entry: Int, _ sum: Vector)
  #if WIDE
    /// The same of an entry and the next.
    func take(neighbours first: Int, _ sums: Widest)
  #endif
}

extension Sink {
  @inline(__always)
  func start(_ entry: Int) -> Vector { Vector(repeating: 0) }

  #if WIDE
    @inline(__always)
    func take(neighbours first: Int, _ sums: Widest) {
      take(first, sums.lowHalf)
      take(first &+ 1, sums.highHalf)
    }
  #endif
}

/// `to = Σ`
struct Store: Sink {
  let to: Entries

  @inline(__always)
  init(_ to: Entries) { self.to = to }
  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) { to[entry] = sum }
  #if WIDE
    @inline(__always)
    func take(neighbours first: Int, _ sums: Widest) { RegisterPlace(first).put(sums, into: to) }
  #endif
}

/// `to = scale · Σ`
struct StoreScaled: Sink {
  let to: Entries
  let scale: Vector

  @inline(__always)
  init(_ to: Entries, scale: Vector) { (self.to, self.scale) = (to, scale) }
  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) { to[entry] = sum * scale }
  #if WIDE
    @inline(__always)
    func take(neighbours first: Int, _ sums: Widest) {
      RegisterPlace(first).put(sums * Widest(everywhere: scale), into: to)
    }
  #endif
}

/// `to = from + scale · Σ`
struct AddScaled: Sink {
  let to, from: Entries
  let scale: Vector

  @inline(__always)
  init(_ to: Entries, from: Entries, scale: Vector) { (self.to, self.from, self.scale) = (to, from, scale) }
  @inline(__always)
  init(_ to: Entries, scale: Vector) { self.init(to, from: to, scale: scale) }
  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) { to[entry] = from[entry].adding(scale, times: sum) }
  #if WIDE
    @inline(__always)
    func take(neighbours first: Int, _ sums: Widest) {
      let place = RegisterPlace(first)
      place.put(place.of(from).adding(Widest(everywhere: scale), times: sums), into: to)
    }
  #endif
}

/// `to = to + Σ`, the sum by itself first.
struct Add: Sink {
  let to: Entries

  @inline(__always)
  init(_ to: Entries) { self.to = to }
  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) { to[entry] += sum }
}

/// `Σ` over further terms, as if they stood behind those that are in `to` already.
struct Continue: Sink {
  let to: Entries

  @inline(__always)
  init(_ to: Entries) { self.to = to }
  @inline(__always)
  func start(_ entry: Int) -> Vector { to[entry] }
  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) { to[entry] = sum }
}

/// `Σ` is the gradient of a weight, which takes the optimizer's step.
struct Step<O: Optimizer>: Sink {
  let weights: Entries
  /// Where the optimizer keeps less, these are not used.
  let moments: (first: Entries, second: Entries)
  let rate: StepRate<Wide>

  @inline(__always)
  func take(_ entry: Int, _ sum: Vector) {
    var kept = Moments<Wide>()
    if O.momentCount > 0 { kept.first = Wide(moments.first[entry]) }
    if O.momentCount > 1 { kept.second = Wide(moments.second[entry]) }
    weights[entry] = O.step(Wide(weights[entry]), gradient: Wide(sum), rate: rate, moments: &kept).lanes
    if O.momentCount > 0 { moments.first[entry] = kept.first.lanes }
    if O.momentCount > 1 { moments.second[entry] = kept.second.lanes }
  }

  #if WIDE
    @inline(__always)
    func take(neighbours first: Int, _ sums: Widest) {
      let place = RegisterPlace(first)
      var kept = Moments<Elements>()
      if O.momentCount > 0 { kept.first = Elements(place.of(moments.first)) }
      if O.momentCount > 1 { kept.second = Elements(place.of(moments.second)) }
      let rate = rate.map { Elements(everywhere: $0.lanes) }
      let weight = Elements(place.of(weights))
      place.put(O.step(weight, gradient: Elements(sums), rate: rate, moments: &kept).lanes, into: weights)
      if O.momentCount > 0 { place.put(kept.first.lanes, into: moments.first) }
      if O.momentCount > 1 { place.put(kept.second.lanes, into: moments.second) }
    }
  #endif
}
