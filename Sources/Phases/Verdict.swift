/// The regime of a cell: the majority of its seeds.
package struct Verdict: Hashable, Sendable {
  package var regime: Regime
  /// The most frequent reason or note among the seeds that voted for the regime; ties go to the earlier
  /// `Reason`, no note last.
  package var reason: Reason?
  /// Every note that half of the seeds with finite losses have, or that is the reason.
  package private(set) var notes: Notes
  /// The majority's share of all seeds.
  package var confidence: Double
  /// Seeds that voted for each regime.
  package var votes: Votes
  /// Seeds that are drawn as the cell is.
  package var alike: Int
  /// How most seeds of the strongest other regime are drawn, and how many are.
  private var rival: Mark
  package private(set) var rivalVotes: Int

  package init(_ seeds: [Evidence], thresholds: Thresholds) {
    let book = thresholds.rules
    let rules = book.rules
    let deciding = seeds.map { Rule.deciding($0, thresholds) }
    votes = deciding.reduce(into: Votes()) { $0[rules[$1].regime] += 1 }
    let winner = votes.winner(among: book.regimes)
    regime = winner
    confidence = seeds.isEmpty ? 0 : Double(votes[winner]) / Double(seeds.count)
    // Of each reason, in their order, and of none.
    var counts = [Int](repeating: 0, count: Reason.allCases.count + 1)
    for (seed, rule) in zip(seeds, deciding) where rules[rule].regime == winner {
      let reason = Rule.reason(seed, thresholds, decidedBy: rule)
      counts[reason.flatMap(Reason.allCases.firstIndex) ?? Reason.allCases.count] += 1
    }
    let most = counts.max() ?? 0
    let first = counts.firstIndex(of: most) ?? Reason.allCases.count
    let reason = most > 0 && first < Reason.allCases.count ? Reason.allCases[first] : nil
    self.reason = reason
    notes = Notes(seeds, reason, thresholds)
    let mark = reason?.mark ?? winner.mark
    alike = deciding.count { rules[$0].mark == mark }
    let votes = votes
    let other = book.regimes.filter { $0 != winner }.max { votes[$0] < votes[$1] } ?? winner
    let rivals = deciding.filter { rules[$0].regime == other }.map { rules[$0].mark }
    let counted = book.marks.map { mark in (mark: mark, count: rivals.count { $0 == mark }) }
    let strongest = counted.max { $0.count < $1.count }
    rival = strongest?.mark ?? other.mark
    rivalVotes = strongest?.count ?? 0
  }

  /// How the cell is drawn.
  package var mark: Mark { reason?.mark ?? regime.mark }

  /// How most of the seeds of the strongest other regime are drawn, where that is a quarter of all or more.
  package var contender: Mark? { rivalVotes > 0 && confidence <= 0.75 ? rival : nil }
}

/// The notes on a cell. Every cell has them, so that they take no memory of their own.
package struct Notes: Hashable, Sendable {
  /// A bit for each of `Rule.notes`, of which other rulebooks have some.
  private var held: UInt8 = 0

  init(_ seeds: [Evidence], _ reason: Reason?, _ thresholds: Thresholds) {
    let measured = seeds.count { !Comparison.finiteLosses.holds($0, thresholds.values) }
    for note in thresholds.rules.notes {
      guard let index = Rule.notes.firstIndex(where: { $0.reason == note.reason }) else { continue }
      let count = seeds.count { note.applies($0, thresholds.values) }
      if note.reason == reason || (count > 0 && 2 * count >= measured) { held |= 1 << index }
    }
  }

  /// In order of precedence.
  package var reasons: [Reason] {
    Rule.notes.indices.filter { held & (1 << $0) != 0 }.map { Rule.notes[$0].reason }
  }
}

/// How many seeds voted for each regime. Every cell has one, so that it takes no memory of its own.
package struct Votes: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// Regimes at most.
  static let most = 8
  /// By the ranks of the regimes.
  private var counts = SIMD8<UInt16>(repeating: 0)

  package init() {}

  package init(dictionaryLiteral votes: (Regime, Int)...) {
    for (regime, count) in votes { self[regime] = count }
  }

  package subscript(regime: Regime) -> Int {
    get { Int(counts[regime.rank]) }
    set { counts[regime.rank] = UInt16(newValue) }
  }

  /// Ties go to the earlier one.
  func winner(among regimes: [Regime]) -> Regime {
    regimes.reduce(regimes[0]) { self[$1] > self[$0] ? $1 : $0 }
  }
}
