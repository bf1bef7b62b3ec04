import Terminal

/// What the signs on the grid mean, in its upper border behind the title.
struct FrameLegend {
  /// What there is to say, the most needed first; each in several lengths, the longest first.
  var entries: [[String]] = []

  /// Adds one; nothing where there are no texts.
  mutating func add(_ texts: [String]) { if !texts.isEmpty { entries.append(texts) } }

  /// The texts that have room together: the first entries in their shortest form before the others, then as long as they
  /// can be.
  func texts(in room: Int) -> [String] {
    func width(_ text: String) -> Int { text.columns + 2 }
    var free = room
    var shown: [Int] = []
    for (index, entry) in entries.enumerated() {
      guard let shortest = entry.last.map(width), shortest <= free else { continue }
      free -= shortest
      shown.append(index)
    }
    return shown.compactMap { index in
      let entry = entries[index]
      let shortest = entry.last.map(width) ?? 0
      guard let text = entry.first(where: { width($0) <= free + shortest }) else { return nil }
      free -= width(text) - shortest
      return text
    }
  }

  /// - Parameter start: of the first text, behind the border's left end.
  func draw(on canvas: inout Canvas, in box: Rect, after start: Int, look: Look) {
    var x = box.x + start
    for text in texts(in: box.width - start - 1) {
      x = canvas.write(" \(text) ", x: x, y: box.y, style: look(.text))
    }
  }
}
