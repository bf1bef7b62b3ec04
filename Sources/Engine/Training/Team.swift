import CSupport
import Dispatch
import EngineInterface
import Foundation
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

/// The passes of an ensemble, by one thread or by a team, whichever is faster at the time. The bits are the same.
struct Passes {
  let kernel: any Kernel
  private let team: Team?
  private var forwardChoice = TeamChoice()
  private var backwardChoice = TeamChoice()

  init(kernel: any Kernel, team: Team?) {
    self.kernel = kernel
    self.team = team
  }

  /// From samples to outputs.
  mutating func forward(_ ensemble: Ensemble) {
    embed(ensemble)
    passBlocks(ensemble)
    readOut(ensemble)
  }

  /// From the last adjoint, with all steps.
  mutating func backward(_ ensemble: Ensemble) {
    stepBlocks(ensemble)
    if let embedding = ensemble.embedding, embedding.isTrained {
      kernel.step(embedding, last: ensemble.last, adjoint: ensemble.adjoint)
    }
  }

  /// The same outputs, of which nothing is kept for a step.
  func outputs(_ ensemble: Ensemble) {
    embed(ensemble)
    kernel.pass(ensemble)
    readOut(ensemble)
  }

  private func embed(_ ensemble: Ensemble) {
    guard let embedding = ensemble.embedding, embedding.isTrained else { return }
    kernel.embed(embedding, into: ensemble.state(0))
  }

  private func readOut(_ ensemble: Ensemble) {
    if let embedding = ensemble.embedding { kernel.readOut(embedding, of: ensemble.last) }
  }

  private mutating func passBlocks(_ ensemble: Ensemble) {
    guard let team else { return kernel.forward(ensemble, member: .alone) }
    let kernel = kernel
    // The members share the ensemble's memory; the kernel tells them apart.
    nonisolated(unsafe) let shared = ensemble
    forwardChoice.run(with: team) { kernel.forward(shared, member: $0) }
  }

  private mutating func stepBlocks(_ ensemble: Ensemble) {
    guard let team else { return kernel.backward(ensemble, member: .alone) }
    let kernel = kernel
    // As in the forward pass.
    nonisolated(unsafe) let shared = ensemble
    backwardChoice.run(with: team) { kernel.backward(shared, member: $0) }
  }
}

/// Whether a team is worth it. Its members meet at every block, so that on a machine that others use as well it can
/// be far slower than one thread; both are tried, the slower one ever more rarely.
struct TeamChoice {
  /// Of the last pass of each kind; both are tried first.
  private var secondsAlone: Double?
  private var secondsShared: Double?
  private var untilTrial = 4
  private var interval = 4

  mutating func run(with team: Team, _ pass: @escaping Team.Pass) {
    let isTrial = untilTrial == 0
    let teamIsFaster = secondsShared.map { shared in secondsAlone.map { shared < $0 } ?? false } ?? true
    let isShared = isTrial != teamIsFaster
    let start = DispatchTime.now().uptimeNanoseconds
    if isShared { team.run(pass) } else { pass(.alone) }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    if isShared { secondsShared = seconds } else { secondsAlone = seconds }
    untilTrial -= 1
    guard isTrial, let secondsShared, let secondsAlone else { return }
    interval = (secondsShared < secondsAlone) == teamIsFaster ? min(2 * interval, 512) : 4
    untilTrial = interval
  }
}
