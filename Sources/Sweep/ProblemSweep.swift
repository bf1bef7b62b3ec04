import Archive
import Engine
import Model
import Phases
import Synchronization

/// Trains problems that lie on no lattice, and their critical companions, each of them once, whatever order they are
/// asked for in: what a `Sweep` is to the cells of a study.
package final class ProblemSweep: Sendable {
  private struct State {
    /// Problems of one batch share their vectors; the costliest is the last.
    var batches: [[Problem]]
    var measurements: [Problem: Measurement] = [:]
    var failure: TrainingFailure?
    var progress = Scheduler.Progress()
  }

  private let state: Mutex<State>
  private let companions: Set<Problem>
  private let pool: WorkerPool
  private let makeWork: @Sendable () -> Work

  /// - Parameters:
  ///   - jobs: how many workers there are.
  ///   - makeWork: called once by each worker, on its thread.
  package init(_ problems: [Problem], jobs: Int, makeWork: @escaping @Sendable () -> Work) {
    self.makeWork = makeWork
    pool = WorkerPool(jobs: jobs)
    let asked = Set(problems)
    companions = Set(problems.map(\.criticalCompanion)).subtracting(asked)
    var state = State(batches: Self.batches(Array(asked) + companions))
    state.progress.queued = asked.count
    state.progress.outstandingCost = state.batches.joined().map(\.trainingCost).reduce(0, +)
    self.state = Mutex(state)
  }

  package var progress: Scheduler.Progress { state.withLock { $0.progress } }
  package var isCancelled: Bool { pool.gate.isCancelled }

  /// Stops for good: trainings end at their next gradient step, without result.
  package func cancel() { pool.gate.cancel() }

  /// Blocks until all are trained, and returns what was measured of the problems and of their companions.
  package func measure() throws(TrainingFailure) -> [Problem: Measurement] {
    pool.wake(self)
    pool.waitForWorkers()
    let (measurements, failure) = state.withLock { ($0.measurements, $0.failure) }
    if let failure { throw failure }
    if isCancelled { throw .cancelled }
    return measurements
  }

  /// What may share vectors together, as many as fill them; the costliest batches last, as they are taken from there.
  private static func batches(_ problems: [Problem]) -> [[Problem]] {
    var batches: [[Problem]] = []
    // The order of a set differs from run to run; results do not, but times would.
    let sorted = problems.sorted { ($0.trainingCost, $0.canonicalText) < ($1.trainingCost, $1.canonicalText) }
    for problem in sorted {
      let fitting = batches.lastIndex { batch in
        batch.count < SeedGroup(problem).groupsPerBatch && batch[0].seedCount == problem.seedCount
          && batch[0].sharesVectors(with: problem)
      }
      if let fitting { batches[fitting].append(problem) } else { batches.append([problem]) }
    }
    return batches
  }
}

extension ProblemSweep: WorkSource {
  package func pull() -> [Problem]? {
    state.withLock { state in
      guard let batch = state.batches.popLast() else { return nil }
      let count = batch.count { !companions.contains($0) }
      state.progress.queued -= count
      state.progress.running += count
      state.progress.companions += batch.count - count
      return batch
    }
  }

  package func makeWorker() -> ([Problem]) -> Void {
    let work = makeWork()
    return { self.train($0, with: work.train) }
  }

  private func train(_ batch: [Problem], with training: Work.Training) {
    do throws(TrainingFailure) {
      let measurements = try training(batch) { !self.pool.gate.passes() }
      state.withLock { state in
        for (problem, measurement) in zip(batch, measurements) {
          state.measurements[problem] = measurement
          state.progress.outstandingCost -= problem.trainingCost
          guard !companions.contains(problem) else {
            state.progress.companions -= 1
            continue
          }
          state.progress.running -= 1
          state.progress.finished += 1
          state.progress.trained += 1
          state.progress.trainedCost += problem.trainingCost
        }
      }
    } catch {
      if error != .cancelled { state.withLock { $0.failure = $0.failure ?? error } }
      pool.gate.cancel()
    }
  }
}
