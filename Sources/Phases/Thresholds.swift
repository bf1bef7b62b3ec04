/// Where one regime or note ends and the next begins (README, What is measured). Settings: measurements do not depend on them.
package struct Thresholds: Hashable, Sendable {
  package enum Name: String, CaseIterable, Sendable {
    /// Feature learning from this relative feature update φ on.
    case feature
    /// Noise-dominated above this initial displacement ξ.
    case noise
    /// Unstable above this multiple of the initial loss.
    case unstable
    /// Barely trained above this fraction of the initial loss.
    case barelyTrained = "barely_trained"
    /// Initial output weights forgotten above this relative change of the output weights.
    case forgotten
  }

  package var feature = 0.3
  package var noise = 0.5
  package var unstable = 1.5
  package var barelyTrained = 0.9
  package var forgotten = 15.0

  package init() {}

  package subscript(name: Name) -> Double {
    get { self[keyPath: Self.path(name)] }
    set { self[keyPath: Self.path(name)] = newValue }
  }

  private static func path(_ name: Name) -> WritableKeyPath<Thresholds, Double> {
    switch name {
    case .feature: \.feature
    case .noise: \.noise
    case .unstable: \.unstable
    case .barelyTrained: \.barelyTrained
    case .forgotten: \.forgotten
    }
  }

  /// Says what is wrong with a value, or nothing.
  package static func complaint(about value: Double, for name: Name) -> String? {
    value.isFinite && value > 0
      ? nil : "the threshold \(name.rawValue) is \(value.shortest); it must be a positive number"
  }
}
