import CSupport
import Foundation
import Synchronization
import Testing

@testable import Terminal

@Suite(.serialized) struct EventsTests {
  /// Whatever was posted before a wake-up is seen after the wait that it ends, however the two threads interleave.
  @Test func noWakeUpIsLost() throws {
    try #require(terminal_guard_install(-1, "", 0) == 0)
    defer { terminal_guard_remove() }
    let total = 1_000_000
    let posted = Counter()
    Thread.detachNewThread {
      for _ in 0..<total {
        posted.value.add(1, ordering: .sequentiallyConsistent)
        Events.wake()
      }
    }
    var seen = 0
    while seen < total {
      guard terminal_wait(-1, 5000) != 0 else {
        Issue.record("woken for \(seen) of \(posted.value.load(ordering: .sequentiallyConsistent)) posts")
        return
      }
      _ = Events.takeSignals()
      seen = posted.value.load(ordering: .sequentiallyConsistent)
    }
  }
}

private final class Counter: Sendable {
  let value = Atomic(0)
}
