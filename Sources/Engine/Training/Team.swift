import CSupport
import Dispatch
import EngineInterface
import Foundation
import Model
import Synchronization

/// Threads that share the passes of one wide network. Between passes they sleep. The barrier outlives them: a team
/// ends when every helper has.
final class Team {
  typealias Pass = @Sendable (TeamMember) -> Void

  /// What the helpers are to do next; `nil` ends them.
  private final class Order: Sendable {
    let pass = Mutex<Pass?>(nil)
  }

  private let order = Order()
  private let starts: [DispatchSemaphore]
  private let finished = DispatchSemaphore(value: 0)
  private let barrier: UnsafeMutablePointer<support_barrier>

  /// A team of `count` threads, the caller's included.
  init(count: Int) {
    barrier = .allocate(capacity: 1)
    barrier.initialize(to: support_barrier())
    starts = (1..<max(count, 1)).map { _ in DispatchSemaphore(value: 0) }
    for (i, start) in starts.enumerated() {
      let member = TeamMember(index: i + 1, count: count, barrier: barrier)
      let (order, finished) = (order, finished)
      Thread.detachNewThread {
        while true {
          start.wait()
          let pass = order.pass.withLock { $0 }
          pass?(member)
          finished.signal()
          if pass == nil { return }
        }
      }
    }
  }

  deinit {
    order.pass.withLock { $0 = nil }
    wake()
    waitForAll()
    barrier.deallocate()
  }

  /// Every member makes the pass; returns when all have.
  func run(_ pass: @escaping Pass) {
    guard !starts.isEmpty else { return pass(.alone) }
    order.pass.withLock { $0 = pass }
    wake()
    pass(TeamMember(index: 0, count: starts.count + 1, barrier: barrier))
    waitForAll()
  }

  private func wake() {
    for start in starts { start.signal() }
  }

  private func waitForAll() {
    for _ in starts { finished.wait() }
  }
}
