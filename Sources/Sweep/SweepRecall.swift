import Archive
import Engine
import Model
import Phases

/// Cells that need no training, because they were measured earlier or elsewhere.
extension Sweep {
  /// Asks for everything that was recorded, also what is not on the base grid. What can be told at once is told when
  /// this returns; a cell whose companion is not recorded waits for that.
  package func wantRecorded() {
    want(state.withLock { $0.recorded?.measurements.keys.sorted() ?? [] })
  }

  /// Takes what others have recorded; cells that this sweep still has to train it then need not.
  package func recall(_ news: RecordedStudy) {
    let events = state.withLock { state in
      state.recorded = news
      let cells = news.measurements.keys.sorted()
      state.scheduler.want(cells)
      return state.recall(cells, study: study)
    }
    for event in events { observe(event) }
    settle(reported: false)
    pool.wake(self)
  }

  package func isMeasured(_ cell: Cell) -> Bool {
    state.withLock { $0.results.measurements[study.lattice.canonical(cell)] != nil }
  }
}

extension Sweep.State {
  /// Takes those of the cells whose measurement, with more seeds than there were, and whose companion's are recorded,
  /// and tells of them.
  mutating func recall(_ cells: [Cell], study: Study) -> [SweepEvent] {
    guard let recorded, !recorded.isEmpty else { return [] }
    var events: [SweepEvent] = []
    var known: [Cell: Measurement] = [:]
    for cell in cells {
      guard let measurement = recorded.measurements[cell],
        results.measurements[cell].map({ $0.seeds.count < measurement.seeds.count }) ?? true
      else { continue }
      let companion = measurement.problem.criticalCompanion
      if results.critical[companion] == nil {
        // Without it the cell waits until it is trained again.
        guard let found = recorded.companion(companion) else { continue }
        let event = SweepEvent.companion(companion, found)
        results.record(event)
        scheduler.know(companion: companion)
        events.append(event)
      }
      scheduler.recall(cell)
      known[cell] = measurement
    }
    if !known.isEmpty {
      results.record(.recalled(known))
      events.append(.recalled(known))
    }
    return events
  }
}
