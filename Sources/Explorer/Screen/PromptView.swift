import Terminal

/// The line in the last row, and above it what is wrong with it or what it can become.
struct PromptView {
  private let prompt: Prompt
  private let completer: Completer
  private let size: Size
  private let look: Look

  init(_ prompt: Prompt, _ state: State) {
    (self.prompt, completer, size, look) = (prompt, state.completer, state.size, state.look)
  }

  func draw(on canvas: inout Canvas, in rect: Rect) {
    canvas.fill(rect, style: look(.background))
    prompt.line.draw(prompt: prompt.purpose.rawValue, on: &canvas, in: rect, look: look)
    if let problem = prompt.problem {
      let lines = problem.wrapped(to: size.width - 2).prefix(max(1, rect.y - 3))
      for (index, line) in lines.enumerated() {
        let above = Rect(x: 0, y: rect.y - lines.count + index, width: size.width, height: 1)
        canvas.fill(above, style: look(.background))
        canvas.write(line, in: above.inset(horizontally: 1, vertically: 0), style: look(.error))
      }
      return
    }
    drawCompletions(
      prompt.chosen?.completion ?? completer.completion(of: prompt), prompt.chosen?.index, on: &canvas,
      above: rect)
  }

  private func drawCompletions(
    _ completion: Completion, _ chosen: Int?, on canvas: inout Canvas, above line: Rect
  ) {
    let all = completion.candidates
    guard !all.isEmpty else { return }
    let height = min(all.count, max(1, min(10, line.y - 4)))
    let first = min(max(0, (chosen ?? 0) - height / 2), all.count - height)
    let shown = all.dropFirst(first).prefix(height)
    let textWidth = shown.map(\.text.columns).max() ?? 0
    let helpWidth = shown.map(\.help.columns).max() ?? 0
    let width = min(size.width, textWidth + (helpWidth > 0 ? helpWidth + 2 : 0) + 2)
    let x = min(line.x + 1 + completion.start, size.width - width)
    let box = Rect(x: max(0, x - 1), y: line.y - height, width: width, height: height)
    for (offset, candidate) in shown.enumerated() {
      let row = box.row(offset)
      canvas.fill(row, style: look(.background))
      canvas.restyle(row, with: look(.help))
      let room = row.inset(horizontally: 1, vertically: 0)
      canvas.write(candidate.text, in: room, style: look(.text))
      if !candidate.help.isEmpty {
        canvas.write(
          candidate.help,
          in: Rect(x: room.x + textWidth + 2, y: room.y, width: room.width - textWidth - 2, height: 1),
          style: look(.dim))
      }
      if first + offset == chosen { canvas.restyle(row, with: look(.selection)) }
    }
  }
}
