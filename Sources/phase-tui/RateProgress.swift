import Dispatch
import Foundation
import Input
import Limits
import Synchronization

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
    let text = state.withLock { state -> String? in
      let isNew = state.stage != progress.stage
      guard isNew || isTerminal && percent > state.percent else { return nil }
      state = State(stage: progress.stage, percent: percent)
      return isTerminal ? "\r\(progress.stage)  \(percent) %\u{1B}[K" : "\(progress.stage) ...\n"
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
