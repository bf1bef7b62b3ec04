/// The losses there are, by their names in files and options.
public enum LossName: String, CaseIterable, Hashable, Sendable {
  case squared
  case crossEntropy = "cross-entropy"

  /// The one place where a name becomes a type: whoever calls it is compiled once for each.
  @inlinable @inline(__always)
  public func with<Use: LossUse>(_ use: Use) -> Use.Result {
    switch self {
    case .squared: use.with(SquaredError.self)
    case .crossEntropy: use.with(CrossEntropy.self)
    }
  }

  /// What the type says of itself.
  @inlinable public var isOfLabels: Bool { with(LossTraits()) }

  /// Terms of a sample that a loss is the mean over.
  @inlinable public func terms(outputs: Int) -> Int { isOfLabels ? 1 : outputs }
}

@usableFromInline struct LossTraits: LossUse {
  @inlinable init() {}
  @inlinable @inline(__always)
  func with<L: Loss>(_ loss: L.Type) -> Bool { L.isOfLabels }
}
