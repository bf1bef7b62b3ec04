import Terminal

/// The list of `?`: every key and command, filtered by what is typed; Enter runs one.
package struct Palette: Hashable, Sendable {
  package internal(set) var filter = TextLine()
  /// Index among the rows that the filter leaves.
  package internal(set) var selected = 0

  package struct Row: Hashable, Sendable {
    /// Rows of one section stand together, under its name.
    package let section: String
    package let keys: String
    package let help: String
    /// As it is typed; with blanks at its end where it needs something more.
    package let text: String

    /// Whether every word is somewhere in it.
    func matches(_ filter: String) -> Bool {
      let all = "\(keys) \(help) :\(text)".lowercased()
      return filter.lowercased().split(separator: " ").allSatisfy { all.contains($0) }
    }
  }
}

extension State {
  package var palette: Palette? {
    if case .palette(let palette) = overlay { palette } else { nil }
  }

  /// What the filter leaves of the keys of the pane, of all keys, and of the commands that have none.
  package func rows(of palette: Palette) -> [Palette.Row] {
    let isOfPane = { (binding: Binding) in self.pane.commands.contains(binding.command) }
    let bound = Set(keymap.bindings.map(\.command.name))
    func row(_ binding: Binding, _ section: String) -> Palette.Row {
      .init(
        section: section, keys: binding.keys.map { name($0) }.joined(separator: " "), help: binding.help,
        text: binding.command.text)
    }
    let rows =
      keymap.bindings.filter(isOfPane).map { row($0, "in the pane \(pane.name)") }
      + keymap.bindings.filter { !isOfPane($0) }.map { row($0, "everywhere") }
      + Command.forms.filter { !bound.contains($0.name) || $0.argument.isNeeded }.map { form in
        .init(
          section: "to be typed", keys: "", help: form.help,
          text: form.name + (form.argument.isNeeded ? " " : ""))
      } + [
        .init(
          section: "on the picture", keys: "_",
          help: "underlined letter: split votes",
          text: Command.find(.number("confidence", .atMost, 0.75)).text)
      ]
    return rows.filter { $0.matches(palette.filter.text) }
  }

  /// A key as this screen can show it.
  func name(_ key: Key) -> String { look.glyphs == .unicode ? key.name : key.name.withArrowNames }

  /// A key while the list is open.
  mutating func press(_ key: Key, in palette: Palette) -> [Effect] {
    var palette = palette
    let rows = rows(of: palette)
    let page = max(1, paletteRoom.height - 2)
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
    guard let command = try? Command(text) else { return open(Prompt(.command, text: text)) }
    return close() + run(command)
  }
}

extension PaneKind {
  /// The commands that change what this pane shows.
  var commands: [Command] {
    switch self {
    case .loss: [.earlier, .later, .curves(nil)]
    case .limit: [.measure, .curves(nil)]
    case .order: [.pane(.order), .earlier, .later, .curves(nil)]
    case .depth, .paths: [.measure, .curves(nil)]
    }
  }
}
