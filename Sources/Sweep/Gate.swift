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
  private let listeners = Mutex<(last: Int, bodies: [Int: @Sendable () -> Void])>((0, [:]))

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
  package func cancel() {
    open(cancelling: true)
    for body in listeners.withLock({ Array($0.bodies.values) }) { body() }
  }

  /// Whoever listens for an end, as long as this is held.
  final class Listener: Sendable {
    private let gate: Gate
    private let number: Int

    fileprivate init(_ gate: Gate, _ number: Int) { (self.gate, self.number) = (gate, number) }
    deinit { _ = gate.listeners.withLock { $0.bodies.removeValue(forKey: number) } }
  }

  /// Calls a body when it is cancelled, on the thread that does so, or at once where it is already; maybe both.
  func whenCancelled(_ body: @escaping @Sendable () -> Void) -> Listener {
    let number = listeners.withLock { listeners in
      listeners.last += 1
      listeners.bodies[listeners.last] = body
      return listeners.last
    }
    if isCancelled { body() }
    return Listener(self, number)
  }

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
