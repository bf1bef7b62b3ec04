/// One rule of the list in Measures.md. The first rule that applies decides.
package struct Rule: Sendable {
  package let name: String
  package let regime: Regime
  /// `nil`: what the regime is by itself.
  package let reason: Reason?
  /// All must hold; none: the rule always applies.
  package let comparisons: [Comparison]
  /// What else must hold, of a rule whose name says it.
  private let condition: (@Sendable (Evidence) -> Bool)?
  /// How a seed is drawn that it decides.
  package var mark: Mark { reason?.mark ?? regime.mark }

  /// - Parameter condition: as the name has it.
  init(_ name: String, _ regime: Regime, _ condition: @escaping @Sendable (Evidence) -> Bool) {
    self.name = name
    self.regime = regime
    self.condition = condition
    (reason, comparisons) = (nil, [])
  }

  init(_ name: String, _ regime: Regime, _ reason: Reason? = nil, _ comparisons: Comparison...) {
    self.name = name
    self.regime = regime
    self.reason = reason
    self.comparisons = comparisons
    condition = nil
  }

  package static let all = [
    Rule("not finite", .divergent, .unstable, .finiteLosses),
    Rule("loss grew", .divergent, .unstable, .growth),
    Rule("initial noise", .divergent, .noiseDominated, .noise),
    Rule("no unit", .undecided, .noRuler, .noUnit),
    Rule("companion unstable", .undecided, .noRuler, .companionGrowth),
    Rule("companion saturated", .undecided, .noRuler, .companionStands, .companionSaturation),
    Rule("features moved", .featureLearning, nil, .features),
    Rule("at most critical", .featureLearning, .byScale, .criticalScale),
    Rule("not linear either", .undecided, .contradictory, .contradiction),
    Rule("otherwise", .lazyODE),
  ]

  /// A remark on a seed, which does not decide. An unstable one has none: its losses say enough.
  package struct Note: Sendable {
    package let reason: Reason
    /// All must hold.
    package let comparisons: [Comparison]

    package func applies(_ seed: Evidence, _ thresholds: ThresholdValues) -> Bool {
      comparisons.allSatisfy { $0.holds(seed, thresholds) } && !Rule.isUnstable(seed, thresholds)
    }
  }

  /// Whether a loss is not finite, or the last one is above the first.
  private static func isUnstable(_ seed: Evidence, _ thresholds: ThresholdValues) -> Bool {
    Comparison.finiteLosses.holds(seed, thresholds) || Comparison.growth.holds(seed, thresholds)
  }

  /// In order of precedence.
  package static let notes = [
    Note(reason: .catapult, comparisons: [.peak]),
    Note(reason: .barelyTrained, comparisons: [.barelyTrained]),
    Note(reason: .saturated, comparisons: [.stands, .saturation]),
    Note(reason: .outputWeightsForgotten, comparisons: [.forgotten]),
  ]

  package func applies(_ seed: Evidence, _ thresholds: ThresholdValues) -> Bool {
    comparisons.allSatisfy { $0.holds(seed, thresholds) } && (condition?(seed) ?? true)
  }
}
