import Archive
import Phases

/// How a sweep went through its rounds.
package enum SweepOutcome: Hashable, Sendable {
  case complete
  case cancelled
  /// The next round cannot be decided before the other shares have measured these cells of this round.
  case waiting(round: Int, cells: Int)
}

extension Sweep {
  /// The same, all of it here.
  package func complete(refining levels: Int) -> SweepOutcome {
    complete(refining: levels, share: nil) { nil }
  }

  /// Measures the base grid, then `levels` times the cells between neighbours whose regimes differ, each round decided
  /// from the complete results of those before, and from nothing else. Blocks.
  /// - Parameters:
  ///   - share: trains only these cells; the others must come from elsewhere.
  ///   - refresh: what others have recorded since.
  package func complete(
    refining levels: Int, share: Share?, refresh: () throws -> RecordedStudy?
  ) rethrows -> SweepOutcome {
    var wanted: Set<Cell> = []
    var round = study.lattice.stages
    for level in 0...levels {
      for stage in round {
        want(stage.filter { cell in share.map { $0.contains(study.configuration(for: cell)) } ?? true })
      }
      waitUntilIdle()
      if isCancelled { return .cancelled }
      wanted.formUnion(round.joined())
      if share != nil {
        if let news = try refresh() { recall(news) }
        // Its own share's failures are told by themselves.
        let missing = round.joined().filter { !isMeasured($0) }
        if !missing.isEmpty {
          return level < levels ? .waiting(round: level, cells: missing.count) : .complete
        }
      }
      guard level < levels else { break }
      let regimes = results.regimes(study: study).filter { wanted.contains($0.key) }
      round = [study.lattice.boundary(level: level, regimes: regimes)]
    }
    return .complete
  }
}
