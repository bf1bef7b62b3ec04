import Archive
import Dispatch
import Limits
import Phases
import Sweep

/// Everything that measures one shown study and keeps it: the sweep, the surveys of limits, the recorder; for somebody
/// who only looks on, the follower.
final class Workshop: Sendable {
  private let sweep: Sweep
  private let surveys: LimitSurvey<CellSurvey>
  private let recorder: Recorder?
  private let storage: StudyStorage?
  private let follower: Follower?
  private let isViewing: Bool
  private let mailbox: Mailbox
  private let index: Int

  init(_ exploration: Exploration, study index: Int, mailbox: Mailbox) {
    let study = exploration.studies[index]
    let storage = exploration.storages[index]
    self.storage = storage
    self.mailbox = mailbox
    self.index = index
    isViewing = exploration.isViewing
    let recorder =
      exploration.isViewing
      ? nil
      : storage.map { storage in
        Recorder(storage.directory.journal(), origin: storage.origin) { problem in
          mailbox.post(.stalled(problem), of: index)
        }
      }
    self.recorder = recorder
    let sweep = Sweep(
      study: study, jobs: exploration.jobs, recorded: storage?.cache ?? storage?.recorded, recorder: recorder,
      makeTraining: exploration.makeTraining, observe: { mailbox.post($0, of: index) })
    self.sweep = sweep
    surveys = LimitSurvey(study: study, makeSurveying: exploration.makeSurveying) { cell, survey in
      if let survey, let recorder {
        guard recorder.keep(survey, of: study.problem(for: cell)) else { return }
      }
      mailbox.post(survey, of: cell, in: index)
    }
    guard isViewing, let storage else {
      follower = nil
      return
    }
    // Nothing is trained; cells come from the records alone.
    sweep.pause()
    follower = Follower(storage) { news in
      switch news {
      case .records(let recorded):
        sweep.recall(recorded)
        for (cell, survey) in recorded.surveys { mailbox.post(survey, of: cell, in: index) }
      case .problem(let problem): mailbox.post(.stalled(problem), of: index)
      case .passedOver(let text): mailbox.post(complaint: text)
      }
    }
  }

  /// What was recorded, then the base grid, coarse to fine.
  func begin() {
    for (cell, survey) in storage?.recorded.surveys ?? [:] { mailbox.post(survey, of: cell, in: index) }
    if let recorded = storage?.recorded { sweep.want(recorded.measurements.keys.sorted()) }
    sweep.wantBaseGrid()
  }

  func want(_ cells: [Cell]) { sweep.want(cells, urgent: true) }
  func want(seeds counts: [Cell: Int]) { sweep.want(seeds: counts) }
  func withdraw() { sweep.withdraw { $0.level > 0 } }
  func survey(_ cells: [Cell]) { surveys.want(cells) }

  func pause() {
    sweep.pause()
    surveys.pause()
  }

  /// The study rests while another is shown; its surveys go on.
  func rest() { sweep.pause() }

  func resume() {
    guard !isViewing else { return }
    surveys.resume()
    sweep.resume()
  }

  func resumeSurveys() { if !isViewing { surveys.resume() } }

  /// Stops for good; workers end at their next gradient step.
  func cancel() {
    follower?.stop()
    sweep.cancel()
    recorder?.stop()
    surveys.cancel()
  }

  /// Blocks until the workers have ended.
  func waitUntilIdle() {
    sweep.waitUntilIdle()
    surveys.waitUntilIdle()
  }

  /// Puts everything on the disk, and how the study was left, if somebody looked at it.
  func close(_ view: ViewRecord?) {
    recorder?.close()
    guard let view, let storage, !isViewing else { return }
    // Where it cannot be written the study opens as a whole the next time.
    try? OutputFile(storage.viewFile).replace(with: view.line + [UInt8(ascii: "\n")])
  }
}
