/// The activations there are, by their names in files and options.
public enum ActivationName: String, CaseIterable, Hashable, Sendable {
  case tanh, erf, sin, gelu, relu, linear

  /// The one place where a name becomes a type: whoever calls it is compiled once for each.
  @inlinable @inline(__always)
  public func with<Use: ActivationUse>(_ use: Use) -> Use.Result {
    switch self {
    case .tanh: use.with(HyperbolicTangent.self)
    case .erf: use.with(ErrorFunction.self)
    case .sin: use.with(Sine.self)
    case .gelu: use.with(GaussianErrorLinear.self)
    case .relu: use.with(Rectifier.self)
    case .linear: use.with(Identity.self)
    }
  }
}

extension ActivationName {
  /// `σ(p)` of each.
  @inlinable public func values<T: Elementary>(_ p: [T]) -> [T] { with(Values(p: p)) }

  /// `σ′(p)` of each, its value known.
  @inlinable public func slopes<T: Elementary>(_ p: [T], values: [T]) -> [T] {
    with(Slopes(p: p, values: values))
  }

  /// `σ″(p) δ w` of each (`Activation.bend`).
  @inlinable public func bends<T: Elementary>(
    _ p: [T], values: [T], slopes: [T], changes: [T], pulls: [T]
  ) -> [T] {
    with(Bends(p: p, values: values, slopes: slopes, changes: changes, pulls: pulls))
  }

  /// Whether `σ′` is known from the value `σ(p)` alone.
  package var slopeFollowsFromValue: Bool { with(Follows()) }

  /// `E σ(a Z)²` for a standard normal `Z`.
  package func meanSquare(_ a: Double) -> Double { with(MeanSquare(a: a)) }
}

@usableFromInline struct Values<T: Elementary>: ActivationUse {
  @usableFromInline let p: [T]
  @inlinable init(p: [T]) { self.p = p }
  @inlinable func with<A: Activation>(_ activation: A.Type) -> [T] { p.map { A.value($0) } }
}

@usableFromInline struct Slopes<T: Elementary>: ActivationUse {
  @usableFromInline let p, values: [T]
  @inlinable init(p: [T], values: [T]) { (self.p, self.values) = (p, values) }
  @inlinable func with<A: Activation>(_ activation: A.Type) -> [T] {
    p.indices.map { A.slope(p[$0], value: values[$0]) }
  }
}

@usableFromInline struct Bends<T: Elementary>: ActivationUse {
  @usableFromInline let p, values, slopes, changes, pulls: [T]
  @inlinable init(p: [T], values: [T], slopes: [T], changes: [T], pulls: [T]) {
    (self.p, self.values, self.slopes) = (p, values, slopes)
    (self.changes, self.pulls) = (changes, pulls)
  }
  @inlinable func with<A: Activation>(_ activation: A.Type) -> [T] {
    p.indices.map {
      A.bend(p[$0], value: values[$0], slope: slopes[$0], change: changes[$0], pull: pulls[$0])
    }
  }
}

private struct Follows: ActivationUse {
  func with<A: Activation>(_ activation: A.Type) -> Bool { A.slopeFollowsFromValue }
}

private struct MeanSquare: ActivationUse {
  let a: Double
  func with<A: Activation>(_ activation: A.Type) -> Double { A.meanSquare(a) }
}
