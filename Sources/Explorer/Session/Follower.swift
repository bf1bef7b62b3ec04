import Archive
import Dispatch
import Input
import Phases
import Synchronization

/// Looks once a second what others have recorded in a study directory. It writes nothing, and while nothing changes it
/// asks the file system for names and sizes alone, so that it also works across a network.
final class Follower: Sendable {
  enum News: Sendable {
    /// Everything that is recorded, when there is more of it.
    case records(RecordedStudy)
    /// Why the records cannot be read; `nil`: they can again.
    case problem(String?)
    /// Journals that cannot be read, beside others that can.
    case passedOver(String)
  }

  private let hasStopped = Atomic(false)

  /// - Parameter tell: of what is new, on the follower's queue.
  init(_ storage: StudyStorage, tell: @escaping @Sendable (News) -> Void) {
    let queue = DispatchQueue(label: "phase-tui.follower", qos: .utility)
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + 1, repeating: 1, leeway: .milliseconds(100))
    var reader = storage.reader
    var known = storage.recorded
    var problem: Refusal?
    var passedOver: String?
    // The handler holds the timer, until it is cancelled.
    timer.setEventHandler {
      if self.hasStopped.load(ordering: .relaxed) { return timer.cancel() }
      do throws(Refusal) {
        var isNews = false
        try reader.read { if known.add($0) { isNews = true } }
        if isNews { tell(.records(known)) }
        if problem != nil { tell(.problem(nil)) }
        problem = nil
        let found = reader.problems.unreadableText
        if let found, found != passedOver { tell(.passedOver(found)) }
        passedOver = found
      } catch {
        if error != problem { tell(.problem(error.description)) }
        problem = error
      }
    }
    timer.resume()
  }

  func stop() { hasStopped.store(true, ordering: .relaxed) }
}
