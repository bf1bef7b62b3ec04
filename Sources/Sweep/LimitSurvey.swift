import Dispatch
import KernelInterface
import Limits
import Networks
import Phases
import Synchronization

/// Surveys the limits of a study's cells, one at a time, at the lowest priority.
package final class LimitSurvey: Sendable {
  /// `nil` when cancelled, or when there is no memory. `isCancelled` is asked once a gradient step.
  package typealias Surveying = (Configuration, _ isCancelled: () -> Bool) -> CellSurvey?

  private struct State {
    /// In this order; surveyed once each.
    var queue: [Cell] = []
    var known: Set<Cell> = []
  }

  private let study: Study
  private let state = Mutex(State())
  private let pool = WorkerPool(jobs: 1, priority: .background)
  private let makeSurveying: @Sendable () -> Surveying
  private let observe: @Sendable (Cell, CellSurvey?) -> Void

  /// - Parameter observe: told every result, on the worker's thread; `nil` for a cell that has none.
  package init(
    study: Study, makeSurveying: @escaping @Sendable () -> Surveying,
    observe: @escaping @Sendable (Cell, CellSurvey?) -> Void
  ) {
    self.study = study
    self.makeSurveying = makeSurveying
    self.observe = observe
  }

  package func want(_ cells: [Cell]) {
    state.withLock { state in
      state.queue += cells.map(study.lattice.canonical).filter { state.known.insert($0).inserted }
    }
    pool.wake(self)
  }

  package func pause() { pool.gate.pause() }
  package func resume() { pool.gate.resume() }
  package func cancel() { pool.gate.cancel() }
  /// Blocks until nothing is left, or, after `cancel`, until the worker has ended.
  package func waitUntilIdle() { pool.waitForWorkers() }
}

extension LimitSurvey: WorkSource {
  package func pull() -> Cell? {
    state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() }
  }

  package func makeWorker() -> (Cell) -> Void {
    let surveying = makeSurveying()
    return { cell in
      self.observe(cell, surveying(self.study.configuration(for: cell)) { !self.pool.gate.passes() })
    }
  }
}

extension LimitSurvey {
  /// Surveys on this kernel, of the user's own data or of data drawn by the configuration's data seed.
  package static func surveying(kernel: any Kernel, ownData: Dataset? = nil) -> @Sendable () -> Surveying {
    {
      let surveyor = Surveyor(kernel: kernel)
      return { configuration, isCancelled in
        let shape = configuration.shape
        let drawn: Dataset? =
          if case .gaussian(let seed) = configuration.data {
            Dataset(gaussianSeed: seed, samples: shape.samples, dimension: shape.dimension)
          } else {
            nil
          }
        guard let dataset = ownData ?? drawn else { return nil }
        return surveyor.survey(configuration, dataset: dataset, isCancelled: isCancelled)
      }
    }
  }
}
