import Archive
import Dispatch
import Phases
import Synchronization

/// How a sweep went through its rounds.
package enum SweepOutcome: Hashable, Sendable {
  case complete
  case cancelled
  /// The next round cannot be decided before the other shares have measured these cells of this round.
  case waiting(round: Int, cells: Int)
}

extension Sweep {
  /// The base grid and `levels` rounds of refinement, all of it here.
  package func complete(refining levels: Int) -> SweepOutcome { complete(.levels(levels)) }

  package func complete(_ goal: SweepGoal) -> SweepOutcome { complete(goal, share: nil) { nil } }

  /// Measures round after round until the goal is reached, each decided from the complete results of those before, and
  /// from nothing else. Blocks.
  /// - Parameters:
  ///   - share: trains only these cells; the others must come from elsewhere.
  ///   - refresh: what others have recorded since.
  package func complete(
    _ goal: SweepGoal, share: Share?, refresh: () throws -> RecordedStudy?
  ) rethrows -> SweepOutcome {
    let alarm = Alarm(goal) { self.withdraw() }
    var rounds = Rounds(goal, lattice: study.lattice)
    var wanted: Set<Cell> = []
    while !alarm.hasRung {
      let regimes = results.regimes(study: study).filter { wanted.contains($0.key) }
      let round = rounds.next(after: regimes, wanted: wanted)
      if round.isEmpty { break }
      want(round.filter { cell in share.map { $0.contains(study.problem(for: cell)) } ?? true })
      // It may have rung before the cells were queued.
      if alarm.hasRung { withdraw() }
      waitUntilIdle()
      if isCancelled { return .cancelled }
      wanted.formUnion(round)
      guard share != nil else { continue }
      if let news = try refresh() { recall(news) }
      // Its own share's failures are told by themselves.
      let missing = round.filter { !isMeasured($0) }
      if !missing.isEmpty {
        return rounds.isOver ? .complete : .waiting(round: rounds.count - 1, cells: missing.count)
      }
    }
    return .complete
  }
}

/// Rings once, when the time of a goal is over.
private final class Alarm: Sendable {
  private let rung = Atomic(false)

  init(_ goal: SweepGoal, ring: @escaping @Sendable () -> Void) {
    guard case .boundary(let goal) = goal, let seconds = goal.seconds else { return }
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + seconds) { [weak self] in
      guard let self else { return }
      rung.store(true, ordering: .sequentiallyConsistent)
      ring()
    }
  }

  var hasRung: Bool { rung.load(ordering: .sequentiallyConsistent) }
}
