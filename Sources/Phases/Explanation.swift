/// Why a cell is in its regime: every comparison with its margin, the seeds' votes, and the rule that decided.
package struct Explanation: Hashable, Sendable {
  /// One comparison over all seeds.
  package struct Line: Hashable, Sendable {
    package var subject: Comparison.Subject
    package var relation: Comparison.Relation
    /// Medians over the seeds where they are finite.
    package var value: Double
    package var threshold: Double
    /// Seeds for which it holds.
    package var holds: Int

    /// Whether the value is what is asked for; of the losses, whether more than half of so many seeds are.
    package func isMet(of seeds: Int) -> Bool {
      if case .isNotFinite = relation { 2 * holds > seeds } else { relation.holds(value, threshold) }
    }

    /// The factor from the value to the threshold, at least 1; `nan` where there is none.
    package var margin: Double {
      let ratio = value / threshold
      guard ratio > 0, ratio.isFinite else { return .nan }
      return ratio < 1 ? 1 / ratio : ratio
    }
  }

  package struct RuleLine: Hashable, Sendable {
    package var name: String
    package var regime: Regime
    package var mark: Mark
    /// All must be met; none: the rule always applies.
    package var lines: [Line]
    /// Seeds for which this rule decided.
    package var votes: Int
  }

  package struct Note: Hashable, Sendable {
    package var reason: Reason
    /// All must be met.
    package var lines: [Line]
    /// Seeds that it holds for.
    package var seeds: Int
  }

  /// As ordered in the rulebook.
  package var rules: [RuleLine]
  /// Index of the rule that decided most of the majority's votes; ties go to the earlier one.
  package var deciding: Int
  package var notes: [Note]
  /// How each seed is drawn, in the order of the seeds.
  package var ballots: [Mark]

  package init(_ seeds: [Evidence], thresholds: Thresholds) {
    let decided = seeds.map { Rule.deciding($0, thresholds) }
    let book = thresholds.rules
    rules = book.rules.enumerated().map { index, rule in
      RuleLine(
        name: rule.name, regime: rule.regime, mark: rule.mark,
        lines: rule.comparisons.map { Line($0, seeds, thresholds) }, votes: decided.count { $0 == index })
    }
    notes = book.notes.map { note in
      Note(
        reason: note.reason, lines: note.comparisons.map { Line($0, seeds, thresholds) },
        seeds: seeds.count { note.applies($0, thresholds.values) })
    }
    ballots = decided.map { book.rules[$0].mark }
    let regime = Verdict(seeds, thresholds: thresholds).regime
    let most = rules.filter { $0.regime == regime }.map(\.votes).max() ?? 0
    deciding = rules.firstIndex { $0.regime == regime && $0.votes == most } ?? rules.count - 1
  }
}

extension Explanation.Line {
  fileprivate init(_ comparison: Comparison, _ seeds: [Evidence], _ thresholds: Thresholds) {
    func median(_ values: [Double]) -> Double {
      let median = Double(values.map(Float.init).finiteMedian)
      return median.isNaN && values.contains(.infinity) ? .infinity : median
    }
    self.init(
      subject: comparison.subject, relation: comparison.relation,
      value: median(seeds.map(comparison.shownValue)),
      threshold: median(seeds.map { comparison.shownThreshold($0, thresholds.values) }),
      holds: seeds.count { comparison.holds($0, thresholds.values) })
  }
}
