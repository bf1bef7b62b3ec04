import Archive
import Dispatch
import Engine
import Phases
import Synchronization

/// How a sweep went through its rounds.
package enum SweepOutcome: Hashable, Sendable {
  case complete
  case cancelled
  /// The next round cannot be decided before the other shares have measured these cells of this round.
  case waiting(round: Int, cells: Int)
}

/// A sweep that nobody looks at, and the diagram that it fills.
package final class UnattendedSweep: Sendable {
  private final class Store: Sendable {
    let diagram: Mutex<Diagram>

    init(_ study: Study) { diagram = Mutex(Diagram(study: study)) }
  }

  package let sweep: Sweep
  private let store: Store

  /// - Parameters: as of `Sweep`; `observe` is told after the diagram.
  package init(
    study: Study, jobs: Int, recorded: RecordedStudy? = nil, recorder: Recorder? = nil,
    makeWork: @escaping @Sendable () -> Work, observe: @escaping @Sendable (SweepEvent) -> Void = { _ in }
  ) {
    let store = Store(study)
    self.store = store
    sweep = Sweep(study: study, jobs: jobs, recorded: recorded, recorder: recorder, makeWork: makeWork) {
      event in
      store.diagram.withLock { $0.apply(event) }
      observe(event)
    }
  }

  /// What is known so far; a copy that later results do not change.
  package var diagram: Diagram { store.diagram.withLock { $0 } }

  private var regimes: [Cell: Regime] { store.diagram.withLock { $0.regimes } }

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
    let alarm = Alarm(goal) { self.sweep.withdraw() }
    var rounds = Rounds(goal, lattice: sweep.study.lattice)
    var wanted: Set<Cell> = []
    while !alarm.hasRung {
      let regimes = regimes.filter { wanted.contains($0.key) }
      let round = rounds.next(after: regimes, wanted: wanted)
      if round.isEmpty { break }
      let study = sweep.study
      sweep.want(round.filter { cell in share.map { $0.contains(study.longestProblem(with: cell)) } ?? true })
      // It may have rung before the cells were queued.
      if alarm.hasRung { sweep.withdraw() }
      sweep.waitUntilIdle()
      if sweep.isCancelled { return .cancelled }
      wanted.formUnion(round)
      guard share != nil else { continue }
      if let news = try refresh() { sweep.recall(news) }
      // Its own share's failures are told by themselves.
      let missing = round.filter { !sweep.isMeasured($0) }
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
