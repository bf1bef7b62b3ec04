import Model

/// Where one regime or note ends and the next begins (Measures.md). Settings: measurements do not depend on them.
package struct ThresholdValues: Hashable, Sendable {
  package enum Name: String, CaseIterable, Sendable {
    case feature, noise, contradiction, catapult
    case barelyTrained = "barely_trained"
    case saturatedLoss = "saturated_loss"
    case saturatedChange = "saturated_change"
    case forgotten

    fileprivate var row: (value: WritableKeyPath<ThresholdValues, Double>, meaning: String) {
      switch self {
      case .feature: (\.feature, "feature learning from this relative feature update on")
      case .noise: (\.noise, "noise-dominated above this initial displacement")
      case .contradiction:
        (\.contradiction, "undecided, not lazy, from this drift non-linearity on")
      case .catapult: (\.catapult, "a catapult above this multiple of the initial loss")
      case .barelyTrained: (\.barelyTrained, "barely trained above this fraction of the initial loss")
      case .saturatedLoss: (\.saturatedLoss, "saturated above this fraction of the initial loss, and")
      case .saturatedChange: (\.saturatedChange, "above this pre-activation change")
      case .forgotten: (\.forgotten, "output weights forgotten above this relative change")
      }
    }

    package var meaning: String { row.meaning }
  }

  package var feature = 0.3
  package var noise = 0.5
  package var contradiction = 0.25
  package var catapult = 1.5
  package var barelyTrained = 0.9
  package var saturatedLoss = 0.4
  package var saturatedChange = 2.0
  package var forgotten = 15.0

  package init() {}

  /// The fraction of its initial value above which a loss stands where it was: squared error that has learned is far below
  /// `saturatedLoss`, while cross-entropy falls that far only once most labels are right by a wide margin, and stands where
  /// it has barely trained.
  package func standing(_ loss: LossName) -> Double {
    loss.isOfLabels ? max(saturatedLoss, barelyTrained) : saturatedLoss
  }

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
