import Networks

/// How a network trains at a point of the diagram, in the order of the rules: ties go to the earlier one.
package enum Regime: String, CaseIterable, Hashable, Sendable {
  case divergent
  case featureLearning = "feature-learning"
  case lazyODE = "lazy-ode"

  package var csvName: String { rawValue }

  package var displayName: String {
    switch self {
    case .divergent: "divergent"
    case .featureLearning: "feature learning"
    case .lazyODE: "lazy ODE"
    }
  }

  package var letter: Character {
    switch self {
    case .divergent: "X"
    case .featureLearning: "F"
    case .lazyODE: "L"
    }
  }
}

/// Why a cell is divergent, or a note on one that is not; in order of precedence.
package enum Reason: String, CaseIterable, Hashable, Sendable {
  case unstable
  case noiseDominated = "noise-dominated"
  case barelyTrained = "barely-trained"
  case outputWeightsForgotten = "output-weights-forgotten"
}

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
    _ seed: SeedMeasurement, configuration: Configuration, measuredStep index: Int, criticalUpdate: Float
  ) {
    let order = seed.orderParameters[index]
    self.init(
      initialLoss: seed.initialLoss,
      // The last measured step is the last of all.
      finalLoss: index == seed.peakLosses.count - 1
        ? seed.finalLoss : seed.loss(after: configuration.measuredSteps[index], of: configuration),
      peakLoss: seed.peakLosses[index],
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
    let rule = all[deciding(seed, thresholds)]
    if rule.regime == .divergent { return rule.reason }
    return notes.first { $0.comparison.holds(seed, thresholds) }?.reason
  }
}

/// The regime of a cell: the majority of its seeds.
package struct Verdict: Hashable, Sendable {
  package var regime: Regime
  /// The most frequent reason or note among the seeds that voted for the regime; ties go to the earlier
  /// `Reason`, no note last.
  package var reason: Reason?
  /// The majority's share of all seeds.
  package var confidence: Double
  /// Seeds that voted for each regime.
  package var votes: [Regime: Int]

  package init(_ seeds: [Evidence], thresholds: Thresholds) {
    let ballots = seeds.map { seed in
      (regime: Rule.all[Rule.deciding(seed, thresholds)].regime, reason: Rule.reason(seed, thresholds))
    }
    votes = Dictionary(ballots.map { ($0.regime, 1) }, uniquingKeysWith: +)
    let winner = Self.mostFrequent(Regime.allCases, in: ballots.map(\.regime)) ?? .divergent
    regime = winner
    let reasons = ballots.filter { $0.regime == winner }.map(\.reason)
    reason = Self.mostFrequent(Reason.allCases.map(Optional.some) + [nil], in: reasons) ?? nil
    confidence = seeds.isEmpty ? 0 : Double(votes[winner] ?? 0) / Double(seeds.count)
  }

  /// The regime that most of the other seeds voted for, where they are a quarter or more.
  package var contender: Regime? {
    guard confidence <= 0.75 else { return nil }
    return Regime.allCases.filter { $0 != regime && votes[$0] ?? 0 > 0 }.max {
      votes[$0] ?? 0 < votes[$1] ?? 0
    }
  }

  /// The earliest of `candidates` that no other exceeds in number.
  private static func mostFrequent<T: Hashable>(_ candidates: [T], in ballots: [T]) -> T? {
    let counts = Dictionary(ballots.map { ($0, 1) }, uniquingKeysWith: +)
    let most = counts.values.max() ?? 0
    return candidates.first { counts[$0, default: 0] == most }
  }
}
