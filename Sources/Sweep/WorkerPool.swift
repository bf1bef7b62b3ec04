import Dispatch
import Synchronization

/// Where workers get their jobs, and what they do with them.
package protocol WorkSource<Job>: AnyObject, Sendable {
  associatedtype Job

  /// The next job, or nothing. Called by one worker at a time.
  func pull() -> Job?

  /// What one worker does with its jobs; made on the worker's thread, where it may keep memory from job to job.
  func makeWorker() -> (Job) -> Void
}

/// At most `jobs` workers on Dispatch threads below the screen's priority, each pulling jobs until there are none.
///
/// A worker without a job ends, and takes its memory with it; `wake` starts workers again.
package final class WorkerPool: Sendable {
  package let jobs: Int
  package let gate = Gate()
  /// One serial queue a worker: a concurrent queue has no more threads than the machine has cores, so that with
  /// more jobs than that some would never start beside a paused one; serial queues get a thread each.
  private let queues: [DispatchQueue]
  private let group = DispatchGroup()
  /// The queues without a worker that may still pull. Held while pulling, so that a job which arrives just when
  /// a worker finds nothing is not missed by both sides.
  private let idle: Mutex<[Int]>

  /// - Parameter priority: of the threads, below the screen's.
  package init(jobs: Int, priority: DispatchQoS = .utility) {
    self.jobs = max(1, jobs)
    queues = (1...self.jobs).map { DispatchQueue(label: "phase-tui.worker.\($0)", qos: priority) }
    idle = Mutex(Array(queues.indices))
  }

  /// There may be jobs. Not to be called while holding a lock that `pull` takes.
  package func wake(_ source: some WorkSource) {
    guard !gate.isCancelled else { return }
    let woken = idle.withLock { idle in
      defer { idle = [] }
      return idle
    }
    for index in woken { queues[index].async(group: group) { self.work(source, on: index) } }
  }

  /// Blocks until every worker has ended; after `gate.cancel()` that takes a gradient step.
  package func waitForWorkers() { group.wait() }

  private func work(_ source: some WorkSource, on index: Int) {
    let worker = source.makeWorker()
    while let job = next(source, index) { worker(job) }
  }

  private func next<Source: WorkSource>(_ source: Source, _ index: Int) -> Source.Job? {
    let passes = gate.passes()
    return idle.withLock { idle in
      if passes, let job = source.pull() { return job }
      idle.append(index)
      return nil
    }
  }
}
