import Engine
import Limits
import Model
import Phases
import Sweep
import Synchronization
import Terminal

/// Carries news from the workers' threads to the loop, which wakes up for it.
final class Mailbox: Sendable {
  private let messages = Mutex<[Message]>([])

  /// Translates what a study's sweep tells.
  func post(_ event: SweepEvent, of study: Int) {
    switch event {
    case .started(.cell(let cell, _)): post([.started(study, cell)])
    case .started(.companion): post([.startedCompanion(study)])
    case .companionLeft(let companion, let seconds): post([.companionLeft(study, companion, seconds)])
    case .idle: break
    case .recalled(let known): post(Self.parts(of: known).map { .recalled(study, $0) })
    case .stalled(let problem): post([.stalled(problem)])
    case .companion(_, let measurement): post([.companion(study, measurement)])
    case .finished(let cell, let measurement): post([.finished(study, cell, measurement, at: Clock.now)])
    case .failed(let cells, let reason): post(cells.map { .failed(study, $0, reason) })
    }
  }

  /// Few enough at a time that a key does not wait for them.
  static func parts(of known: [Cell: Measurement]) -> [[Cell: Measurement]] {
    let most = 16384
    guard known.count > most else { return [known] }
    let all = Array(known)
    return stride(from: 0, to: all.count, by: most).map { start in
      Dictionary(all[start..<min(all.count, start + most)].map { ($0.key, $0.value) }) { first, _ in first }
    }
  }

  /// A cell's survey, or that there is none.
  func post(_ survey: CellSurvey?, of cell: Cell, in study: Int) { post([.surveyed(study, cell, survey)]) }

  func post(complaint: String) { post([.refused(complaint)]) }

  private func post(_ news: [Message]) {
    messages.withLock { $0 += news }
    Events.wake()
  }

  /// Everything that came since the last call, in order.
  func take() -> [Message] {
    messages.withLock { messages in
      defer { messages.removeAll(keepingCapacity: true) }
      return messages
    }
  }
}

/// A clock that only goes forward.
enum Clock {
  private static let start = ContinuousClock.now

  /// Seconds since the first call.
  static var now: Double {
    let passed = start.duration(to: .now).components
    return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
  }
}
