import Engine
import Phases
import Testing

@testable import Sweep

/// The rules on trained cells: step sizes from one at which all networks train to one at which none does, at the
/// critical scale and above it, each cell with its critical companion (D = N = 10, M = 16, K = 50, four seeds).
@Suite(.timeLimit(.minutes(2))) struct StepSizeLetterTests {
  struct Expected: Sendable {
    let eta, scale: Double
    var depth = 64
    var steps = 50
    let letter: Character
    /// The rule that decides each of the seeds.
    let rule: String
    var fault: Ruler.Fault?
    /// Where φ, ρ and the last loss over the first one are of every seed; `nil` where they are not finite.
    var update, nonlinearity, end: ClosedRange<Float>?
  }

  /// The ranges are those of the four seeds, widened. Of eight further seeds two leave them: one at η = 11, S = 1 is
  /// unstable, and one at η = 20, S = 3.17 has φ = 1.4.
  static let cells = [
    Expected(
      eta: 1, scale: 1, letter: "F", rule: "features moved", update: 0.95...1.05,
      nonlinearity: 0.38...0.5, end: 0.04...0.08),
    Expected(
      eta: 8, scale: 1, letter: "F", rule: "features moved", update: 0.6...1.3, nonlinearity: 0.5...1.2,
      end: 0...0.02),
    Expected(
      eta: 11, scale: 1, letter: "?", rule: "companion saturated", fault: .saturated, update: 0.4...8,
      nonlinearity: 0.6...1.8, end: 0.2...0.95),
    Expected(eta: 20, scale: 1, letter: "X", rule: "not finite", fault: .unstable),
    Expected(eta: 40, scale: 1, letter: "X", rule: "not finite", fault: .notFinite),
    // Above the critical scale: the larger the step, the less linear.
    Expected(
      eta: 1, scale: 4, letter: "L", rule: "otherwise", update: 0.25...0.299, nonlinearity: 0.06...0.11,
      end: 0.07...0.16),
    Expected(
      eta: 8, scale: 4, letter: "L", rule: "otherwise", update: 0.15...0.22, nonlinearity: 0.16...0.249,
      end: 0...0.01),
    Expected(
      eta: 9.5, scale: 3, letter: "?", rule: "not linear either", update: 0.18...0.29,
      nonlinearity: 0.26...0.7, end: 0...0.01),
    // They end well, and could be called neither linear nor not: the companion did not.
    Expected(
      eta: 11, scale: 4, letter: "?", rule: "companion saturated", fault: .saturated, update: 0.15...0.28,
      nonlinearity: 0.22...0.6, end: 0...0.02),
    Expected(
      eta: 20, scale: 4, letter: "?", rule: "companion unstable", fault: .unstable, update: 0.07...0.3,
      nonlinearity: 0.5...1.6, end: 0.25...0.8),
    Expected(
      eta: 30, scale: 7, depth: 256, letter: "?", rule: "no unit", fault: .notFinite,
      nonlinearity: 0.3...4, end: 0.3...0.7),
    Expected(eta: 40, scale: 4, letter: "X", rule: "not finite", fault: .notFinite),
    // Noise is told from instability, whatever the ruler is.
    Expected(
      eta: 1, scale: 10, letter: "N", rule: "initial noise", update: 0.09...0.15,
      nonlinearity: 0.01...0.03, end: 0.03...0.2),
    Expected(
      eta: 20, scale: 20, letter: "N", rule: "initial noise", fault: .unstable, update: 0.01...0.2,
      nonlinearity: 0.1...1.5, end: 0.1...0.6),
    // After two steps small scales have hardly moved.
    Expected(
      eta: 1, scale: 0.1, steps: 2, letter: "F", rule: "at most critical", update: 0.12...0.17,
      nonlinearity: 0.02...0.03, end: 0.8...0.87),
    // A step size at which networks of a drift far from linear were called lazy.
    Expected(
      eta: 20, scale: 3.17, depth: 512, letter: "?", rule: "companion unstable", fault: .unstable,
      update: 0.1...0.4, nonlinearity: 0.6...4, end: 0.35...0.7),
  ]

  @Test(arguments: cells) func lettersAndTheRulesThatGiveThem(_ expected: Expected) throws {
    var overrides = StudyOverrides()
    // Only the first cell is trained.
    overrides.axes = ["alpha=\(expected.scale),100", "depth=\(expected.depth),1024"]
    overrides.settings = ["eta=\(expected.eta)", "steps=\(expected.steps)"]
    overrides.seedCount = 4
    let study = try overrides.applied(to: .alphaDepth)
    let run = UnattendedSweep(
      study: study, jobs: 1, makeWork: Work.maker(kernel: KernelChoice.available[0]))
    let cell = Cell(column: 0, row: 0)
    run.sweep.want([cell])
    run.sweep.waitUntilIdle()
    let summary = try #require(run.diagram.summaries[cell])
    #expect(summary.problem.scaling.eta == expected.eta && summary.problem.scaling.alpha == expected.scale)

    let thresholds = study.thresholds
    #expect(summary.verdict.mark.letter == expected.letter && summary.verdict.confidence == 1)
    #expect(summary.evidence.count == 4)
    for seed in summary.evidence {
      #expect(Rule.all[Rule.deciding(seed, thresholds)].name == expected.rule)
      #expect(seed.ruler.fault(thresholds.values) == expected.fault)
      func expect(_ value: Float, in range: ClosedRange<Float>?, _ name: Comment) {
        #expect(range?.contains(value) ?? !value.isFinite, name)
      }
      let end = seed.finalLoss / seed.initialLoss
      expect(seed.relativeFeatureUpdate, in: expected.update, "φ \(seed.relativeFeatureUpdate)")
      expect(end, in: expected.end, "last loss over the first \(end)")
      if let range = expected.nonlinearity {
        expect(seed.driftNonlinearity, in: range, "ρ \(seed.driftNonlinearity)")
      }
    }
  }

  /// Between them the cells are decided by every rule but that of a loss that grew and stayed finite.
  @Test func nearlyEveryRuleDecidesOne() {
    #expect(Set(Self.cells.map(\.rule)) == Set(Rule.all.map(\.name)).subtracting(["loss grew"]))
  }
}
