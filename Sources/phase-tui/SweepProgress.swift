import Dispatch
import Foundation
import Input
import Sweep
import Synchronization
import Terminal

/// How far a sweep is: a bar on a terminal, elsewhere a plain line now and then. Written to standard error, so that
/// standard output stays free for data.
final class SweepProgress: Sendable {
  private struct State {
    var shown = ""
    var nextLine = 0.0
    var hasEnded = false
    var pace = Pace()
    var counted = Scheduler.Progress()
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
    let text = state.withLock { state -> String? in
      state.pace.record(progress, after: &state.counted, at: seconds)
      guard isLast || !state.hasEnded && (isTerminal || seconds >= max(state.nextLine, 1)) else { return nil }
      state.nextLine = seconds + Self.interval
      let line = ProgressLine(
        done: progress.finished + progress.failed, wanted: progress.wanted,
        parts: isLast ? ending(progress, seconds) : parts(progress, state.pace))
      guard isTerminal else { return line.plain + "\n" }
      let shown = line.text(width: TerminalWidth.usable)
      guard isLast || shown != state.shown else { return nil }
      state.shown = shown
      return "\r\(shown)\u{1B}[K" + (isLast ? "\n" : "")
    }
    if let text { Words.say(text, matters: false) }
  }

  private func parts(_ progress: Scheduler.Progress, _ pace: Pace) -> [ProgressLine.Part] {
    var parts = counts(progress)
    if progress.running == 0, progress.companions > 0 {
      let left = progress.companionSecondsLeft.map { ": \(Figures.duration(seconds: $0))" } ?? ""
      parts.append(.init("critical companion first\(left)", worth: 3))
    } else if pace.seconds >= 0.5 {
      if let rate = pace.cellsPerSecond { parts.append(.init("\(Self.digits(rate)) \(name)/s", worth: 1)) }
      if let rate = pace.costPerSecond {
        let left = Figures.duration(seconds: progress.outstandingCost / rate)
        parts.append(.init("\(left) left", worth: 3))
      }
    }
    return parts
  }

  private func ending(_ progress: Scheduler.Progress, _ seconds: Double) -> [ProgressLine.Part] {
    var parts = counts(progress)
    if progress.trained > 0 {
      parts.append(.init("\(Self.digits(Double(progress.trained) / max(seconds, 1e-3))) \(name)/s", worth: 1))
    }
    return parts + [.init("\(Self.digits(seconds)) s", worth: 3)]
  }

  private func counts(_ progress: Scheduler.Progress) -> [ProgressLine.Part] {
    let count = "\(progress.finished + progress.failed)/\(progress.wanted) \(name)"
    let recorded = progress.recalled > 0 ? [ProgressLine.Part("\(progress.recalled) recorded", worth: 2)] : []
    return [.init(count, worth: 4)] + recorded
  }

  private static func digits(_ value: Double) -> String { String(format: "%.*f", value < 10 ? 1 : 0, value) }
}

extension Pace {
  /// Takes what was trained since; recorded cells come at once, and say nothing about those that are left.
  fileprivate mutating func record(
    _ progress: Scheduler.Progress, after counted: inout Scheduler.Progress, at time: Double
  ) {
    defer { counted = progress }
    let cells = progress.trained - counted.trained
    guard cells > 0 else { return }
    record(cost: progress.trainedCost - counted.trainedCost, cells: cells, at: time)
  }
}
