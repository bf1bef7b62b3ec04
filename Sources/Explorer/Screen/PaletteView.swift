import Terminal

/// The list of `?` on the screen.
struct PaletteView {
  private let palette: Palette
  private let rows: [Palette.Row]
  private let size: Size
  private let look: Look

  /// - Parameter rows: what the filter leaves.
  init(_ palette: Palette, _ rows: [Palette.Row], size: Size, look: Look) {
    (self.palette, self.rows, self.size, self.look) = (palette, rows, size, look)
  }

  private static func frame(_ size: Size) -> Rect {
    Rect(x: 0, y: 2, width: size.width, height: max(0, size.height - 3))
  }

  /// Of the list's lines.
  static func room(_ size: Size) -> Rect {
    Pane(title: "", isFocused: true).inner(of: frame(size)).inset(horizontally: 1, vertically: 0)
  }

  /// A line of the list: a section's name, or a row by its index.
  private enum Line {
    case section(String)
    case row(Int)
  }

  /// The lines that are visible: the selected row is among them, and what comes before it as far as there is room.
  private var visibleLines: ArraySlice<Line> {
    var lines: [Line] = []
    var selected = 0
    for (index, row) in rows.enumerated() {
      if index == 0 || rows[index - 1].section != row.section { lines.append(.section(row.section)) }
      if index == palette.selected { selected = lines.count }
      lines.append(.row(index))
    }
    let height = Self.room(size).height
    // A page at a time, so that the list does not move with every key.
    let first = selected < height ? 0 : min((selected / height) * height, max(0, lines.count - height))
    return lines.dropFirst(first).prefix(height)
  }

  func draw(on canvas: inout Canvas) {
    let title =
      palette.filter.isEmpty ? "keys and commands" : "keys and commands with: \(palette.filter.text)"
    Pane(title: title, isFocused: true).draw(on: &canvas, in: Self.frame(size), look: look)
    let room = Self.room(size)
    guard !rows.isEmpty else {
      return canvas.writeEmpty("nothing has these words in it", in: room, look: look)
    }
    let keyWidth = min(rows.map(\.keys.columns).max() ?? 0, room.width / 3)
    for (offset, line) in visibleLines.enumerated() {
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
  func row(at point: Point) -> Int? {
    let (lines, room) = (Array(visibleLines), Self.room(size))
    guard room.contains(point), lines.indices.contains(point.y - room.y),
      case .row(let index) = lines[point.y - room.y]
    else { return nil }
    return index
  }
}
