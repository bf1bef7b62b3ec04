import Archive
import Dispatch
import Engine
import EngineInterface
import Model
import Phases
import Synchronization

/// A study being measured: what to train (the scheduler), when (the pool), and the results so far.
///
/// The explorer and the headless command use the same one. Its methods may be called from any thread.
package final class Sweep: Sendable {
  /// Trains the cells of a batch, which share shape, steps and data. `isCancelled` is asked once a gradient step,
  /// and waits there while the sweep is paused.
  package typealias Training = ([Problem], _ isCancelled: () -> Bool) throws(TrainingFailure) ->
    [Measurement]

  struct State {
    var scheduler: Scheduler
    var results = SweepResults()
    /// What was recorded earlier and is not asked for yet.
    var recorded: RecordedStudy?
    /// Jobs handed out whose events are not all told yet.
    var unreported = 0
    /// Seconds that critical companions in training still take.
    var companionSeconds: [Problem: Double] = [:]
    /// Whether `idle` was told since the last job was wanted.
    var isSettled = true
    var waiting = 0
  }

  package let study: Study
  let state: Mutex<State>
  private let settled = DispatchSemaphore(value: 0)
  let pool: WorkerPool
  private let recorder: Recorder?
  private let makeTraining: @Sendable () -> Training
  let observe: @Sendable (SweepEvent) -> Void

  /// - Parameters:
  ///   - recorded: cells that need no training.
  ///   - recorder: keeps every measurement before it is told.
  ///   - makeTraining: called once by each worker, on its thread.
  ///   - observe: told every event, on the threads of the workers; it must not call back into the sweep.
  package init(
    study: Study, jobs: Int, recorded: RecordedStudy? = nil, recorder: Recorder? = nil,
    makeTraining: @escaping @Sendable () -> Training,
    observe: @escaping @Sendable (SweepEvent) -> Void = { _ in }
  ) {
    self.study = study
    self.recorder = recorder
    self.makeTraining = makeTraining
    self.observe = observe
    state = Mutex(State(scheduler: Scheduler(study: study), recorded: recorded))
    pool = WorkerPool(jobs: jobs)
  }

  package var jobs: Int { pool.jobs }
  package var isPaused: Bool { pool.gate.isPaused }
  package var isCancelled: Bool { pool.gate.isCancelled }
  package var progress: Scheduler.Progress {
    state.withLock { state in
      var progress = state.scheduler.progress
      progress.outstandingCost = state.scheduler.outstandingCost()
      progress.companionSecondsLeft = state.companionSeconds.values.max()
      return progress
    }
  }
  /// The results so far; a copy that later ones do not change.
  package var results: SweepResults { state.withLock { $0.results } }

  /// Asks for cells; those asked for before are not trained again. Returns the new ones.
  @discardableResult
  package func want(_ cells: some Sequence<Cell>, urgent: Bool = false) -> [Cell] {
    let (new, events) = state.withLock { state in
      let new = state.scheduler.want(cells, urgent: urgent)
      if !new.isEmpty { state.isSettled = false }
      return (new, state.recall(new, study: study))
    }
    for event in events { observe(event) }
    if !new.isEmpty { settle(reported: false) }
    pool.wake(self)
    return new
  }

  /// Asks for measured cells again, with so many seeds: the new measurement takes the place of the old.
  package func want(seeds counts: [Cell: Int]) {
    state.withLock { state in
      if !state.scheduler.want(seeds: counts).isEmpty { state.isSettled = false }
    }
    pool.wake(self)
  }

  /// Asks for the base grid, coarse to fine.
  package func wantBaseGrid() {
    for stage in study.lattice.stages { want(stage) }
  }

  /// Gives up the cells that are queued, or those among them that are meant; what runs goes on to its end.
  package func withdraw(where isMeant: (Cell) -> Bool = { _ in true }) {
    state.withLock { _ = $0.scheduler.withdraw(where: isMeant) }
    settle(reported: false)
  }

  /// Holds the workers at their next gradient step.
  package func pause() { pool.gate.pause() }
  package func resume() { pool.gate.resume() }

  /// Stops for good: trainings end at their next gradient step, without result.
  package func cancel() {
    pool.gate.cancel()
    recorder?.stop()
    settle(reported: false)
  }

  /// Blocks until nothing runs or is to run any more.
  package func waitUntilIdle() {
    let waits = state.withLock { state in
      if state.unreported > 0 || !(state.scheduler.isIdle || isCancelled) {
        state.waiting += 1
      } else {
        return false
      }
      return true
    }
    if waits { settled.wait() }
    if isCancelled { pool.waitForWorkers() }
  }
}

extension Sweep: WorkSource {
  package func pull() -> [Scheduler.Job]? {
    state.withLock { state in
      let batch = state.scheduler.askForBatch()
      if !batch.isEmpty { state.unreported += 1 }
      return batch.isEmpty ? nil : batch
    }
  }

  package func makeWorker() -> ([Scheduler.Job]) -> Void {
    let training = makeTraining()
    return { self.run($0, with: training) }
  }

  private func run(_ batch: [Scheduler.Job], with training: Training) {
    for job in batch { observe(.started(job)) }
    let unknown = batch.filter { job in
      guard let measurement = recorded(job) else { return true }
      report(job, measurement, recalled: true)
      return false
    }
    if !unknown.isEmpty { train(unknown, with: training) }
    settle(reported: true)
  }

  /// The measurement of a cell that was recorded without its companion, or of a companion without its cells.
  private func recorded(_ job: Scheduler.Job) -> Measurement? {
    let found = state.withLock { state in
      switch job {
      case .companion(let problem): state.recorded?.companion(problem)
      case .cell(let cell, let problem): state.recorded?.measurement(of: cell, problem)
      }
    }
    return found?.problem == job.problem ? found : nil
  }

  private func train(_ batch: [Scheduler.Job], with training: Training) {
    let measurements: [Measurement]
    defer { forgetTime(of: batch) }
    do throws(TrainingFailure) {
      measurements = try training(batch.map(\.problem), isCancelled(batch))
    } catch {
      for job in batch { stop(job, because: error) }
      return
    }
    for (job, measurement) in zip(batch, measurements) {
      // Kept before it is told, so that what is seen is on the disk.
      if recorder?.keep(measurement) ?? true {
        report(job, measurement)
      } else {
        stop(job, because: .cancelled)
      }
    }
  }

  /// What a training asks once a gradient step. Cells wait for a critical companion, so it tells how long.
  private func isCancelled(_ batch: [Scheduler.Job]) -> () -> Bool {
    guard case .companion(let problem)? = batch.first else { return { !self.pool.gate.passes() } }
    var clock = CompanionClock(problem)
    return {
      let step = clock.step { self.pool.gate.passes() }
      if let seconds = step.secondsLeft {
        self.state.withLock { $0.companionSeconds[problem] = seconds }
        self.observe(.companionLeft(problem, seconds))
      }
      return !step.passes
    }
  }

  private func forgetTime(of batch: [Scheduler.Job]) {
    guard case .companion(let problem)? = batch.first else { return }
    state.withLock { $0.companionSeconds[problem] = nil }
  }

  private func report(_ job: Scheduler.Job, _ measurement: Measurement, recalled: Bool = false) {
    let event: SweepEvent =
      switch job {
      case .companion(let problem): .companion(problem, measurement)
      case .cell(let cell, _): .finished(cell, measurement)
      }
    state.withLock { state in
      state.results.record(event)
      // Before a companion's cells can start, so that its event comes before theirs.
      if case .cell = job { state.scheduler.finish(job, recalled: recalled) }
    }
    observe(event)
    if case .companion = job {
      state.withLock { $0.scheduler.finish(job) }
      pool.wake(self)
    }
  }

  private func stop(_ job: Scheduler.Job, because failure: TrainingFailure) {
    if failure == .cancelled { return state.withLock { $0.scheduler.giveBack(job) } }
    let event = state.withLock { state in
      let event = SweepEvent.failed(state.scheduler.fail(job), failure.words)
      state.results.record(event)
      return event
    }
    observe(event)
  }

  /// Tells that everything has ended, if it has, and lets those go who wait for it.
  func settle(reported: Bool) {
    let (waiting, tells) = state.withLock { state in
      if reported { state.unreported -= 1 }
      guard state.unreported == 0, state.scheduler.isIdle || isCancelled else { return (0, false) }
      defer {
        state.waiting = 0
        state.isSettled = true
      }
      return (state.waiting, !state.isSettled)
    }
    if tells { observe(.idle) }
    for _ in 0..<waiting { settled.signal() }
  }
}

extension Sweep {
  /// Trainings on this kernel, each worker with its own memory. The user's own data stand for every problem;
  /// without them data are drawn by the problem's data seed.
  package static func training(
    kernel: any Kernel, ownData: Dataset? = nil
  ) -> @Sendable () -> Training {
    {
      let trainer = Trainer(kernel: kernel)
      return { (batch, isCancelled) throws(TrainingFailure) in
        try measure(batch, on: trainer, ownData: ownData, isCancelled: isCancelled)
      }
    }
  }
}
