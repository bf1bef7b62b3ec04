import Testing

@testable import Phases

private let base = Evidence.healthy.changed { $0.relativeFeatureUpdate = 0.231 }

@Suite struct ExplanationTests {
  /// The deciding rule's regime is the verdict's, whatever the case.
  @Test(arguments: RegimeTests.cases.indices) func agreesWithTheVerdict(_ index: Int) {
    let (name, change, regime, _) = RegimeTests.cases[index]
    var thresholds = Thresholds()
    if name == "update at the threshold" { thresholds.feature = 0.5 }
    let seed = Evidence.healthy.changed(change)
    let explanation = Explanation([seed, seed], thresholds: thresholds)
    #expect(explanation.rules[explanation.deciding].regime == regime, "\(name)")
    #expect(explanation.rules[explanation.deciding].votes == 2)
    let mark = explanation.rules[explanation.deciding].mark
    #expect(explanation.ballots == [mark, mark])
    // No rule before the deciding one holds; the deciding one does.
    for rule in explanation.rules[..<explanation.deciding] {
      #expect(rule.lines.contains { $0.holds == 0 }, "\(name), \(rule.name)")
    }
    #expect(explanation.rules[explanation.deciding].lines.allSatisfy { $0.holds == 2 })
  }

  @Test func marginsAreFactors() throws {
    let explanation = Explanation([base], thresholds: Thresholds())
    let lines = Dictionary(
      (explanation.rules.flatMap(\.lines) + explanation.notes.flatMap(\.lines)).map { ($0.subject, $0) },
      uniquingKeysWith: { $0.relation == .isNotFinite ? $1 : $0 })
    #expect(abs(try #require(lines[.featureUpdate]).margin - 0.3 / 0.231) < 1e-6)
    #expect(abs(try #require(lines[.displacement]).margin - 25) < 1e-5)
    #expect(abs(try #require(lines[.peak]).margin - 1.5 / 0.95) < 1e-6)
    #expect(abs(try #require(lines[.end]).margin - 4) < 1e-6)
    #expect(abs(try #require(lines[.scale]).margin - 5) < 1e-3)
    #expect(try #require(lines[.losses]).margin.isNaN)
    #expect(explanation.rules.last?.name == "otherwise" && explanation.deciding == 9)
    #expect(explanation.notes.map(\.seeds) == [0, 0, 0, 0])
    #expect(explanation.notes[2].lines.map(\.holds) == [0, 1])
    #expect(abs(explanation.notes[1].lines[0].margin - 3.6) < 1e-5)
  }

  /// The majority's most frequent rule, not the most frequent of all.
  @Test func theMajorityDecides() {
    let grew = base.changed { $0.finalLoss = 9 }
    let noisy = base.changed { $0.initialDisplacement = 1 }
    let explanation = Explanation([grew, noisy, noisy, base, base, base], thresholds: Thresholds())
    #expect(explanation.ballots == [1, 2, 2, 9, 9, 9].map { Rule.all[$0].mark })
    #expect(explanation.rules[explanation.deciding].name == "initial noise")
    #expect(explanation.rules.map(\.votes) == [0, 1, 2, 0, 0, 0, 0, 0, 0, 3])
  }

  @Test func valuesThatAreNot() {
    let lost = base.changed {
      $0.finalLoss = .nan
      $0.relativeFeatureUpdate = .nan
    }
    let explanation = Explanation([lost], thresholds: Thresholds())
    #expect(explanation.deciding == 0 && explanation.rules[6].lines[0].value.isNaN)
    #expect(explanation.rules[6].lines[0].margin.isNaN)
    #expect(Explanation([], thresholds: Thresholds()).ballots.isEmpty)
  }
}
