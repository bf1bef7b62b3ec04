/// A line of text that is being typed, with its cursor.
package struct TextLine: Hashable, Sendable {
  private static let most = 1000

  private var characters: [Character]
  /// The place of the next character, in characters.
  package private(set) var cursor: Int

  package init(_ text: String = "") {
    characters = Array(text.prefix(Self.most))
    cursor = characters.count
  }

  package var text: String { String(characters) }
  package var textBeforeCursor: String { String(characters[..<cursor]) }
  package var isEmpty: Bool { characters.isEmpty }

  /// Does what a key does to a line; `false` when it does nothing to any.
  package mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .character(let character), .pasted(let character): insert(character)
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .backspace: if cursor > 0 { remove(cursor - 1..<cursor) }
    case .delete, .control("d"): if cursor < characters.count { remove(cursor..<cursor + 1) }
    case .control("u"): remove(0..<cursor)
    case .control("k"): remove(cursor..<characters.count)
    case .control("w"): remove(wordStart..<cursor)
    default: return false
    }
    return true
  }

  /// Puts a text in the place of what stands from `start` to the cursor.
  package mutating func replace(from start: Int, with text: String) {
    remove(min(start, cursor)..<cursor)
    for character in text { insert(character) }
  }

  private mutating func insert(_ character: Character) {
    guard characters.count < Self.most, character.isPrintable else { return }
    characters.insert(character, at: cursor)
    cursor += 1
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  private var wordStart: Int {
    let before = characters[..<cursor]
    let end = before.lastIndex { !$0.isWhitespace }.map { $0 + 1 } ?? 0
    return before[..<end].lastIndex(where: \.isWhitespace).map { $0 + 1 } ?? 0
  }

  /// Draws the line behind its prompt; a longer one shows the part around the cursor.
  package func draw(prompt: String, on canvas: inout Canvas, in rect: Rect, look: Look) {
    guard !rect.isEmpty else { return }
    let start = canvas.write(prompt, x: rect.x, y: rect.y, style: look(.key), limit: rect.width)
    let room = rect.maxX - start - 1
    guard room > 0 else { return }
    var first = 0
    while String(characters[first..<cursor]).columns > room { first += 1 }
    var x = start
    for (index, character) in (characters + [" "]).enumerated().dropFirst(first) where x < rect.maxX {
      let style = index == cursor ? look(.input).overlaid(with: Style(modifiers: .reverse)) : look(.input)
      x += canvas.put(character, x: x, y: rect.y, style: style)
    }
  }
}
