import Archive
import Phases
import Sweep

/// Everything that measures one shown study and keeps it: the sweep and the recorder; for somebody who only looks on,
/// the follower.
final class StudyRunner: Sendable {
  private let sweep: Sweep
  private let recorder: Recorder?
  private let storage: StudyStorage?
  private let follower: Follower?
  private let isViewing: Bool

  init(_ exploration: Exploration, study index: Int, mailbox: Mailbox) {
    let storage = exploration.storages[index]
    self.storage = storage
    isViewing = exploration.isViewing
    let tell = { @Sendable (event: SweepEvent) in mailbox.post(.sweep(index, event, at: Clock.now)) }
    let recorder =
      exploration.isViewing
      ? nil
      : storage.map { storage in
        Recorder(
          storage.directory.journal(), begun: storage.directory.begunJournal(), origin: storage.origin
        ) { tell(.stalled($0)) }
      }
    self.recorder = recorder
    let sweep = Sweep(
      study: exploration.studies[index], jobs: exploration.jobs,
      recorded: storage?.cache ?? storage?.recorded, begun: storage?.begunCells ?? [:],
      recorder: recorder, isStaged: true, makeWork: exploration.makeWork, observe: tell)
    self.sweep = sweep
    guard isViewing, let storage else {
      follower = nil
      return
    }
    // Nothing is trained; cells come from the records alone.
    sweep.pause()
    follower = Follower(storage) { news in
      switch news {
      case .records(let recorded): sweep.recall(recorded)
      case .problem(let problem): tell(.stalled(problem))
      case .passedOver(let text): mailbox.post(.refused(text))
      }
    }
  }

  /// What was recorded, then the base grid, coarse to fine.
  func begin() {
    if let storage { sweep.wantRecorded(storage.recorded) }
    sweep.wantBaseGrid()
  }

  /// What a cell in training has told so far.
  func losses(of cell: Cell) -> LiveCurve? { sweep.losses(of: cell) }

  func want(_ cells: [Cell]) { sweep.want(cells, urgent: true) }
  func want(seeds counts: [Cell: Int]) { sweep.want(seeds: counts) }
  func want(surveysOf cells: [Cell]) { sweep.want(surveysOf: cells) }
  func withdraw() { sweep.withdraw { $0.level > 0 } }

  func pause() { sweep.pause() }
  func resume() { if !isViewing { sweep.resume() } }

  /// Stops for good; workers end at their next gradient step.
  func cancel() {
    follower?.stop()
    sweep.cancel()
    recorder?.stop()
  }

  /// Blocks until the workers have ended.
  func waitUntilIdle() { sweep.waitUntilIdle() }

  /// Puts everything on the disk, and how the study was left, if somebody looked at it.
  func close(_ view: ViewRecord?) {
    let isWhole = sweep.isWhole
    recorder?.close(isWhole: isWhole)
    if isWhole, !isViewing { storage?.begun.forget() }
    guard let view, let storage, !isViewing else { return }
    // Where it cannot be written the study opens as a whole the next time.
    try? OutputFile(storage.viewFile).replace(with: view.line + [UInt8(ascii: "\n")])
  }
}
