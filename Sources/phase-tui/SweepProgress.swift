import Dispatch
import Foundation
import Input
import Sweep
import Synchronization

/// How far a sweep is: a bar on a terminal, elsewhere a plain line now and then. Written to standard error, so that
/// standard output stays free for data.
final class SweepProgress: Sendable {
  private struct State {
    var shown = -1
    var nextLine = 0.0
    var hasEnded = false
  }

  /// What is counted.
  private let name: String
  private let state = Mutex(State())
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = DispatchTime.now().uptimeNanoseconds

  /// Seconds between plain lines, the first after one second.
  private static let interval = 10.0

  init(_ name: String) { self.name = name }

  /// Shows `progress()` from now on.
  func begin(_ progress: @escaping @Sendable () -> Scheduler.Progress) {
    let timer = DispatchSource.makeTimerSource(
      queue: DispatchQueue(label: "phase-tui.progress", qos: .userInitiated))
    timer.schedule(deadline: .now() + 0.1, repeating: 0.1)
    timer.setEventHandler {
      if self.state.withLock({ $0.hasEnded }) { timer.cancel() } else { self.show(progress(), isLast: false) }
    }
    timer.resume()
  }

  /// Shows the end.
  func end(_ progress: Scheduler.Progress) {
    state.withLock { $0.hasEnded = true }
    show(progress, isLast: true)
  }

  private func show(_ progress: Scheduler.Progress, isLast: Bool) {
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let done = progress.finished + progress.failed
    let isDue = state.withLock { state in
      guard
        isLast || !state.hasEnded && (isTerminal ? done != state.shown : seconds >= max(state.nextLine, 1))
      else {
        return false
      }
      state.shown = done
      state.nextLine = seconds + Self.interval
      return true
    }
    guard isDue else { return }
    // What was recorded came at once, and says nothing about what is left.
    let rate = Double(max(0, done - progress.recalled)) / max(seconds, 1e-3)
    let left = rate > 0 ? Double(progress.wanted - done) / rate : .infinity
    var line = "\(done)/\(progress.wanted) \(name)  "
    if progress.recalled > 0 { line += "\(progress.recalled) recorded  " }
    if done > progress.recalled || !isLast { line += "\(Self.digits(rate)) \(name)/s  " }
    line += isLast ? "\(Self.digits(seconds)) s" : left.isFinite ? "\(Self.digits(left)) s left" : ""
    if isTerminal {
      let width = 30
      let filled = progress.wanted > 0 ? done * width / progress.wanted : 0
      let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
      line = "\r[\(bar)] \(line)\u{1B}[K" + (isLast ? "\n" : "")
    } else {
      line += "\n"
    }
    Words.say(line, matters: false)
  }

  private static func digits(_ value: Double) -> String { String(format: "%.*f", value < 10 ? 1 : 0, value) }
}
