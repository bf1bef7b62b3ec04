import CSupport
import Glibc
import Synchronization

/// What other threads want of a session: cells that nobody wants any more, or an end. It wakes who waits for the trainer.
final class TrainerControl: Sendable {
  private struct State {
    var unwanted: Set<Int> = []
    var isStopped = false
  }

  private let state = Mutex(State())
  let event: Int32

  init() throws(TrainerFault) {
    event = support_event()
    guard event >= 0 else { throw TrainerFault("cannot be waited for: \(String(cString: strerror(errno)))") }
  }

  deinit { close(event) }

  func cancel(_ ids: some Sequence<Int>) {
    state.withLock { $0.unwanted.formUnion(ids) }
    wake()
  }

  func stop() {
    state.withLock { $0.isStopped = true }
    wake()
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(event, &one, 8)
  }

  /// Before looking at what is wanted.
  func answer() {
    var count: UInt64 = 0
    _ = read(event, &count, 8)
  }

  var isStopped: Bool { state.withLock { $0.isStopped } }

  func isUnwanted(_ id: Int) -> Bool { state.withLock { $0.isStopped || $0.unwanted.contains(id) } }
}
