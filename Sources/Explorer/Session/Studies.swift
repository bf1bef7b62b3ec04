import Archive
import Input
import Phases
import Sweep

/// Does what updates want of the workers and of the disk, for the screen as for a session that is run again.
final class Studies {
  /// What came of it.
  enum Answer {
    case done
    /// Files, with so many cells, or rows where it is boundaries alone.
    case saved([String], extent: String)
    case refused(Refusal)
  }

  let mailbox = Mailbox()
  /// By study.
  private let runners: [StudyRunner]
  private let provenance: Provenance
  /// Whether studies that are not shown rest, and `pause` pauses. Where nobody looks, paused workers would be waited for
  /// for ever.
  private let canRest: Bool
  private var started: Set<Int> = []

  init(_ exploration: Exploration, canRest: Bool = true) {
    let mailbox = mailbox
    runners = exploration.studies.indices.map { StudyRunner(exploration, study: $0, mailbox: mailbox) }
    provenance = exploration.provenance
    self.canRest = canRest
  }

  /// `nil`: it is not for them.
  func perform(_ effect: Effect, on diagrams: [Diagram]) -> Answer? {
    switch effect {
    case .want(let study, let cells): runners[study].want(cells)
    case .addSeeds(let study, let counts): runners[study].want(seeds: counts)
    case .withdraw(let study): runners[study].withdraw()
    case .survey(let study, let cells): runners[study].want(surveysOf: cells)
    case .run(let study): run(study)
    case .pause: if canRest { for runner in runners { runner.pause() } }
    case .export(let study, let format, let path, let view):
      return save(diagrams[study].export(view), as: [format], to: path)
    case .exportAll(let study, let view):
      return save(diagrams[study].export(view), as: ExportFormat.allCases, to: nil)
    case .theme, .list, .read, .mouse, .copy, .suspend, .redraw, .quit: return nil
    }
    return .done
  }

  /// What a cell in training has told so far.
  func losses(of study: Int, in cell: Cell) -> LiveCurve? { runners[study].losses(of: cell) }

  private func run(_ study: Int) {
    if canRest {
      for (index, runner) in runners.enumerated() where index != study { runner.pause() }
      runners[study].resume()
    }
    if started.insert(study).inserted { runners[study].begin() }
  }

  /// Writes what a diagram holds, to a path that no file has yet or, without one, to a new `STUDY-NNN` in the working
  /// directory.
  private func save(_ export: Export, as formats: [ExportFormat], to path: String?) -> Answer {
    do throws(Refusal) {
      guard let path else {
        let files = try ExportFile.snapshot(export, formats, provenance)
        return .saved(files, extent: export.extent(formats))
      }
      let expanded = UserFolders.current.expanded(path)
      for format in formats { try ExportFile(expanded).writeNew(export, format, provenance) }
      return .saved([expanded], extent: export.extent(formats))
    } catch {
      return .refused(error)
    }
  }

  /// Stops the workers for good, from any thread.
  var stop: @Sendable () -> Void {
    { [runners] in for runner in runners { runner.cancel() } }
  }

  /// Blocks until everything that was asked for is measured and told.
  func waitUntilIdle() { for study in started { runners[study].waitUntilIdle() } }

  /// Blocks until the workers have ended, from any thread.
  var waitForWorkers: @Sendable () -> Void {
    { [runners] in for runner in runners { runner.waitUntilIdle() } }
  }

  /// Puts everything on the disk.
  /// - Parameter view: how a study was left; `nil` where nobody looked.
  func close(_ view: (Int) -> ViewRecord?) {
    for study in started { runners[study].close(view(study)) }
  }
}

extension Export {
  /// How much of the diagram these formats hold.
  fileprivate func extent(_ formats: [ExportFormat]) -> String {
    let isBoundary = formats == [.boundary]
    let count = isBoundary ? boundaries.points.count : summaries.count
    return "\(count) \(isBoundary ? "row" : "cell")\(count == 1 ? "" : "s")"
  }
}
