import CSupport

/// What ended a wait for input.
package struct Wakeup: OptionSet, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// Standard input has keys, or is at its end.
  package static let input = Wakeup(rawValue: 1)
  /// A signal came, or somebody called `Events.wake`.
  package static let event = Wakeup(rawValue: 2)
  /// The terminal is gone.
  package static let closed = Wakeup(rawValue: 4)
}

/// Signals that are no end, as the loop sees them.
package struct Signals: OptionSet, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// ctrl-c; whoever is asked twice without an answer is taken for stuck, and ended.
  package static let interrupt = Signals(rawValue: UInt32(SIGNALS_INTERRUPT))
  package static let windowChanged = Signals(rawValue: UInt32(SIGNALS_WINDOW))
  package static let stop = Signals(rawValue: UInt32(SIGNALS_STOP))
  package static let resume = Signals(rawValue: UInt32(SIGNALS_CONTINUE))
}

/// The one place where the program waits.
package enum Events {
  /// Sleeps until there is a key, a signal or a wake-up; for `milliseconds` at most when given.
  package static func wait(milliseconds: Int32? = nil) -> Wakeup {
    Wakeup(rawValue: terminal_wait(0, milliseconds ?? -1))
  }

  /// Ends a wait from any thread. Calls between two waits count as one.
  package static func wake() { signals_wake() }

  /// The signals that came since the last call.
  package static func takeSignals() -> Signals { Signals(rawValue: signals_take()) }

  /// The first signal that asked for an end, whatever ends a process by default.
  package static var ending: Int32? { signals_ending() > 0 ? signals_ending() : nil }

  /// The interrupt that was taken did not mean the program: the next one does not end it by force.
  package static func answerInterrupt() { signals_answer_interrupt() }

  /// Whether there are keys to be read, also where a signal ended the wait before it saw them.
  package static var inputIsWaiting: Bool { terminal_bytes_waiting(0) > 0 }

  /// Whether standard input, which was said to be readable, has come to its end.
  package static var inputIsAtEnd: Bool { terminal_bytes_waiting(0) == 0 }
}
