/// What is done with whichever optimizer a problem has.
public protocol OptimizerUse<Result> {
  associatedtype Result
  func with<O: Optimizer>(_ optimizer: O.Type) -> Result
}

/// The optimizers there are, by their names in files and options.
public enum OptimizerName: String, CaseIterable, Hashable, Sendable {
  case gradientDescent = "gd"
  case momentum
  case sign
  case adam

  /// The one place where a name becomes a type: whoever calls it is compiled once for each.
  @inlinable @inline(__always)
  public func with<Use: OptimizerUse>(_ use: Use) -> Use.Result {
    switch self {
    case .gradientDescent: use.with(GradientDescent.self)
    case .momentum: use.with(HeavyBall.self)
    case .sign: use.with(SignDescent.self)
    case .adam: use.with(Adam.self)
    }
  }

  /// What the type says of itself.
  @inlinable public var momentCount: Int { with(OptimizerTraits()).momentCount }
  @inlinable public var isNormalised: Bool { with(OptimizerTraits()).isNormalised }
  @inlinable public var usualEta: Double { with(OptimizerTraits()).usualEta }
}

@usableFromInline struct OptimizerTraits: OptimizerUse {
  @inlinable init() {}
  @inlinable @inline(__always)
  func with<O: Optimizer>(
    _ optimizer: O.Type
  ) -> (momentCount: Int, isNormalised: Bool, usualEta: Double) {
    (O.momentCount, O.isNormalised, O.usualEta)
  }
}
