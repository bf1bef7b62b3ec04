import Dispatch
import Engine
import Input
import Limits
import Model
import Synchronization

/// Keeps what is finished, before anybody is shown it. While the disk takes nothing it waits with the worker that
/// finished, and tries again every second.
package final class Recorder: Sendable {
  private let journal: Journal
  /// Of cells of which only the first seeds are trained.
  private let begun: Journal?
  private let origin: RecordOrigin
  private let given = Atomic(false)
  private let giveUp = DispatchSemaphore(value: 0)
  /// Why the last try failed; `nil` after one that did not.
  private let problem = Mutex<String?>(nil)
  private let observe: @Sendable (String?) -> Void

  /// - Parameters:
  ///   - begun: takes the first seeds of cells, where they are trained before the rest.
  ///   - observe: told why nothing can be kept, and `nil` when it can again; on a worker's thread.
  package init(
    _ journal: Journal, begun: Journal? = nil, origin: RecordOrigin,
    observe: @escaping @Sendable (String?) -> Void
  ) {
    self.journal = journal
    self.begun = begun
    self.origin = origin
    self.observe = observe
  }

  /// Blocks until the measurement is kept; `false` after `stop`.
  package func keep(_ measurement: Measurement) -> Bool { keep(Record(measurement, by: origin)) }

  /// The same for the seeds of a cell that are trained so far, and what is measured of them.
  package func keep(_ trained: TrainedSeeds, _ measurement: Measurement) -> Bool {
    if measurement.isWhole { return keep(measurement) }
    return begun.map { append(BegunCells.encode(trained, by: origin), to: $0) } ?? true
  }

  /// The same for a survey.
  package func keep(_ survey: CellSurvey, of problem: Problem) -> Bool {
    keep(Record(survey, of: problem, by: origin))
  }

  private func keep(_ record: Record) -> Bool { append(RecordCoder.encode(record)) }

  /// The same for a line from another directory, as it is: what this version does not know of it is kept too.
  package func append(_ line: [UInt8]) -> Bool { append(line, to: journal) }

  private func append(_ line: [UInt8], to journal: Journal) -> Bool {
    while true {
      do throws(Refusal) {
        try journal.append(line)
        tell(nil)
        return true
      } catch {
        tell(error.description)
      }
      if given.load(ordering: .relaxed) || giveUp.wait(timeout: .now() + 1) == .success {
        giveUp.signal()
        return false
      }
    }
  }

  private func tell(_ new: String?) {
    let isNews = problem.withLock { problem in
      defer { problem = new }
      return problem != new
    }
    if isNews { observe(new) }
  }

  /// Waits no longer for a disk that takes nothing.
  package func stop() {
    given.store(true, ordering: .relaxed)
    giveUp.signal()
  }

  /// After the last record: waits until the disk has everything.
  /// - Parameter isWhole: no cell is left of which only the first seeds are trained.
  package func close(isWhole: Bool = false) {
    journal.close()
    guard let begun else { return }
    begun.close()
    if isWhole { FileSystem.remove(begun.path) }
  }
}
