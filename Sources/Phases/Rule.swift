/// One rule of the list in Measures.md. The first rule that applies decides.
package struct Rule: Sendable {
  package let name: String
  package let regime: Regime
  package let reason: Reason?
  /// `nil`: the rule always applies.
  package let comparison: Comparison?
  /// How a seed is drawn that it decides.
  package var mark: Mark { reason?.mark ?? regime.mark }

  package static let all: [Rule] = [
    Rule(name: "not finite", regime: .divergent, reason: .unstable, comparison: .finiteLosses),
    Rule(name: "loss peaked", regime: .divergent, reason: .unstable, comparison: .peak),
    Rule(name: "loss grew", regime: .divergent, reason: .unstable, comparison: .growth),
    Rule(name: "initial noise", regime: .divergent, reason: .noiseDominated, comparison: .noise),
    Rule(name: "features moved", regime: .featureLearning, reason: nil, comparison: .features),
    Rule(name: "at most critical", regime: .featureLearning, reason: nil, comparison: .criticalScale),
    Rule(name: "otherwise", regime: .lazyODE, reason: nil, comparison: nil),
  ]

  /// Notes on seeds that are not divergent, in order of precedence; they do not decide.
  package static let notes: [(reason: Reason, comparison: Comparison)] = [
    (.barelyTrained, .barelyTrained), (.outputWeightsForgotten, .forgotten),
  ]

  package func applies(_ seed: Evidence, _ thresholds: Thresholds) -> Bool {
    comparison?.holds(seed, thresholds) ?? true
  }

  /// Index in `all` of the rule that decides.
  package static func deciding(_ seed: Evidence, _ thresholds: Thresholds) -> Int {
    all.firstIndex { $0.applies(seed, thresholds) } ?? all.count - 1
  }

  /// The reason of a divergent seed, else the note on it.
  package static func reason(_ seed: Evidence, _ thresholds: Thresholds) -> Reason? {
    reason(seed, thresholds, decidedBy: deciding(seed, thresholds))
  }

  static func reason(_ seed: Evidence, _ thresholds: Thresholds, decidedBy index: Int) -> Reason? {
    let rule = all[index]
    if rule.regime == .divergent { return rule.reason }
    return notes.first { $0.comparison.holds(seed, thresholds) }?.reason
  }
}
