import Terminal

extension State {
  // MARK: The list of ?

  private var paletteFrame: Rect { Rect(x: 0, y: 2, width: size.width, height: max(0, size.height - 3)) }
  var paletteRoom: Rect {
    Pane(title: "", isFocused: true).inner(of: paletteFrame).inset(horizontally: 1, vertically: 0)
  }

  /// A line of the list: a section's name, or a row by its index.
  private enum PaletteLine {
    case section(String)
    case row(Int)
  }

  /// The lines that are visible: the selected row is among them, and what comes before it as far as there is room.
  private func visibleLines(_ rows: [Palette.Row], _ palette: Palette) -> ArraySlice<PaletteLine> {
    var lines: [PaletteLine] = []
    var selected = 0
    for (index, row) in rows.enumerated() {
      if index == 0 || rows[index - 1].section != row.section { lines.append(.section(row.section)) }
      if index == palette.selected { selected = lines.count }
      lines.append(.row(index))
    }
    let height = paletteRoom.height
    // A page at a time, so that the list does not move with every key.
    let first = selected < height ? 0 : min((selected / height) * height, max(0, lines.count - height))
    return lines.dropFirst(first).prefix(height)
  }

  func drawPalette(_ palette: Palette, on canvas: inout Canvas) {
    let rows = rows(of: palette)
    let title =
      palette.filter.isEmpty ? "keys and commands" : "keys and commands with: \(palette.filter.text)"
    Pane(title: title, isFocused: true).draw(on: &canvas, in: paletteFrame, look: look)
    let room = paletteRoom
    guard !rows.isEmpty else {
      return drawEmpty("nothing has these words in it", on: &canvas, in: room)
    }
    let keyWidth = min(rows.map(\.keys.columns).max() ?? 0, room.width / 3)
    for (offset, line) in visibleLines(rows, palette).enumerated() {
      let place = room.row(offset)
      switch line {
      case .section(let name): canvas.write(name, in: place, style: look(.dim))
      case .row(let index):
        let row = rows[index]
        canvas.write(row.keys, x: place.x + 1, y: place.y, style: look(.key), limit: keyWidth)
        let start = place.x + keyWidth + 3
        let end = canvas.write(
          row.help, x: start, y: place.y, style: look(.help), limit: max(0, place.maxX - start))
        let usage =
          ":"
          + (row.text.last == " "
            ? Command.form(named: String(row.text.dropLast()))?.usage ?? row.text : row.text)
        if end + 2 + usage.columns <= place.maxX {
          canvas.write(usage, in: place, style: look(.dim), align: .right)
        }
        if index == palette.selected { canvas.restyle(place, with: look(.selection)) }
      }
    }
  }

  /// The row of the list at a point of the screen.
  func paletteRow(at point: Point, _ palette: Palette) -> Int? {
    let lines = Array(visibleLines(rows(of: palette), palette))
    guard paletteRoom.contains(point), lines.indices.contains(point.y - paletteRoom.y),
      case .row(let index) = lines[point.y - paletteRoom.y]
    else { return nil }
    return index
  }

  // MARK: The command line

  /// The line in the last row, and above it what is wrong with it or what it can become.
  func drawPrompt(_ prompt: Prompt, on canvas: inout Canvas, in rect: Rect) {
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
      prompt.chosen?.completion ?? completion(of: prompt), prompt.chosen?.index, on: &canvas, above: rect)
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
