import Dispatch
import Explorer
import Foundation
import Input
import Model
import Rates
import Sweep
import Synchronization
import Terminal

/// Standard error as progress is written to it, and the time since that began.
private struct ProgressOutput: Sendable {
  let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = DispatchTime.now().uptimeNanoseconds

  var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }

  func say(_ text: String) { Words.say(text, matters: false) }

  /// One column less than the terminal has now: in some the cursor goes to the next line after the last one. 79 where
  /// the terminal does not say.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 79 }
    return max(1, Int(size.ws_col) - 1)
  }
}

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
  /// Of what, where it is one of several.
  private let part: String
  /// A line of its own that there may be to say, asked for as often as progress is shown.
  private let advise: @Sendable (Scheduler.Progress, Pace) -> String?
  private let state = Mutex(State())
  private let output = ProgressOutput()

  /// Seconds between plain lines, the first after one second.
  private static let interval = 10.0

  init(
    _ name: String, of part: String? = nil,
    advise: @escaping @Sendable (Scheduler.Progress, Pace) -> String? = { _, _ in nil }
  ) {
    self.name = name
    self.advise = advise
    self.part = part.map { "\($0): " } ?? ""
  }

  /// Shows `progress()` from now on.
  func begin(_ progress: @escaping @Sendable () -> Scheduler.Progress) {
    let timer = DispatchSource.makeTimerSource(
      queue: DispatchQueue(label: "phase-tui.progress", qos: .userInitiated))
    timer.schedule(deadline: .now() + 0.1, repeating: 0.1)
    timer.setEventHandler {
      guard !self.state.withLock({ $0.hasEnded }) else { return timer.cancel() }
      let now = progress()
      self.show(now, isLast: false)
      self.sayAdvice(now)
    }
    timer.resume()
  }

  /// Shows the end.
  func end(_ progress: Scheduler.Progress) {
    state.withLock { $0.hasEnded = true }
    show(progress, isLast: true)
  }

  private func sayAdvice(_ progress: Scheduler.Progress) {
    guard let advice = advise(progress, state.withLock(\.pace)) else { return }
    let text = state.withLock { state -> String? in
      guard !state.hasEnded else { return nil }
      // The bar comes back below it.
      state.shown = ""
      return (output.isTerminal ? "\r\u{1B}[K" : "") + "phase-tui: \(advice)\n"
    }
    if let text { output.say(text) }
  }

  private func show(_ progress: Scheduler.Progress, isLast: Bool) {
    let seconds = output.seconds
    let text = state.withLock { state -> String? in
      state.pace.record(progress, after: &state.counted, at: seconds)
      let isDue = output.isTerminal || seconds >= max(state.nextLine, 1)
      guard isLast || !state.hasEnded && isDue else { return nil }
      state.nextLine = seconds + Self.interval
      let line = ProgressLine(
        done: progress.finished + progress.failed, wanted: progress.wanted,
        parts: isLast ? ending(progress, seconds) : parts(progress, state.pace))
      guard output.isTerminal else { return line.plain + "\n" }
      let shown = line.text(width: ProgressOutput.width)
      guard isLast || shown != state.shown else { return nil }
      state.shown = shown
      return "\r\(shown)\u{1B}[K" + (isLast ? "\n" : "")
    }
    if let text { output.say(text) }
  }

  private func parts(_ progress: Scheduler.Progress, _ pace: Pace) -> [ProgressLine.Part] {
    var parts = counts(progress)
    if progress.waitsForCompanion {
      let words = CompanionWords.waiting(progress.companion)
      parts.append(.init(words[0], worth: 3))
      return parts
    }
    if let words = CompanionWords.beside(progress.companion) { parts.append(.init(words, worth: 2)) }
    if pace.seconds >= 0.5 {
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
    let count = "\(part)\(progress.finished + progress.failed)/\(progress.wanted) \(name)"
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
    record(cost: progress.trainedCost - counted.trainedCost, cells: Double(cells), at: time)
  }
}

/// How far a rate's stage is, and how long it goes on: one line that changes on a terminal, elsewhere a line for every
/// stage and one now and then. Written to standard error.
final class RateProgress: Sendable {
  private struct State {
    var stage = ""
    var percent = -1
    var start = 0.0
    var nextLine = 0.0
  }

  private let state = Mutex(State())
  private let output = ProgressOutput()

  /// Seconds between plain lines of a stage.
  private static let interval = 10.0

  func show(_ progress: Experiment.Progress) {
    let percent = Int(progress.share * 100)
    let seconds = output.seconds
    let text = state.withLock { state -> String? in
      // A stage may have the name of the one before.
      if state.stage != progress.stage || percent < state.percent {
        state = State(stage: progress.stage, start: seconds, nextLine: seconds + Self.interval)
        if !output.isTerminal { return "\(progress.stage) ...\n" }
      }
      guard percent > state.percent else { return nil }
      state.percent = percent
      let spent = seconds - state.start
      let left = percent >= 2 && spent >= 1 ? spent / progress.share * (1 - progress.share) : nil
      guard output.isTerminal else {
        guard let left, seconds >= state.nextLine, percent < 100 else { return nil }
        state.nextLine = seconds + Self.interval
        return "\(progress.stage): \(percent) %, \(Figures.duration(seconds: left)) left\n"
      }
      var parts = [ProgressLine.Part("\(percent) %", worth: 3), .init(progress.stage, worth: 2)]
      if let left { parts.append(.init("\(Figures.duration(seconds: left)) left", worth: 1)) }
      let line = ProgressLine(done: percent, wanted: 100, parts: parts)
      return "\r\(line.text(width: ProgressOutput.width))\u{1B}[K"
    }
    if let text { output.say(text) }
  }

  /// Takes the line away again, and says how long it took.
  func end() {
    let seconds = String(format: "%.1f s", output.seconds)
    output.say(output.isTerminal ? "\r\(seconds)\u{1B}[K\n" : "\(seconds)\n")
  }
}

/// How far one cell is: a line on a terminal, from the first second on, and nothing elsewhere. Written to standard error.
final class TrainProgress: Sendable {
  private let isShown = Mutex(false)
  private let output = ProgressOutput()

  /// What a training asks once a gradient step; none is cancelled.
  func follow(_ stage: String, _ problem: Problem) -> () -> Bool {
    var clock = CompanionClock(problem)
    return {
      if let progress = clock.step({ true }).progress { self.show(stage, progress) }
      return false
    }
  }

  private func show(_ stage: String, _ progress: CompanionProgress) {
    let percent = Int(progress.share * 100)
    show(
      ProgressLine(
        done: percent, wanted: 100,
        parts: [
          .init("\(stage): \(percent) %", worth: 3),
          .init("\(Figures.duration(seconds: progress.secondsLeft)) left", worth: 2),
        ]))
  }

  /// What comes next and cannot tell how long.
  func show(_ stage: String) { show(ProgressLine(done: 0, wanted: 1, parts: [.init(stage, worth: 1)])) }

  private func show(_ line: ProgressLine) {
    guard output.isTerminal, output.seconds >= 1 else { return }
    isShown.withLock { $0 = true }
    output.say("\r\(line.text(width: ProgressOutput.width))\u{1B}[K")
  }

  /// Takes the line away again.
  func end() {
    let wasShown = isShown.withLock { isShown in
      defer { isShown = false }
      return isShown
    }
    if wasShown { output.say("\r\u{1B}[K") }
  }
}
