import Terminal

extension State {
  /// The rows of the list of `?`.
  package func rows(of palette: Palette) -> [Palette.Row] {
    palette.rows(keymap, in: display.pane, of: diagram.study.vocabulary, look: look)
  }

  /// A key while the list is open.
  mutating func press(_ key: Key, in palette: Palette) -> [Effect] {
    var palette = palette
    let rows = rows(of: palette)
    let page = max(1, PaletteView.room(size).height - 2)
    switch key {
    case .escape, .control("c"), .character("?"): return close()
    case .enter: return choose(palette.selected, of: rows)
    case .up, .control("p"): palette.selected -= 1
    case .down, .control("n"), .tab: palette.selected += 1
    case .pageUp: palette.selected -= page
    case .pageDown: palette.selected += page
    case .control("l"): return [.redraw]
    default:
      guard palette.filter.edit(key) else { return [] }
      palette.selected = 0
    }
    palette.selected = min(max(0, palette.selected), max(0, self.rows(of: palette).count - 1))
    overlay = .palette(palette)
    return []
  }

  /// Runs a row, or has its arguments typed.
  mutating func choose(_ index: Int, of rows: [Palette.Row]) -> [Effect] {
    guard rows.indices.contains(index) else { return [] }
    let text = rows[index].text
    guard let command = try? Command(text, diagram.study.vocabulary) else {
      return open(Prompt(.command, text: text))
    }
    return close() + run(command)
  }
}
