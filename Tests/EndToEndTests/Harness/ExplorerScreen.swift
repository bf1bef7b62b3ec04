/// What the explorer's screen says, read where a person would look.
extension Screen {
  /// The study in the header.
  var study: String { words(0).first ?? "" }

  /// Cells finished and cells wanted, from `91/117` in the second row.
  var progress: Progress {
    for word in words(1) {
      let parts = word.split(separator: "/").map { Int($0) }
      if parts.count == 2, let done = parts[0], let total = parts[1] {
        return Progress(done: done, total: total)
      }
    }
    return Progress(done: 0, total: 0)
  }

  struct Progress: Hashable {
    var done: Int
    var total: Int
  }

  var isComplete: Bool { words(1).contains("complete") }
  var isPaused: Bool { words(1).contains("paused") }

  /// Hints, or one line of news.
  var lastLine: String { rows.last ?? "" }

  /// The cells inside the grid's border, from the top; empty when there is no border.
  var grid: [ArraySlice<Cell>] {
    guard cells.count > 3, let left = cells[2].firstIndex(where: { "╭+".contains($0.text) }),
      let right = cells[2][(left + 1)...].firstIndex(where: { "╮+".contains($0.text) })
    else { return [] }
    // On the left border there are ticks and the cursor's sign.
    return cells[3...].prefix { "│|├┤┼>+".contains($0[left].text) && !"─-┬+┴┼^".contains($0[left + 1].text) }
      .map { $0[(left + 1)..<right] }
  }

  /// The grid's characters.
  var gridText: [String] { grid.map { $0.map(\.text).joined() } }

  /// The rows of the pane beside the grid, without its border.
  var pane: [String] {
    guard let end = grid.first?.endIndex else { return [] }
    return cells.dropFirst(3).prefix(grid.count).map { row in
      row.dropFirst(end + 2).dropLast().map(\.text).joined()
    }
  }

  /// The values at the cursor by their symbols, from `α 6.31  L 91  S 6.31` at the top of the pane.
  var cursorValues: [String: Double] {
    let words = pane.first?.split(separator: " ").map(String.init) ?? []
    let pairs = zip(words, words.dropFirst()).compactMap { name, text in Double(text).map { (name, $0) } }
    return Dictionary(pairs) { first, _ in first }
  }

  /// A letter or a colour at every place of the grid.
  var gridIsFull: Bool {
    !grid.isEmpty
      && grid.joined().allSatisfy { !" ·".contains($0.text) || $0.style.background != .standard }
  }

  private func words(_ row: Int) -> [String] {
    row < cells.count ? rows[row].split(separator: " ").map(String.init) : []
  }
}
