import CSupport
import Dispatch
import EngineInterface
import Foundation
import Synchronization

/// Threads that help others with their passes. Anyone may join at any time, for as long as nobody sends all of them away; a
/// pass is shared by those who wait when it begins, so that its caller never waits for one who is busy. Between passes
/// they sleep.
package final class Team: Sendable {
  typealias Pass = @Sendable (TeamMember) -> Void

  private struct Order: Sendable {
    let pass: Pass
    let member: TeamMember
    let finished: DispatchSemaphore
  }

  private final class Helper: Sendable {
    let order = Mutex<Order?>(nil)
    let wake = DispatchSemaphore(value: 0)
  }

  private struct State {
    var waiting: [Helper] = []
    var dismissals = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// With helpers of its own, which wait until they are dismissed.
  init(helpers: Int) {
    let ready = DispatchSemaphore(value: 0)
    for _ in 0..<max(0, helpers) {
      Thread.detachNewThread { self.help(since: 0) { ready.signal() } }
    }
    for _ in 0..<max(0, helpers) { ready.wait() }
  }

  /// How often helpers were sent away.
  package var dismissals: Int { state.withLock { $0.dismissals } }

  /// Sends all helpers away, for this time.
  package func dismiss() {
    let waiting = state.withLock { state in
      state.dismissals += 1
      defer { state.waiting = [] }
      return state.waiting
    }
    for helper in waiting { helper.wake.signal() }
  }

  /// Helps whoever has a pass to share, until the helpers are dismissed.
  /// - Parameter dismissals: as many as there were when it was decided to help; after a further one it returns at once.
  package func help(since dismissals: Int) { help(since: dismissals) {} }

  private func help(since dismissals: Int, whenReady: () -> Void) {
    let helper = Helper()
    var stays = wait(helper, since: dismissals)
    whenReady()
    while stays {
      helper.wake.wait()
      guard let order = helper.order.withLock({ $0.take() }) else { return }
      order.pass(order.member)
      // Before it is told, so that the next pass has it.
      stays = wait(helper, since: dismissals)
      order.finished.signal()
    }
  }

  private func wait(_ helper: Helper, since dismissals: Int) -> Bool {
    state.withLock { state in
      guard state.dismissals == dismissals else { return false }
      state.waiting.append(helper)
      return true
    }
  }

  /// Makes the pass with helpers that wait, at most so many threads together; returns when all have ended.
  /// - Returns: how many they were.
  func run(most: Int, _ pass: @escaping Pass) -> Int {
    let helpers = state.withLock { state in
      let taken = state.waiting.suffix(max(0, most - 1))
      state.waiting.removeLast(taken.count)
      return Array(taken)
    }
    guard !helpers.isEmpty else {
      pass(.alone)
      return 1
    }
    var barrier = support_barrier()
    let (count, finished) = (helpers.count + 1, DispatchSemaphore(value: 0))
    withUnsafeMutablePointer(to: &barrier) { barrier in
      for (i, helper) in helpers.enumerated() {
        let member = TeamMember(index: i + 1, count: count, barrier: barrier)
        helper.order.withLock { $0 = Order(pass: pass, member: member, finished: finished) }
        helper.wake.signal()
      }
      pass(TeamMember(index: 0, count: count, barrier: barrier))
      for _ in helpers { finished.wait() }
    }
    return count
  }
}
