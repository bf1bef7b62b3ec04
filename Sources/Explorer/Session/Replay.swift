import Archive
import Foundation
import Input
import Phases
import Sweep
import Terminal

/// Runs a session's commands without a terminal and makes the same files. Whatever depends on cells waits until all that
/// were asked for are measured.
package final class Replay {
  private let studies: Studies
  private let tell: (String) -> Void
  private var state: State
  private var refusal: String?

  /// - Parameter tell: what happened, a line each.
  package init(_ exploration: Exploration, tell: @escaping (String) -> Void) throws(Refusal) {
    self.tell = tell
    let themes = ThemeLibrary(
      environment: Surroundings.environment, executable: ThemeLibrary.executable)
    let look = Look(theme: try themes.theme("default"), colors: .mono, glyphs: .ascii)
    state = State(
      studies: exploration.studies, size: Size(width: 80, height: 24), look: look, workers: exploration.jobs,
      themes: themes.names)
    studies = Studies(exploration, canRest: false)
  }

  /// Stops the workers, from any thread; `run` then returns soon.
  package var stop: @Sendable () -> Void { studies.stop }

  /// Returns how many commands were refused.
  package func run(_ script: SessionScript, isCancelled: () -> Bool) -> Int {
    defer { studies.close { _ in nil } }
    perform([.run(state.current)])
    var refused = 0
    for (number, line) in script.lines where !isCancelled() {
      switch line {
      case .size(let size): _ = state.update(.resized(size))
      case .view(let view): state.restore(view, of: 0)
      case .cells(let done, let total):
        tell(
          "line \(number): the session had \(done) of \(total) cells here; the replay has all that are asked for"
        )
      case .limits(let cells):
        tell(
          "line \(number): the session still measured the limits of \(cells) cells here; the replay has them")
      case .command(.quit): return refused
      case .command(let command):
        if command.dependsOnCells { wait() }
        perform(state.update(.command(command)))
        if let problem = refusal ?? state.notice.flatMap({ $0.isError ? $0.text : nil }) {
          tell("line \(number): \(command.text): \(problem)")
          refused += 1
        }
        refusal = nil
      }
    }
    wait()
    return refused
  }

  /// Until everything that was asked for is measured and told.
  private func wait() {
    while true {
      studies.waitUntilIdle()
      let messages = studies.mailbox.take()
      if messages.isEmpty { return }
      // They may ask for more.
      for message in messages { perform(state.update(message)) }
    }
  }

  private func perform(_ effects: [Effect]) {
    for effect in effects {
      switch studies.perform(effect, on: state.diagrams) {
      case .saved(let files, let extent): for file in files { tell("saved \(file) (\(extent))") }
      case .refused(let refused): refusal = refused.description
      case .done: break
      case nil:
        switch effect {
        case .copy(let text): tell(text)
        case .read(let names, let command):
          perform(state.update(.parametrisations(names, for: command)))
        default: break
        }
      }
    }
  }
}
