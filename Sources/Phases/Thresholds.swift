import Model

/// By what seeds are judged: rules, and the thresholds that these have.
@dynamicMemberLookup
package struct Thresholds: Hashable, Sendable {
  package typealias Name = ThresholdValues.Name

  package var values = ThresholdValues()
  package var rules = Rulebook.builtIn

  package init() {}

  package subscript(dynamicMember path: WritableKeyPath<ThresholdValues, Double>) -> Double {
    get { values[keyPath: path] }
    set { values[keyPath: path] = newValue }
  }

  package subscript(name: Name) -> Double {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// Says what is wrong with a value, or nothing.
  package static func complaint(about value: Double, for name: Name) -> String? {
    ThresholdValues.complaint(about: value, for: name)
  }
}

extension Rule {
  /// Index of the rule that decides.
  package static func deciding(_ seed: Evidence, _ thresholds: Thresholds) -> Int {
    let rules = thresholds.rules.rules
    return rules.firstIndex { $0.applies(seed, thresholds.values) } ?? rules.count - 1
  }

  /// The reason of a seed's rule, else the first note on it.
  package static func reason(_ seed: Evidence, _ thresholds: Thresholds) -> Reason? {
    reason(seed, thresholds, decidedBy: deciding(seed, thresholds))
  }

  static func reason(_ seed: Evidence, _ thresholds: Thresholds, decidedBy index: Int) -> Reason? {
    let book = thresholds.rules
    return book.rules[index].reason ?? book.notes.first { $0.applies(seed, thresholds.values) }?.reason
  }
}
