import Dispatch
import Foundation
import Input
import Rates
import Sweep
import Synchronization
import Terminal

/// How far a rate is: one line that changes on a terminal, elsewhere a line for every stage. Written to standard error.
final class RateProgress: Sendable {
  private struct State {
    var stage = ""
    var percent = -1
  }

  private let state = Mutex(State())
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = DispatchTime.now().uptimeNanoseconds

  func show(_ progress: Experiment.Progress) {
    let percent = Int(progress.share * 100)
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let text = state.withLock { state -> String? in
      let isNew = state.stage != progress.stage
      guard isNew || isTerminal && percent > state.percent else { return nil }
      state = State(stage: progress.stage, percent: percent)
      guard isTerminal else { return "\(progress.stage) ...\n" }
      var parts = [ProgressLine.Part("\(percent) %", worth: 3), .init(progress.stage, worth: 2)]
      if percent >= 2, seconds >= 1 {
        let left = Figures.duration(seconds: seconds / progress.share * (1 - progress.share))
        parts.append(.init("\(left) left", worth: 1))
      }
      let line = ProgressLine(done: percent, wanted: 100, parts: parts)
      return "\r\(line.text(width: TerminalWidth.usable))\u{1B}[K"
    }
    if let text { Words.say(text, matters: false) }
  }

  /// Takes the line away again, and says how long it took.
  func end() {
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let line =
      (isTerminal ? "\r" : "") + String(format: "%.1f s", seconds) + (isTerminal ? "\u{1B}[K\n" : "\n")
    Words.say(line, matters: false)
  }
}
