/// The regime of a cell: the majority of its seeds.
package struct Verdict: Hashable, Sendable {
  package var regime: Regime
  /// The most frequent reason or note among the seeds that voted for the regime; ties go to the earlier
  /// `Reason`, no note last.
  package var reason: Reason?
  /// The majority's share of all seeds.
  package var confidence: Double
  /// Seeds that voted for each regime.
  package var votes: Votes
  /// Seeds that are drawn as the cell is.
  package var alike: Int

  package init(_ seeds: [Evidence], thresholds: Thresholds) {
    let deciding = seeds.map { Rule.deciding($0, thresholds) }
    votes = deciding.reduce(into: Votes()) { $0[Rule.all[$1].regime] += 1 }
    let winner = votes.winner
    regime = winner
    confidence = seeds.isEmpty ? 0 : Double(votes[winner]) / Double(seeds.count)
    // Of each reason, in their order, and of none.
    var counts = [Int](repeating: 0, count: Reason.allCases.count + 1)
    for (seed, rule) in zip(seeds, deciding) where Rule.all[rule].regime == winner {
      let reason = Rule.reason(seed, thresholds, decidedBy: rule)
      counts[reason.flatMap(Reason.allCases.firstIndex) ?? Reason.allCases.count] += 1
    }
    let most = counts.max() ?? 0
    let first = counts.firstIndex(of: most) ?? Reason.allCases.count
    let reason = most > 0 && first < Reason.allCases.count ? Reason.allCases[first] : nil
    self.reason = reason
    let mark = reason?.mark ?? winner.mark
    alike = deciding.count { Rule.all[$0].mark == mark }
  }

  /// How the cell is drawn.
  package var mark: Mark { reason?.mark ?? regime.mark }

  /// The regime that most of the other seeds voted for, where they are a quarter or more.
  package var contender: Regime? {
    guard confidence <= 0.75 else { return nil }
    return Regime.allCases.filter { $0 != regime && votes[$0] > 0 }.max { votes[$0] < votes[$1] }
  }
}

/// How many seeds voted for each regime. Every cell has one, so that it takes no memory of its own.
package struct Votes: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// In the order of the regimes; there is room for four.
  private var counts = SIMD4<Int32>(repeating: 0)

  package init() {}

  package init(dictionaryLiteral votes: (Regime, Int)...) {
    for (regime, count) in votes { self[regime] = count }
  }

  package subscript(regime: Regime) -> Int {
    get { Int(counts[regime.rawValue]) }
    set { counts[regime.rawValue] = Int32(newValue) }
  }

  /// Ties go to the earlier one.
  var winner: Regime {
    Regime.allCases.reduce(.divergent) { self[$1] > self[$0] ? $1 : $0 }
  }
}
