import Synchronization
import Terminal

/// Carries news from the workers' threads to the loop, which wakes up for it.
final class Mailbox: Sendable {
  private let messages = Mutex<[Message]>([])

  func post(_ message: Message) {
    messages.withLock { $0.append(message) }
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
