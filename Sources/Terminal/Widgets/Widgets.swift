/// A border with a title. Its contents go into `inner(of:)`.
package struct Pane: Sendable {
  package var title: String
  package var isFocused: Bool

  /// Names of pages, of which one is chosen; they stand in place of a title.
  package var tabs: [String]
  package var chosen: Int

  package init(title: String = "", isFocused: Bool = false, tabs: [String] = [], chosen: Int = 0) {
    self.title = title
    self.isFocused = isFocused
    self.tabs = tabs
    self.chosen = chosen
  }

  package func inner(of rect: Rect) -> Rect { rect.inset(by: 1) }

  package func draw(on canvas: inout Canvas, in rect: Rect, look: Look) {
    guard rect.width >= 2, rect.height >= 2 else { return }
    let style = look(isFocused ? .borderFocus : .border)
    let line = look.draw(Array("─│╭╮╰╯"), Array("-|++++"))
    for y in [rect.y, rect.maxY - 1] {
      canvas.fill(Rect(x: rect.x, y: y, width: rect.width, height: 1), with: line[0], style: style)
    }
    for x in [rect.x, rect.maxX - 1] {
      canvas.fill(Rect(x: x, y: rect.y, width: 1, height: rect.height), with: line[1], style: style)
    }
    canvas.put(line[2], x: rect.x, y: rect.y, style: style)
    canvas.put(line[3], x: rect.maxX - 1, y: rect.y, style: style)
    canvas.put(line[4], x: rect.x, y: rect.maxY - 1, style: style)
    canvas.put(line[5], x: rect.maxX - 1, y: rect.maxY - 1, style: style)
    guard tabs.isEmpty else { return drawTabs(on: &canvas, in: rect, look: look) }
    guard !title.isEmpty, rect.width > 6 else { return }
    canvas.write(" \(title) ", x: rect.x + 1, y: rect.y, style: look(.title), limit: rect.width - 2)
  }

  /// `1 loss [2 limit] 3 order`; where there is little room, of the last pages that are not chosen only the first word.
  private func drawTabs(on canvas: inout Canvas, in rect: Rect, look: Look) {
    var x = rect.x + 1
    for (index, text) in shownTabs(in: rect).enumerated() {
      let isChosen = index == chosen
      let bracket = isChosen ? "[" : index == chosen + 1 ? "]" : " "
      x = canvas.write(bracket, x: x, y: rect.y, style: look(.title), limit: rect.maxX - 1 - x)
      x = canvas.write(text, x: x, y: rect.y, style: look(isChosen ? .title : .dim), limit: rect.maxX - 1 - x)
    }
    canvas.write(
      chosen == tabs.count - 1 ? "]" : " ", x: x, y: rect.y, style: look(.title), limit: rect.maxX - 1 - x)
  }

  private func shownTabs(in rect: Rect) -> [String] {
    var shown = tabs
    func width() -> Int { shown.reduce(shown.count + 1) { $0 + $1.columns } }
    for index in tabs.indices.reversed() where index != chosen && width() > rect.width - 2 {
      shown[index] = tabs[index].split(separator: " ").first.map(String.init) ?? tabs[index]
    }
    return shown
  }

  /// Where the tabs' names stand in a pane that is drawn in a rectangle.
  package func tabPlaces(in rect: Rect) -> [Rect] {
    var x = rect.x + 2
    return shownTabs(in: rect).map { text in
      defer { x += text.columns + 1 }
      return Rect(x: x, y: rect.y, width: min(text.columns, max(0, rect.maxX - 1 - x)), height: 1)
    }
  }
}

/// A bar that fills from the left.
package struct ProgressBar: Sendable {
  /// 0 … 1.
  package var fraction: Double

  package init(fraction: Double) { self.fraction = fraction }

  package func draw(on canvas: inout Canvas, in rect: Rect, look: Look) {
    guard !rect.isEmpty else { return }
    let filled = min(1, max(0, fraction.isFinite ? fraction : 0)) * Double(rect.width)
    let halves = Int((filled * 2).rounded(.down))
    for column in 0..<rect.width {
      let character: Character =
        halves >= 2 * column + 2
        ? look.draw("█", "#") : halves == 2 * column + 1 ? look.draw("▌", "-") : look.draw("─", "-")
      let style = look(halves > 2 * column ? .key : .border)
      canvas.put(character, x: rect.x + column, y: rect.y, style: style)
    }
  }
}

/// Words that explain colours: each a sample followed by its name.
package struct Legend: Sendable {
  package var entries: [(sample: String, style: Style, name: String)]

  package init(_ entries: [(sample: String, style: Style, name: String)]) { self.entries = entries }

  /// Columns with the names, or without.
  package func width(named: Bool) -> Int {
    entries.reduce(0) { $0 + $1.sample.columns + (named && !$1.name.isEmpty ? 1 + $1.name.columns : 0) + 1 }
      - 1
  }

  /// Draws right-aligned; the names go first where there is no room, then everything.
  package func draw(on canvas: inout Canvas, in rect: Rect, look: Look) {
    let named = width(named: true) <= rect.width
    guard named || width(named: false) <= rect.width else { return }
    var x = rect.maxX - width(named: named)
    for entry in entries {
      x = canvas.write(entry.sample, x: x, y: rect.y, style: entry.style)
      if named, !entry.name.isEmpty {
        x = canvas.write(" " + entry.name, x: x, y: rect.y, style: look(.text))
      }
      x += 1
    }
  }
}

/// Keys and what they do, in one line; whole hints only.
package struct HintLine: Sendable {
  package var hints: [(keys: String, help: String)]

  package init(_ hints: [(keys: String, help: String)]) { self.hints = hints }

  package func draw(on canvas: inout Canvas, in rect: Rect, look: Look) {
    for (index, place) in places(in: rect) {
      let x = canvas.write(hints[index].keys, x: place.x, y: place.y, style: look(.key))
      canvas.write(" " + hints[index].help, x: x, y: place.y, style: look(.help))
    }
  }

  /// Which hints there is room for, and where they stand.
  package func places(in rect: Rect) -> [(index: Int, place: Rect)] {
    // How to get help and how to leave stand last, and must not be what is left out.
    var room = rect.width
    let order = Array(hints.indices.suffix(2).reversed()) + Array(hints.indices.dropLast(2))
    func width(_ index: Int) -> Int { hints[index].keys.columns + 1 + hints[index].help.columns }
    let shown = order.filter { index in
      guard width(index) <= room else { return false }
      room -= width(index) + 2
      return true
    }
    var x = rect.x
    return shown.sorted().map { index in
      defer { x += width(index) + 2 }
      return (index, Rect(x: x, y: rect.y, width: width(index), height: 1))
    }
  }
}
