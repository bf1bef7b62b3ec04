import Phases
import Sweep
import Terminal

/// The second row: how much of the study is measured, and how long the rest takes.
struct ProgressRow {
  let state: State

  func draw(on canvas: inout Canvas, in rect: Rect) {
    let (diagram, placement, look) = (state.diagram, state.placement, state.look)
    // The bar's length does not follow the text, so that it does not tremble.
    let bar = Rect(x: rect.x + 1, y: rect.y, width: max(8, rect.width - 48), height: 1)
    func fits(_ parts: [String]) -> Bool { parts.joined(separator: "  ").columns <= rect.maxX - bar.maxX - 2 }
    var parts = ["\(diagram.done)/\(diagram.total)"]
    let provisional = diagram.provisional > 0 ? ["\(diagram.provisional) provisional"] : []
    if !diagram.waitsForCompanion { parts += provisional }
    if diagram.shownStep != nil {
      parts.append("at step \(state.namedStep) of \(state.namedSteps.last ?? 0)")
    }
    if diagram.isComplete {
      parts.append("complete")
    } else if state.isPaused {
      parts.append("paused")
    } else if diagram.waitsForCompanion {
      let words = CompanionWords.waiting(diagram.companion)
      parts.append(words.first { fits(parts + [$0]) } ?? words[words.count - 1])
      parts += provisional
    } else {
      if let companion = CompanionWords.beside(diagram.companion) { parts.append(companion) }
      let pace = (diagram.pace.cellsPerSecond.map { Figures.short($0, digits: 2) } ?? "–") + " cells/s"
      let left = diagram.secondsLeft.map { Figures.duration(seconds: $0) + " left" }
      parts += [pace, left].compactMap(\.self)
      // There may be room for one of them.
      if diagram.provisional > 0, left != nil { parts.swapAt(parts.count - 2, parts.count - 1) }
    }
    let fault = diagram.companionFault
    // Which of them, and what is wrong, says the pane of each such cell.
    if fault != nil { parts.append(look.choose("some φ have no unit", "some phi have no unit")) }
    if !diagram.reseeding.isEmpty { parts.append("seeds: \(diagram.reseeding.count) left") }
    if !diagram.surveying.isEmpty { parts.append("limits: \(diagram.surveying.count) left") }
    if let placement {
      parts.insert(
        "boundaries to \(placement.width): \(placement.done) of ~\(max(placement.expected, placement.asked))",
        at: 1)
    }
    parts.append(state.isViewing ? "looking on" : "\(state.workers) worker\(state.workers == 1 ? "" : "s")")
    // The rounds to come count too, or the bar would go back with each.
    let total =
      placement.map { max(diagram.total, diagram.done + $0.expected - $0.done) } ?? diagram.total
    let fraction = total == 0 ? 0 : diagram.doneShare / Double(total)
    ProgressBar(fraction: fraction).draw(on: &canvas, in: bar, look: look)
    let style = look(
      (state.isPaused && !diagram.isComplete) || diagram.shownStep != nil || fault != nil ? .warning : .status
    )
    // Whole parts only; what is said last is needed least.
    while parts.count > 1, !fits(parts) { parts.removeLast() }
    canvas.write(parts.joined(separator: "  "), x: bar.maxX + 2, y: rect.y, style: style)
  }
}
