import Dispatch
import Engine
import EngineInterface
import Limits
import Model
import Phases
import Synchronization

/// Surveys the limits of a study's cells, beside or after their training.
///
/// Cells that share a Mean ODE go to one worker together, which solves it once.
package final class LimitSurvey<Found: Sendable>: Sendable {
  /// `nil` when cancelled, or when there is no memory. `isCancelled` is asked once a gradient step.
  package typealias Surveying = (Problem, _ isCancelled: () -> Bool) -> Found?

  private struct State {
    /// In this order; surveyed once each.
    var queue: [Cell] = []
    var known: Set<Cell> = []
    var finished = 0
  }

  private let study: Study
  private let state = Mutex(State())
  private let pool: WorkerPool
  private let makeSurveying: @Sendable () -> Surveying
  private let observe: @Sendable (Cell, Found?) -> Void

  /// - Parameters:
  ///   - jobs: workers; by default one, at the lowest priority.
  ///   - observe: told every result, on the worker's thread; `nil` for a cell that has none.
  package init(
    study: Study, jobs: Int = 1, priority: DispatchQoS = .background,
    makeSurveying: @escaping @Sendable () -> Surveying,
    observe: @escaping @Sendable (Cell, Found?) -> Void
  ) {
    self.study = study
    pool = WorkerPool(jobs: jobs, priority: priority)
    self.makeSurveying = makeSurveying
    self.observe = observe
  }

  package func want(_ cells: [Cell]) {
    state.withLock { state in
      state.queue += cells.map(study.lattice.canonical).filter { state.known.insert($0).inserted }
    }
    pool.wake(self)
  }

  package var progress: Scheduler.Progress {
    state.withLock { state in
      var progress = Scheduler.Progress()
      progress.finished = state.finished
      progress.queued = state.known.count - state.finished
      progress.trained = state.finished
      progress.trainedCost = Double(progress.finished)
      progress.outstandingCost = Double(progress.queued)
      return progress
    }
  }

  package var isCancelled: Bool { pool.gate.isCancelled }
  package func pause() { pool.gate.pause() }
  package func resume() { pool.gate.resume() }
  package func cancel() { pool.gate.cancel() }
  /// Blocks until nothing is left, or, after `cancel`, until the workers have ended.
  package func waitUntilIdle() { pool.waitForWorkers() }
}

extension LimitSurvey: WorkSource {
  /// The next cell, with those that share its limit.
  package func pull() -> [Cell]? {
    state.withLock { state in
      guard let first = state.queue.first else { return nil }
      let problem = problem(first)
      let group = state.queue.filter { self.problem($0) == problem }
      state.queue.removeAll { self.problem($0) == problem }
      return group
    }
  }

  private func problem(_ cell: Cell) -> Problem { MeanODE.limitProblem(study.problem(for: cell)) }

  package func makeWorker() -> ([Cell]) -> Void {
    let surveying = makeSurveying()
    return { cells in
      for cell in cells {
        self.observe(cell, surveying(self.study.problem(for: cell)) { !self.pool.gate.passes() })
        self.state.withLock { $0.finished += 1 }
      }
    }
  }
}

extension LimitSurvey {
  /// What a surveyor finds on this kernel, of the user's own data or of data drawn by the problem's data seed.
  private static func surveying(
    kernel: any Kernel, ownData: Dataset?,
    _ find:
      @escaping @Sendable (Surveyor, Problem, Dataset, () -> Bool) throws(TrainingFailure) -> Found
  ) -> @Sendable () -> Surveying {
    // Workers end when nothing is left, and begin again; what they solved stays.
    let known = KnownLimits()
    return {
      let surveyor = Surveyor(kernel: kernel, known: known)
      return { problem, isCancelled in
        let shape = problem.shape
        let drawn: Dataset? =
          if case .gaussian(let seed) = problem.data {
            Dataset(gaussianSeed: seed, samples: shape.samples, dimension: shape.dimension)
          } else {
            nil
          }
        guard let dataset = ownData ?? drawn else { return nil }
        return try? find(surveyor, problem, dataset, isCancelled)
      }
    }
  }
}

extension LimitSurvey<CellSurvey> {
  /// Everything, for the explorer.
  package static func surveying(kernel: any Kernel, ownData: Dataset? = nil) -> @Sendable () -> Surveying {
    surveying(kernel: kernel, ownData: ownData) {
      surveyor, problem, dataset, isCancelled throws(TrainingFailure) in
      try surveyor.survey(problem, dataset: dataset, isCancelled: isCancelled)
    }
  }
}

extension LimitSurvey<LimitDistances> {
  /// The distances alone.
  package static func measuring(
    _ measures: Set<LimitMeasure>, kernel: any Kernel, ownData: Dataset? = nil
  ) -> @Sendable () -> Surveying {
    surveying(kernel: kernel, ownData: ownData) {
      surveyor, problem, dataset, isCancelled throws(TrainingFailure) in
      try surveyor.distances(
        problem, dataset: dataset, measuring: measures, isCancelled: isCancelled)
    }
  }
}
