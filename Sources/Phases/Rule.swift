import Engine
import Model

/// What the rules look at: one seed as measured at one step.
package struct Evidence: Hashable, Sendable {
  package var initialLoss: Float
  /// The loss at the step.
  package var finalLoss: Float
  /// The largest loss after the first step up to the step; `nan` if one is not finite.
  package var peakLoss: Float
  /// `ξ`
  package var initialDisplacement: Float
  /// `φ = q/q_c`; `nan` where the seed, or the critical companion, could not be measured.
  package var relativeFeatureUpdate: Float
  package var outputWeightChange: Float
  /// `S = α σ_v/√D`
  package var relativeScale: Double

  package init(
    initialLoss: Float, finalLoss: Float, peakLoss: Float, initialDisplacement: Float,
    relativeFeatureUpdate: Float, outputWeightChange: Float, relativeScale: Double
  ) {
    self.initialLoss = initialLoss
    self.finalLoss = finalLoss
    self.peakLoss = peakLoss
    self.initialDisplacement = initialDisplacement
    self.relativeFeatureUpdate = relativeFeatureUpdate
    self.outputWeightChange = outputWeightChange
    self.relativeScale = relativeScale
  }

  /// The evidence of one seed at a measured step; `criticalUpdate` is `q_c` at the same step.
  package init(
    _ seed: SeedView, configuration: Problem, measuredStep index: Int, criticalUpdate: Float
  ) {
    let order = seed.orderParameters(index)
    let losses = seed.losses
    self.init(
      initialLoss: losses[losses.startIndex],
      finalLoss: losses[losses.startIndex + configuration.curvePoint(ofMeasuredStep: index)],
      peakLoss: seed.peakLoss(index),
      initialDisplacement: seed.initialDisplacement,
      // Without a critical update there is no unit to measure in.
      relativeFeatureUpdate: criticalUpdate > 0 ? order.localFeatureUpdate / criticalUpdate : .nan,
      outputWeightChange: order.outputWeightChange, relativeScale: configuration.relativeScale)
  }
}

/// One rule of the README's list. The first rule that applies decides.
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
