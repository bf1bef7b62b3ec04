import Archive
import Limits
import Phases
import Synchronization

/// Measures the distances of a study's cells to their limits, after their training, on all workers.
package final class CellDistances: Sendable {
  private let survey: LimitSurvey<LimitDistances>
  private let results: Results

  private final class Results: Sendable {
    let distances = Mutex<[Cell: LimitDistances]>([:])
  }

  /// - Parameters:
  ///   - recorder: keeps every distance.
  ///   - makeSurveying: called once by each worker, on its thread.
  package init(
    study: Study, jobs: Int, recorder: Recorder? = nil,
    makeSurveying: @escaping @Sendable () -> LimitSurvey<LimitDistances>.Surveying
  ) {
    let results = Results()
    self.results = results
    survey = LimitSurvey(study: study, jobs: jobs, priority: .utility, makeSurveying: makeSurveying) {
      cell, found in
      guard let found else { return }
      let survey = CellSurvey(distances: found, profile: nil)
      guard recorder?.keep(survey, of: study.problem(for: cell)) ?? true else { return }
      results.distances.withLock { $0[cell] = found }
    }
  }

  package var progress: Scheduler.Progress { survey.progress }
  /// What is measured so far. A cell without is one for which there was no memory, or no time.
  package var found: [Cell: LimitDistances] { results.distances.withLock { $0 } }

  /// Stops for good.
  package func cancel() { survey.cancel() }

  /// Blocks; `false` when cancelled.
  package func measure(_ cells: [Cell]) -> Bool {
    survey.want(cells.sorted())
    survey.waitUntilIdle()
    return !survey.isCancelled
  }
}
