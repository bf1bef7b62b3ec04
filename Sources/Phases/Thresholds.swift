/// Where one regime or note ends and the next begins (Measures.md). Settings: measurements do not depend on them.
package struct Thresholds: Hashable, Sendable {
  package enum Name: String, CaseIterable, Sendable {
    case feature, noise, unstable
    case barelyTrained = "barely_trained"
    case forgotten

    fileprivate var row: (value: WritableKeyPath<Thresholds, Double>, meaning: String) {
      switch self {
      case .feature: (\.feature, "feature learning from this relative feature update on")
      case .noise: (\.noise, "noise-dominated above this initial displacement")
      case .unstable: (\.unstable, "unstable above this multiple of the initial loss")
      case .barelyTrained: (\.barelyTrained, "barely trained above this fraction of the initial loss")
      case .forgotten: (\.forgotten, "output weights forgotten above this relative change")
      }
    }

    package var meaning: String { row.meaning }
  }

  package var feature = 0.3
  package var noise = 0.5
  package var unstable = 1.5
  package var barelyTrained = 0.9
  package var forgotten = 15.0

  package init() {}

  package subscript(name: Name) -> Double {
    get { self[keyPath: name.row.value] }
    set { self[keyPath: name.row.value] = newValue }
  }

  /// Says what is wrong with a value, or nothing.
  package static func complaint(about value: Double, for name: Name) -> String? {
    value.isFinite && value > 0
      ? nil : "the threshold \(name.rawValue) is \(value.shortest); it must be a positive number"
  }
}
