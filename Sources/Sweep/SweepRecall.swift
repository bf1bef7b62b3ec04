import Archive
import Engine
import Limits
import Model
import Phases

/// Cells that need no training, because they were measured earlier or elsewhere.
extension Sweep {
  /// Asks for everything that was recorded, also what is not on the base grid, and tells the recorded limits. What can be
  /// told at once is told when this returns; a cell whose companion is not recorded waits for that.
  /// - Parameter some: of it; `nil`: all that this sweep knows of.
  package func wantRecorded(_ some: RecordedStudy? = nil) {
    let recorded = some ?? state.withLock { $0.recorded }
    tellSurveys(recorded)
    want(recorded?.measurements.keys.sorted() ?? [])
  }

  /// Takes what others have recorded; cells that this sweep still has to train it then need not.
  package func recall(_ news: RecordedStudy) {
    let events = state.withLock { state in
      state.recorded = news
      let cells = news.measurements.keys.sorted()
      state.scheduler.want(cells)
      return state.recall(cells)
    }
    for event in events { observe(event) }
    tellSurveys(news)
    settle(reported: false)
    pool.wake(self)
  }

  private func tellSurveys(_ recorded: RecordedStudy?) {
    for (cell, survey) in recorded?.surveys ?? [:] { observe(.surveyed(cell, survey)) }
  }

  package func isMeasured(_ cell: Cell) -> Bool { state.withLock { $0.scheduler.isFinished(cell) } }
}

extension Sweep.State {
  /// Takes those of the cells whose measurement, with more seeds than there were, and whose companion's are recorded,
  /// and gives what is to be told of them.
  mutating func recall(_ cells: [Cell]) -> [SweepEvent] {
    guard !(recorded?.isEmpty ?? true) || !begun.isEmpty else { return [] }
    var companions: [SweepEvent] = []
    var known: [(key: Cell, value: Measurement)] = []
    // Most cells of a study have one companion.
    var last: Problem?
    for cell in cells {
      guard let measurement = recorded?.measurements[cell] ?? begun[cell]?.measurement,
        scheduler.awaits(cell, seeds: measurement.problem.seedCount)
      else { continue }
      let companion = measurement.problem.criticalCompanion
      if measurement.problem.hasCompanion, companion != last {
        if !scheduler.knows(companion: companion) {
          guard let found = recorded?.companion(companion) else {
            // Without it the cell waits until it is trained again, and what is begun of it is not told.
            if !measurement.isWhole { scheduler.recall(cell, begun: measurement.seedCount) }
            continue
          }
          scheduler.know(companion: companion)
          letters.criticals[companion] = CriticalUpdate(companion: found)
          companions.append(.companion(companion, found))
        }
        last = companion
      }
      if measurement.isWhole {
        scheduler.recall(cell, seeds: measurement.problem.seedCount)
      } else {
        scheduler.recall(cell, begun: measurement.seedCount)
      }
      known.append((cell, measurement))
    }
    return companions + SweepEvent.recalling(known)
  }
}
