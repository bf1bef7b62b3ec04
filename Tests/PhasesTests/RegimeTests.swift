import Engine
import EngineInterface
import Model
import Testing

@testable import Phases

extension Evidence {
  /// A seed that learns features well within every threshold.
  static let healthy = Evidence(
    initialLoss: 2, finalLoss: 0.5, peakLoss: 1.9, initialDisplacement: 0.02, relativeFeatureUpdate: 0.9,
    driftNonlinearity: 0.1, outputWeightChange: 4, preactivationChange: 3, relativeScale: 5,
    ruler: Ruler(update: 1, relativeLoss: 0.1, preactivationChange: 3))

  func changed(_ change: (inout Evidence) -> Void) -> Evidence {
    var evidence = self
    change(&evidence)
    return evidence
  }
}

private let healthy = Evidence.healthy

private func evidence(_ change: (inout Evidence) -> Void) -> Evidence { healthy.changed(change) }

@Suite struct RegimeTests {
  /// A change to the healthy seed, the regime and the reason or note that it must give.
  static let cases: [(String, @Sendable (inout Evidence) -> Void, Regime, Reason?)] = [
    ("healthy", { _ in }, .featureLearning, nil),
    ("final loss not finite", { $0.finalLoss = .nan }, .divergent, .unstable),
    ("peak not finite", { $0.peakLoss = .nan }, .divergent, .unstable),
    ("initial loss not finite", { $0.initialLoss = .infinity }, .divergent, .unstable),
    ("peak at the threshold", { $0.peakLoss = 3 }, .featureLearning, nil),
    ("a peak and a recovery", { $0.peakLoss = 3.001 }, .featureLearning, .catapult),
    (
      "a peak and no recovery",
      {
        $0.peakLoss = 30
        $0.finalLoss = 2.5
      }, .divergent, .unstable
    ),
    ("loss unchanged", { $0.finalLoss = 2 }, .featureLearning, .barelyTrained),
    ("loss grew", { $0.finalLoss = 2.001 }, .divergent, .unstable),
    ("noise at the threshold", { $0.initialDisplacement = 0.5 }, .featureLearning, nil),
    ("noise above", { $0.initialDisplacement = 0.501 }, .divergent, .noiseDominated),
    ("noise too large to measure", { $0.initialDisplacement = .nan }, .divergent, .noiseDominated),
    (
      "unstable before noise",
      {
        $0.initialDisplacement = 3
        $0.finalLoss = 9
      }, .divergent, .unstable
    ),
    ("small update", { $0.relativeFeatureUpdate = 0.29 }, .lazyODE, nil),
    ("update at the threshold", { $0.relativeFeatureUpdate = 0.5 }, .featureLearning, nil),
    ("no companion", { $0.relativeFeatureUpdate = .nan }, .undecided, .noRuler),
    (
      "no companion at small scale",
      {
        $0.relativeFeatureUpdate = .nan
        $0.relativeScale = 0.1
      }, .undecided, .noRuler
    ),
    ("companion unstable", { $0.ruler.relativeLoss = 1.001 }, .undecided, .noRuler),
    ("companion hardly trained", { $0.ruler.relativeLoss = 1 }, .undecided, .noRuler),
    (
      "companion lost half of its seeds",
      {
        $0.ruler.relativeLoss = .infinity
        $0.ruler.preactivationChange = .nan
      }, .undecided, .noRuler
    ),
    ("companion saturated", { $0.ruler.relativeLoss = 0.401 }, .undecided, .noRuler),
    (
      "companion slow, not saturated",
      {
        $0.ruler.relativeLoss = 0.9
        $0.ruler.preactivationChange = 2
      }, .featureLearning, nil
    ),
    (
      "companion of labels on its way",
      {
        ($0.loss, $0.ruler.loss) = (.crossEntropy, .crossEntropy)
        $0.ruler.relativeLoss = 0.9
      }, .featureLearning, nil
    ),
    (
      "companion of labels saturated",
      {
        ($0.loss, $0.ruler.loss) = (.crossEntropy, .crossEntropy)
        $0.ruler.relativeLoss = 0.901
      }, .undecided, .noRuler
    ),
    (
      "a peak of batches",
      {
        $0.peakLoss = 30
        $0.hasBatches = true
      }, .featureLearning, nil
    ),
    ("companion well trained", { $0.ruler.relativeLoss = 0.399 }, .featureLearning, nil),
    (
      "noise before the ruler",
      {
        $0.initialDisplacement = 1
        $0.ruler.relativeLoss = 3
      }, .divergent, .noiseDominated
    ),
    (
      "small update, not linear",
      {
        $0.relativeFeatureUpdate = 0.1
        $0.driftNonlinearity = 0.25
      }, .undecided, .contradictory
    ),
    (
      "small update, nearly linear",
      {
        $0.relativeFeatureUpdate = 0.1
        $0.driftNonlinearity = 0.249
      }, .lazyODE, nil
    ),
    ("large update, not linear", { $0.driftNonlinearity = 3 }, .featureLearning, nil),
    (
      "critical, small update",
      {
        $0.relativeFeatureUpdate = 0.1
        $0.relativeScale = 1
      }, .featureLearning, .byScale
    ),
    (
      "critical, small update, not linear",
      {
        $0.relativeFeatureUpdate = 0.1
        $0.relativeScale = 1
        $0.driftNonlinearity = 1
      }, .featureLearning, .byScale
    ),
    (
      "critical, large update",
      { $0.relativeScale = 1 }, .featureLearning, nil
    ),
    (
      "just above critical",
      {
        $0.relativeFeatureUpdate = 0.1
        $0.relativeScale = 1.0001
      }, .lazyODE, nil
    ),
    (
      "critical, divergent",
      {
        $0.finalLoss = 9
        $0.relativeScale = 0.1
      }, .divergent, .unstable
    ),
    ("barely trained", { $0.finalLoss = 1.81 }, .featureLearning, .barelyTrained),
    ("saturated", { $0.finalLoss = 0.801 }, .featureLearning, .saturated),
    (
      "slow, not saturated",
      {
        $0.finalLoss = 0.9
        $0.preactivationChange = 2
      }, .featureLearning, nil
    ),
    ("well trained", { $0.finalLoss = 0.799 }, .featureLearning, nil),
    ("forgotten", { $0.outputWeightChange = 15.1 }, .featureLearning, .outputWeightsForgotten),
    ("not forgotten", { $0.outputWeightChange = 15 }, .featureLearning, nil),
    (
      "lazy with a note",
      {
        $0.relativeFeatureUpdate = 0
        $0.finalLoss = 1.9
      }, .lazyODE, .barelyTrained
    ),
  ]

  @Test(arguments: cases.indices)
  func everyRule(_ index: Int) {
    let (name, change, regime, reason) = Self.cases[index]
    var thresholds = Thresholds()
    if name == "update at the threshold" { thresholds.feature = 0.5 }
    let verdict = Verdict([evidence(change)], thresholds: thresholds)
    #expect(verdict.regime == regime && verdict.reason == reason, "\(name)")
    #expect(verdict.confidence == 1)
  }

  /// Each rule decides at least one of the cases, so that none can be lost unnoticed.
  @Test func everyRuleDecidesSomething() {
    let deciding = Self.cases.map { Rule.deciding(evidence($0.1), Thresholds()) }
    #expect(Set(deciding) == Set(Rule.all.indices))
  }

  @Test func thresholdsMoveTheRules() {
    func regime(_ change: (inout Thresholds) -> Void) -> Verdict {
      var thresholds = Thresholds()
      change(&thresholds)
      return Verdict([healthy], thresholds: thresholds)
    }
    #expect(regime { $0[.feature] = 0.95 }.regime == .lazyODE)
    #expect(regime { $0[.noise] = 0.01 }.reason == .noiseDominated)
    #expect(regime { $0[.catapult] = 0.5 }.reason == .catapult)
    #expect(regime { $0[.saturatedLoss] = 0.05 }.reason == .noRuler)
    #expect(regime { $0[.saturatedLoss] = 0.2 }.reason == .saturated)
    let lazy = evidence { $0.relativeFeatureUpdate = 0 }
    var strict = Thresholds()
    strict[.contradiction] = 0.05
    #expect(Verdict([lazy], thresholds: strict).reason == .contradictory)
    strict[.saturatedLoss] = 0.05
    strict[.saturatedChange] = 4
    #expect(Verdict([healthy], thresholds: strict).reason == nil)
    #expect(regime { $0[.barelyTrained] = 0.2 }.reason == .barelyTrained)
    #expect(regime { $0[.forgotten] = 3 }.reason == .outputWeightsForgotten)
  }

  @Test func majorityDecidesAndTiesGoToTheEarlierRule() {
    let (lazy, unstable) = (evidence { $0.relativeFeatureUpdate = 0 }, evidence { $0.finalLoss = 9 })
    let noisy = evidence { $0.initialDisplacement = 1 }
    let verdict = { Verdict($0, thresholds: Thresholds()) }
    #expect(verdict([healthy, lazy, lazy]).regime == .lazyODE)
    #expect(verdict([healthy, lazy, lazy]).confidence == 2.0 / 3)
    #expect(verdict([lazy, healthy]).regime == .featureLearning)
    #expect(verdict([lazy, healthy, unstable]).regime == .divergent)
    #expect(verdict([noisy, unstable]).reason == .unstable)
    #expect(verdict([noisy, unstable, noisy]).reason == .noiseDominated)
    #expect(verdict([noisy, unstable, noisy]).votes == [.divergent: 3])
    #expect(verdict([noisy, unstable, noisy]).mark == .noiseDominated)
    #expect(verdict([noisy, unstable, noisy]).alike == 2)
    #expect(verdict([noisy, unstable, healthy]).mark == .unstable)
    #expect(verdict([healthy, evidence { $0.finalLoss = 1.9 }]).reason == .barelyTrained)
    #expect(verdict([healthy, healthy, evidence { $0.finalLoss = 1.9 }]).reason == nil)
  }

  /// Whatever the reason is, notes are told; half of the seeds that could be measured are enough.
  @Test func notesDoNotHideBehindReasons() {
    func notes(_ seeds: [Evidence]) -> [Reason] { Verdict(seeds, thresholds: Thresholds()).notes.reasons }
    let noisy = evidence {
      $0.initialDisplacement = 1
      $0.peakLoss = 4
      $0.finalLoss = 1
    }
    #expect(Verdict([noisy], thresholds: Thresholds()).reason == .noiseDominated)
    #expect(notes([noisy]) == [.catapult, .saturated])
    let unruled = noisy.changed { $0.ruler.relativeLoss = 2 }.changed { $0.initialDisplacement = 0.02 }
    #expect(Verdict([unruled], thresholds: Thresholds()).reason == .noRuler)
    #expect(notes([unruled]) == [.catapult, .saturated])
    // An unstable seed has none, and counts where its losses are finite.
    let (grown, lost) = (noisy.changed { $0.finalLoss = 3 }, noisy.changed { $0.finalLoss = .nan })
    #expect(notes([grown]).isEmpty && notes([lost]).isEmpty && notes([]).isEmpty && notes([healthy]).isEmpty)
    #expect(notes([noisy, grown, healthy]).isEmpty && notes([noisy, grown]) == [.catapult, .saturated])
    #expect(notes([noisy, lost, lost, healthy]) == [.catapult, .saturated])
    // A note that is the reason is among them, though fewer have it.
    let forgetful = evidence { $0.outputWeightChange = 16 }
    let seeds = [forgetful, evidence { $0.finalLoss = 1.9 }, healthy.changed { $0.peakLoss = 3.5 }]
    #expect(Verdict(seeds, thresholds: Thresholds()).reason == .catapult)
    #expect(notes(seeds) == [.catapult])
  }

  /// √D and 6-digit rounding do not push a critical cell over the edge.
  @Test(arguments: 1...200)
  func criticalCellsAreCritical(_ dimension: Int) {
    let root = Double(dimension).squareRoot()
    for alpha in [0.1, 1, 3.16228, 31.6228] {
      for sigmaV in [root / alpha, (root / alpha).roundedToSixDigits] {
        let scaling = Scaling(alpha: alpha, sigmaU: root, sigmaV: sigmaV)
        let seed = evidence { $0.relativeScale = scaling.relativeScale(dimension: dimension) }
        #expect(Comparison.criticalScale.holds(seed, ThresholdValues()))
      }
    }
  }
}

@Suite struct CellSummaryTests {
  let problem = Study.alphaDepth.problem(for: Cell(column: 20, row: 13))

  func seed(_ seed: Int, update: Float, stoppedAt: Int? = nil) -> SeedMeasurement {
    var losses = (0...50).map { 2 * Float(50 - $0) / 50 + 0.1 }
    var orders = problem.measuredSteps.map { step in
      var order = OrderParameters()
      order.localFeatureUpdate = update * Float(step)
      return order
    }
    if let stoppedAt {
      for step in stoppedAt...50 { losses[step] = .nan }
      for (index, step) in problem.measuredSteps.enumerated() where step >= stoppedAt {
        orders[index] = OrderParameters()
      }
    }
    let peaks = problem.measuredSteps.map { step in
      losses[1...step].allSatisfy(\.isFinite) ? losses[1...step].max() ?? .nan : .nan
    }
    return SeedMeasurement(
      seed: seed, losses: losses, peakLosses: peaks, initialDisplacement: 0.1, orderParameters: orders)
  }

  func summary(_ seeds: [SeedMeasurement], at index: Int? = nil) -> CellSummary {
    var problem = problem
    problem.seedCount = seeds.count
    return CellSummary(
      Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.3),
      critical: CriticalUpdate([1, 2, 4, 100].map { Ruler(update: $0) }), thresholds: Thresholds(),
      theory: Theory(),
      measuredStep: index)
  }

  @Test func mediansAreOverFiniteSeeds() {
    #expect(problem.measuredSteps == [3, 7, 19, 50])
    let summary = summary([seed(0, update: 1), seed(1, update: 3), seed(2, update: 9, stoppedAt: 20)])
    #expect(summary.step == 50 && summary[.localFeatureUpdate] == 100 && summary[.relativeFeatureUpdate] == 1)
    #expect(summary[.finalLoss] == 0.1 && summary[.outputSpread] == 0.3)
    #expect(summary.verdict.votes == [.featureLearning: 2, .divergent: 1])
  }

  @Test func earlierStepsUseWhatWasKnownThen() {
    let stopped = seed(2, update: 9, stoppedAt: 20)
    #expect(summary([stopped]).verdict.regime == .divergent)
    #expect(summary([stopped])[.localFeatureUpdate].isNaN)
    let before = summary([stopped], at: 2)
    #expect(before.verdict.regime == .featureLearning && before.step == 19)
    #expect(before[.relativeFeatureUpdate] == 9 * 19 / 4 && before[.outputSpread].isNaN)
    #expect(before[.finalLoss] == stopped.losses[19] && before[.peakLoss] == stopped.losses[1])
    #expect(summary([seed(0, update: 0.001)], at: 0).verdict.regime == .lazyODE)
  }

  @Test func criticalUpdateIsTheCompanionsMedian() {
    var problem = problem.criticalCompanion
    problem.seedCount = 4
    let companion = Measurement(
      problem: problem,
      seeds: [seed(0, update: 1), seed(1, update: 2), seed(2, update: 30), seed(3, update: 1, stoppedAt: 1)],
      identityLoss: 2, outputSpread: 0)
    let critical = CriticalUpdate(companion: companion)
    #expect(critical.rulers.map(\.update) == [6, 14, 38, 100])
    // The losses fall on a line, from 2.1 to 0.1.
    #expect(abs(critical[0].relativeLoss - (2 * 47 / 50 + 0.1) / 2.1) < 1e-6)
    #expect(abs(critical[3].relativeLoss - 0.1 / 2.1) < 1e-6)
    #expect(critical[3].fault(ThresholdValues()) == nil)
    #expect(CriticalUpdate([1].map { Ruler(update: $0) })[3].fault(ThresholdValues()) == .notFinite)
  }

  /// A companion that lost half of its seeds measures nothing, whatever the others say.
  @Test func theRulerBreaksWithHalfOfItsSeeds() {
    var problem = problem.criticalCompanion
    problem.seedCount = 4
    let lost = [2, 3].map { seed($0, update: 1, stoppedAt: 20) }
    let companion = Measurement(
      problem: problem, seeds: [seed(0, update: 1), seed(1, update: 1)] + lost, identityLoss: 2,
      outputSpread: 0)
    let critical = CriticalUpdate(companion: companion)
    #expect(critical[2].fault(ThresholdValues()) == nil)
    #expect(critical[3].fault(ThresholdValues()) == .unstable)
  }
}
