import Archive
import Foundation
import Input
import Phases
import Sweep
import Terminal

/// Runs a session's commands without a terminal and makes the same files. Whatever depends on cells waits until all that
/// were asked for are measured.
package final class Replay {
  private let exploration: Exploration
  private let mailbox = Mailbox()
  private let workshops: [Workshop]
  private let tell: (String) -> Void
  private var state: State
  private var started: Set<Int> = []
  private var refusal: String?

  /// - Parameter tell: what happened, a line each.
  package init(_ exploration: Exploration, tell: @escaping (String) -> Void) throws(Refusal) {
    self.exploration = exploration
    self.tell = tell
    let themes = ThemeLibrary(
      environment: Surroundings.environment, executable: ThemeLibrary.executable)
    let look = Look(theme: try themes.theme("default"), colors: .mono, glyphs: .ascii)
    state = State(
      studies: exploration.studies, size: Size(width: 80, height: 24), look: look, workers: exploration.jobs,
      themes: themes.names)
    let mailbox = mailbox
    workshops = exploration.studies.indices.map { Workshop(exploration, study: $0, mailbox: mailbox) }
  }

  /// Stops the workers, from any thread; `run` then returns soon.
  package var stop: @Sendable () -> Void {
    { [workshops] in for workshop in workshops { workshop.cancel() } }
  }

  /// Returns how many commands were refused.
  package func run(_ script: SessionScript, isCancelled: () -> Bool) -> Int {
    defer { for study in started { workshops[study].close(nil) } }
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
      for study in started { workshops[study].waitUntilIdle() }
      let messages = mailbox.take()
      if messages.isEmpty { return }
      // They may ask for more.
      for message in messages { perform(state.update(message)) }
    }
  }

  private func perform(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .want(let study, let cells): workshops[study].want(cells)
      case .addSeeds(let study, let counts): workshops[study].want(seeds: counts)
      case .withdraw(let study): workshops[study].withdraw()
      case .survey(let study, let cells): workshops[study].survey(cells)
      case .run(let study): if started.insert(study).inserted { workshops[study].begin() }
      case .export(let study, let format, let path): save(study, as: [format], to: path)
      case .exportAll(let study): save(study, as: ExportFormat.allCases, to: nil)
      case .copy(let text): tell(text)
      // Nobody looks, and workers that paused would keep the replay waiting for ever.
      case .pause, .theme, .list, .mouse, .suspend, .redraw, .quit: break
      }
    }
  }

  private func save(_ study: Int, as formats: [ExportFormat], to path: String?) {
    let diagram = state.diagrams[study]
    do throws(Refusal) {
      for format in formats {
        let written = try export(diagram, as: format, to: path, exploration.provenance)
        tell("saved \(written) (\(diagram.summaries.count) cells)")
      }
    } catch {
      refusal = error.description
    }
  }
}
