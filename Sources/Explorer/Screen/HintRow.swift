import Phases
import Terminal

/// The last row: the prompt, a notice, or the keys that are used most.
struct HintRow {
  private let state: State

  init(_ state: State) { self.state = state }

  private var look: Look { state.look }

  func draw(on canvas: inout Canvas, in rect: Rect) {
    if let prompt = state.prompt {
      PromptView(prompt, state).draw(on: &canvas, in: rect)
    } else if let notice = state.notice {
      draw(notice, on: &canvas, in: rect)
    } else if let stall = state.stall {
      canvas.write("waiting, \(stall)", in: room, style: look(.warning))
    } else if state.palette != nil {
      let arrows = look.choose("↑↓", "up/down")
      HintLine([("letters", "filter"), (arrows, "choose"), ("Enter", "runs it"), ("?", "closes the help")])
        .draw(on: &canvas, in: room, look: look)
    } else {
      line.draw(on: &canvas, in: room, look: look)
    }
  }

  /// In the last row, and in those above it where it is long.
  private func draw(_ notice: Notice, on canvas: inout Canvas, in rect: Rect) {
    let all = notice.text.split(separator: "\n").flatMap { String($0).wrapped(to: rect.width - 2) }
    let lines = all.suffix(max(1, rect.y - 3))
    for (index, line) in lines.enumerated() {
      let row = Rect(x: 0, y: rect.y - lines.count + 1 + index, width: rect.width, height: 1)
      canvas.fill(row, style: look(.background))
      canvas.write(
        line, in: row.inset(horizontally: 1, vertically: 0), style: look(notice.isError ? .error : .ok))
    }
  }

  var room: Rect { Rect(x: 1, y: state.size.height - 1, width: state.size.width - 1, height: 1) }
  /// The keys that are used most and, while a study takes long, the one that needs few of its cells.
  var hints: [(keys: String, help: String, command: Command?)] {
    let vocabulary = state.diagram.study.vocabulary
    var hints = state.keymap.hints.filter { hint in
      hint.command.map { Command.isOffered($0.name, to: vocabulary) } ?? true
    }
    if !state.isViewing, let advice = state.advice,
      let row = state.keymap.bindings.first(where: { $0.command == .refineBoundary(nil) })
    {
      let time = Figures.duration(seconds: advice.seconds)
      let words = "~\(advice.cells) cells, \(time)"
      hints.insert((row.keys[0].name, "places the boundaries with \(words)", row.command), at: 1)
      guard line(hints).places(in: room).count < hints.count else { return hints }
      // The other keys are to keep their places; that arrows move needs to be said least.
      hints[1].help = "boundaries: \(words)"
      hints.removeFirst()
    }
    return hints
  }
  var line: HintLine { line(hints) }
  private func line(_ hints: [(keys: String, help: String, command: Command?)]) -> HintLine {
    HintLine(hints.map { (look.glyphs == .unicode ? $0.keys : $0.keys.withArrowNames, $0.help) })
  }
}
