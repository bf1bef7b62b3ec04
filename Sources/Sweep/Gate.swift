import Dispatch
import Synchronization

/// Where workers wait while paused and learn that they are to stop.
package final class Gate: Sendable {
  private struct State {
    var isPaused = false
    var waiting = 0
  }

  private let state = Mutex(State())
  private let door = DispatchSemaphore(value: 0)
  /// Asked once a gradient step by every worker, so it must cost nothing while neither is set.
  private let interrupts = Atomic(0)
  private static let paused = 1
  private static let cancelled = 2

  package init() {}

  package var isPaused: Bool { interrupts.load(ordering: .relaxed) & Self.paused != 0 }
  package var isCancelled: Bool { interrupts.load(ordering: .relaxed) & Self.cancelled != 0 }

  package func pause() {
    state.withLock { state in
      guard !isCancelled else { return }
      state.isPaused = true
      interrupts.bitwiseOr(Self.paused, ordering: .relaxed)
    }
  }

  package func resume() { open(cancelling: false) }

  /// For good: nobody waits any more.
  package func cancel() { open(cancelling: true) }

  private func open(cancelling: Bool) {
    let waiting = state.withLock { state in
      defer { state.waiting = 0 }
      state.isPaused = false
      interrupts.bitwiseAnd(~Self.paused, ordering: .relaxed)
      if cancelling { interrupts.bitwiseOr(Self.cancelled, ordering: .relaxed) }
      return state.waiting
    }
    for _ in 0..<waiting { door.signal() }
  }

  /// Returns at once, or after the pause; then says whether to stop.
  package func passes() -> Bool {
    while interrupts.load(ordering: .relaxed) & Self.paused != 0 {
      let waits = state.withLock { state in
        if state.isPaused { state.waiting += 1 }
        return state.isPaused
      }
      if waits { door.wait() }
    }
    return !isCancelled
  }
}
