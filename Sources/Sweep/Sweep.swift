import Archive
import Dispatch
import Engine
import Limits
import Model
import Phases
import Synchronization

/// A study being measured: what to do next (the scheduler), when (the pool), and what is told of it. What it finds is in
/// the events, which a `Diagram` takes; it keeps nothing of it.
///
/// The explorer and the headless command use the same one. Its methods may be called from any thread.
package final class Sweep: Sendable {
  struct State {
    var scheduler: Scheduler
    /// What was recorded earlier and is not asked for yet.
    var recorded: RecordedStudy?
    /// Jobs handed out whose events are not all told yet.
    var unreported = 0
    var help = Help()
    /// Of critical companions in training.
    var companionProgress: [Problem: CompanionProgress] = [:]
    var held = HeldCells()
    /// Of cells whose other seeds are not trained yet.
    var begun: [Cell: TrainedSeeds] = [:]
    var letters = Letters()
    /// Whether `idle` was told since the last job was wanted.
    var isSettled = true
    var waiting = 0
  }

  package let study: Study
  /// Whether every cell of the base grid gets its first seeds before any its others.
  let isStaged: Bool
  let state: Mutex<State>
  private let settled = DispatchSemaphore(value: 0)
  let pool: WorkerPool
  private let live = LiveLosses()
  let recorder: Recorder?
  private let makeWork: @Sendable () -> Work
  let observe: @Sendable (SweepEvent) -> Void

  /// - Parameters:
  ///   - recorded: cells that need no training.
  ///   - begun: first seeds of cells that were not finished.
  ///   - recorder: keeps every measurement before it is told.
  ///   - isStaged: trains the base grid by stages of seeds, for somebody who looks on.
  ///   - makeWork: called once by each worker, on its thread.
  ///   - observe: told every event, on the threads of the workers; it must not call back into the sweep.
  package init(
    study: Study, jobs: Int, recorded: RecordedStudy? = nil, begun: [Cell: TrainedSeeds] = [:],
    recorder: Recorder? = nil, isStaged: Bool = false,
    makeWork: @escaping @Sendable () -> Work,
    observe: @escaping @Sendable (SweepEvent) -> Void = { _ in }
  ) {
    self.study = study
    self.recorder = recorder
    self.makeWork = makeWork
    self.observe = observe
    self.isStaged = isStaged
    state = Mutex(State(scheduler: Scheduler(study: study), recorded: recorded, begun: begun))
    pool = WorkerPool(jobs: jobs)
  }

  package var jobs: Int { pool.jobs }
  package var isPaused: Bool { pool.gate.isPaused }
  package var isCancelled: Bool { pool.gate.isCancelled }
  package var progress: Scheduler.Progress {
    state.withLock { state in
      var progress = state.scheduler.progress
      progress.outstandingCost = state.scheduler.outstandingCost()
      progress.companion = .last(of: state.companionProgress.values)
      return progress
    }
  }
  /// How far the surveys of limits are.
  package var surveyProgress: Scheduler.Progress { state.withLock { $0.scheduler.surveyProgress } }

  /// The losses of a cell in training, as far as they were told; `reported` says from now on that there are more. `nil`: none
  /// were told.
  package func losses(of cell: Cell) -> LiveCurve? { live.read(cell) }

  /// Asks for cells; those asked for before are not trained again. Returns the new ones.
  @discardableResult
  package func want(_ cells: some Sequence<Cell>, urgent: Bool = false) -> [Cell] {
    want(cells, urgent: urgent, staged: false)
  }

  @discardableResult
  private func want(_ cells: some Sequence<Cell>, urgent: Bool = false, staged: Bool) -> [Cell] {
    let (new, events) = state.withLock { state in
      let new = state.scheduler.want(cells, urgent: urgent, staged: staged)
      if !new.isEmpty { state.isSettled = false }
      return (new, state.recall(new))
    }
    for event in events { observe(event) }
    if !new.isEmpty { settle(reported: false) }
    wake()
    return new
  }

  /// Asks for measured cells again, with so many seeds: the new measurement takes the place of the old.
  package func want(seeds counts: [Cell: Int]) {
    state.withLock { state in
      if !state.scheduler.want(seeds: counts).isEmpty { state.isSettled = false }
    }
    wake()
  }

  /// Asks for the limits of cells, of each once: its distances, and what else the work measures.
  package func want(surveysOf cells: some Sequence<Cell>) {
    state.withLock { state in
      if !state.scheduler.want(surveysOf: cells).isEmpty { state.isSettled = false }
    }
    wake()
  }

  /// Asks for the base grid, coarse to fine.
  package func wantBaseGrid() {
    for stage in study.lattice.stages { want(stage, staged: isStaged) }
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
  package func pull() -> WorkerTask? {
    state.withLock { state in
      // Letters come sooner where a companion is shared than where its cells go ahead.
      let batch = state.scheduler.askForBatch(ahead: state.help.isWanted ? .free : .all)
      guard batch.isEmpty else {
        state.unreported += 1
        state.help.begin(batch)
        return .jobs(batch)
      }
      return state.help.join()
    }
  }

  package func makeWorker() -> (WorkerTask) -> Void {
    let work = makeWork()
    state.withLock { $0.help.team = work.team }
    let stop = pool.gate.whenCancelled(work.stop)
    return { task in
      withExtendedLifetime(stop) {
        switch task {
        case .jobs(let batch): self.run(batch, with: work)
        case .help(let team, let dismissals):
          team.help(since: dismissals)
          self.state.withLock { $0.help.leave() }
        }
      }
    }
  }

  /// There may be something to do, also for those who help.
  func wake() {
    state.withLock { $0.help.team }?.dismiss()
    pool.wake(self)
  }

  private func run(_ batch: [Scheduler.Job], with work: Work) {
    defer {
      state.withLock { $0.help.end(batch) }?.dismiss()
      settle(reported: true)
    }
    for job in batch { observe(.started(job)) }
    if case .survey = batch.first {
      work.expect(batch.map(\.problem))
      for job in batch { survey(job, with: work.survey) }
      return
    }
    if case .foresight = batch.first { return foresee(batch, with: work) }
    let unknown = batch.filter { job in
      guard let measurement = recorded(job) else { return true }
      report(job, measurement, recalled: true)
      return false
    }
    if unknown.isEmpty { return }
    if unknown.allSatisfy({ $0.group?.isWhole ?? true }) {
      train(unknown, with: work.trainEach)
    } else {
      trainSeeds(unknown, with: work)
    }
  }

  private func survey(_ job: Scheduler.Job, with surveying: Work.Surveying) {
    guard case .survey(let cell, let problem) = job else { return }
    var found: CellSurvey?
    do throws(TrainingFailure) {
      found = try surveying(problem) { !self.pool.gate.passes() }
    } catch {
      if error == .cancelled { return stop(job, because: error) }
    }
    if let found, !(recorder?.keep(found, of: problem) ?? true) { return stop(job, because: .cancelled) }
    state.withLock { $0.scheduler.finish(job) }
    observe(.surveyed(cell, found))
  }

  /// The measurement of a cell that was recorded without its companion, or of a companion without its cells.
  private func recorded(_ job: Scheduler.Job) -> Measurement? {
    let found = state.withLock { state -> Measurement? in
      switch job {
      case .companion(let problem): state.recorded?.companion(problem)
      case .cell(let cell, let group):
        group.seeds.lowerBound == 0 ? state.recorded?.measurement(of: cell, group.problem) : nil
      case .survey, .foresight: nil
      }
    }
    return found?.problem == job.problem ? found : nil
  }

  private func train(_ batch: [Scheduler.Job], with training: Work.Each) {
    let cells = batch.map(\.cell)
    defer {
      forgetProgress(of: batch)
      live.forget(cells.compactMap(\.self))
    }
    let results = training(batch.map(\.problem), isCancelled(batch)) { place, seed, point in
      guard let cell = cells[place], live.add(point, of: seed, in: cell) else { return }
      observe(.reported(cell))
    }
    for (job, result) in zip(batch, results) {
      switch result {
      // Kept before it is told, so that what is seen is on the disk.
      case .success(let measurement) where recorder?.keep(measurement) ?? true: report(job, measurement)
      case .success: stop(job, because: .cancelled)
      case .failure(let failure): stop(job, because: failure)
      }
    }
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
