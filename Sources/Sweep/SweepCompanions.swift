import Engine
import Model
import Phases

/// Trained cells whose regime depends on a critical companion in training, by the companion.
struct HeldCells: Sendable {
  private var cells: [Problem: [(job: Scheduler.Job, measurement: Measurement)]] = [:]
  /// Why companions have no result.
  private var failures: [Problem: TrainingFailure] = [:]

  mutating func hold(_ job: Scheduler.Job, _ measurement: Measurement) {
    cells[job.problem.criticalCompanion, default: []].append((job, measurement))
  }

  /// They are held no longer.
  mutating func release(_ companion: Problem) -> [(job: Scheduler.Job, measurement: Measurement)] {
    cells.removeValue(forKey: companion) ?? []
  }

  mutating func lose(_ companion: Problem, because failure: TrainingFailure) {
    cells[companion] = nil
    failures[companion] = failure
  }

  func failure(of companion: Problem) -> TrainingFailure? { failures[companion] }
}

/// How jobs end, and what a critical companion tells on its way: cells may be trained before it is.
extension Sweep {
  /// What a training asks once a gradient step. Letters wait for a critical companion, so it tells how long.
  func isCancelled(_ batch: [Scheduler.Job]) -> () -> Bool {
    guard let problem = Self.longestCompanion(batch) else { return { !self.pool.gate.passes() } }
    let place = CompanionProgress.place(of: problem, in: study)
    var clock = CompanionClock(problem)
    return {
      let step = clock.step { self.pool.gate.passes() }
      if var progress = step.progress {
        progress.place = place
        self.tell(progress, of: problem)
      }
      return !step.passes
    }
  }

  private func tell(_ progress: CompanionProgress, of companion: Problem) {
    state.withLock { $0.companionProgress[companion] = progress }
    observe(.companionAdvanced(companion, progress))
  }

  func forgetProgress(of batch: [Scheduler.Job]) {
    guard let problem = Self.longestCompanion(batch) else { return }
    state.withLock { $0.companionProgress[problem] = nil }
  }

  /// Of companions that are one training the one that ends last; `nil` for cells.
  private static func longestCompanion(_ batch: [Scheduler.Job]) -> Problem? {
    guard case .companion = batch.first else { return nil }
    return batch.map(\.problem).max { $0.steps < $1.steps }
  }

  /// A job has its measurement. A cell is told at once if it has its companion or needs none, else with it.
  func report(_ job: Scheduler.Job, _ measurement: Measurement, recalled: Bool = false) {
    switch job {
    case .companion(let problem): report(companion: problem, measurement, job)
    case .cell(let cell, let group):
      let companion = group.problem.criticalCompanion
      switch place(job, measurement, companion: companion, recalled: recalled) {
      case .told:
        observe(.finished(cell, measurement))
        finish(job, measurement, recalled: recalled)
      case .held: observe(.held(cell))
      case .lost: stop(job, because: state.withLock { $0.held.failure(of: companion) } ?? .cancelled)
      }
    case .survey, .foresight: break
    }
  }

  private enum Place { case told, held, lost }

  /// Where a trained cell goes. It is held under the lock under which its companion ends, so that none is forgotten.
  private func place(
    _ job: Scheduler.Job, _ measurement: Measurement, companion: Problem, recalled: Bool
  ) -> Place {
    let needs = measurement.needsCompanion(study.thresholds)
    return state.withLock { state in
      if !needs || state.scheduler.knows(companion: companion) { return .told }
      guard state.scheduler.isTraining(companion: companion) else { return .lost }
      state.scheduler.hold(job, recalled: recalled)
      state.held.hold(job, measurement)
      return .held
    }
  }

  private func report(companion: Problem, _ measurement: Measurement, _ job: Scheduler.Job) {
    if let known = state.withLock({ $0.companionProgress[companion] }) {
      tell(CompanionProgress(share: 1, secondsLeft: 0, place: known.place), of: companion)
    }
    // Before its cells can be told, so that its event comes before theirs.
    observe(.companion(companion, measurement))
    let held = state.withLock { state in
      state.scheduler.finish(job)
      if isStaged { state.letters.criticals[companion] = CriticalUpdate(companion: measurement) }
      return state.held.release(companion)
    }
    for (job, measurement) in held {
      guard case .cell(let cell, _) = job else { continue }
      observe(.finished(cell, measurement))
      finish(job, measurement)
    }
    wake()
  }

  /// A job ends without a measurement.
  func stop(_ job: Scheduler.Job, because failure: TrainingFailure) {
    if failure == .cancelled {
      return state.withLock { state in
        state.scheduler.giveBack(job)
        guard case .companion(let problem) = job else { return }
        for held in state.held.release(problem) { state.scheduler.giveBack(held.job) }
      }
    }
    let lost = state.withLock { state in
      if case .companion(let problem) = job { state.held.lose(problem, because: failure) }
      return state.scheduler.fail(job)
    }
    observe(.failed(lost, failure.words))
  }
}
