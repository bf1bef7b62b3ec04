/// One character of the screen and its style. `nil` in `character` is the right half of a wide character.
package struct Glyph: Hashable, Sendable {
  package var character: Character?
  package var style: Style

  package static let blank = Glyph(character: " ", style: .plain)
}

/// A grid of styled characters that widgets draw on. Whatever lies outside is clipped.
package struct Canvas: Hashable, Sendable {
  package let size: Size
  /// Row by row from the top.
  package private(set) var glyphs: [Glyph]

  package init(_ size: Size, style: Style = .plain) {
    self.size = Size(width: max(0, size.width), height: max(0, size.height))
    glyphs = Array(repeating: Glyph(character: " ", style: style), count: self.size.width * self.size.height)
  }

  package var bounds: Rect { Rect(size) }

  package subscript(x: Int, y: Int) -> Glyph {
    get { contains(x, y) ? glyphs[y * size.width + x] : .blank }
    set { put(newValue.character ?? " ", x: x, y: y, style: newValue.style) }
  }

  private func contains(_ x: Int, _ y: Int) -> Bool { x >= 0 && y >= 0 && x < size.width && y < size.height }

  /// Writes one character and returns the columns that it takes. Half of a wide character that is overwritten
  /// becomes a blank.
  @discardableResult
  package mutating func put(_ character: Character, x: Int, y: Int, style: Style) -> Int {
    let shown = character.isPrintable ? character : "?"
    let width = shown.columns
    guard contains(x, y), width > 0 else { return width }
    blankHalves(x, y)
    if width == 2 {
      guard x + 1 < size.width else {
        glyphs[y * size.width + x] = Glyph(character: " ", style: style)
        return width
      }
      blankHalves(x + 1, y)
      glyphs[y * size.width + x + 1] = Glyph(character: nil, style: style)
    }
    glyphs[y * size.width + x] = Glyph(character: shown, style: style)
    return width
  }

  private mutating func blankHalves(_ x: Int, _ y: Int) {
    let index = y * size.width + x
    if glyphs[index].character == nil, x > 0 { glyphs[index - 1].character = " " }
    if x + 1 < size.width, glyphs[index + 1].character == nil { glyphs[index + 1].character = " " }
  }

  /// Writes text from (x, y) rightwards, clipped at `limit` columns. Returns the column after it.
  @discardableResult
  package mutating func write(_ text: String, x: Int, y: Int, style: Style, limit: Int = .max) -> Int {
    let end = limit > size.width - x ? size.width : x + limit
    var column = x
    for character in text {
      let width = character.columns
      if column + width > end { break }
      put(character, x: column, y: y, style: style)
      column += width
    }
    return column
  }

  /// Writes text into the first row of a rectangle; what does not fit is cut.
  package mutating func write(_ text: String, in rect: Rect, style: Style, align: Alignment = .left) {
    guard !rect.isEmpty else { return }
    let width = text.columns
    let x =
      switch align {
      case .left: rect.x
      case .center: rect.x + max(0, (rect.width - width) / 2)
      case .right: rect.x + max(0, rect.width - width)
      }
    write(text, x: x, y: rect.y, style: style, limit: rect.maxX - x)
  }

  package mutating func fill(_ rect: Rect, with character: Character = " ", style: Style) {
    for y in max(0, rect.y)..<max(0, rect.y, min(size.height, rect.maxY)) {
      for x in max(0, rect.x)..<max(0, rect.x, min(size.width, rect.maxX)) {
        put(character, x: x, y: y, style: style)
      }
    }
  }

  /// Lays a style over the characters that are there.
  package mutating func restyle(_ rect: Rect, with style: Style) {
    for y in rect.y..<rect.maxY {
      for x in rect.x..<rect.maxX where contains(x, y) {
        glyphs[y * size.width + x].style = glyphs[y * size.width + x].style.overlaid(with: style)
      }
    }
  }

  /// The characters without their styles, a line a row, without blanks at the ends of lines.
  package var text: String {
    (0..<size.height).map { y in
      var line = ""
      for x in 0..<size.width {
        if let character = glyphs[y * size.width + x].character { line.append(character) }
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// The same picture with a style's colours in place of the terminal's own.
  package func grounded(on ground: Style) -> Canvas {
    guard ground.foreground != .terminal || ground.background != .terminal else { return self }
    var copy = self
    for index in glyphs.indices {
      let style = glyphs[index].style
      if style.foreground == .terminal { copy.glyphs[index].style.foreground = ground.foreground }
      if style.background == .terminal { copy.glyphs[index].style.background = ground.background }
    }
    return copy
  }

  /// The same picture in the characters of a set.
  package func folded(to set: GlyphSet) -> Canvas {
    guard set != .unicode else { return self }
    var copy = self
    for (index, glyph) in glyphs.enumerated() {
      copy.glyphs[index].character = set.nearest(glyph.character ?? " ")
    }
    return copy
  }
}

package enum Alignment: Sendable {
  case left, center, right
}
