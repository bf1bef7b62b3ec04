/// A grid of coloured cells at twice the resolution of the characters, in both directions.
///
/// The caller paints tiles into pixels (2 × 2 a character). A character whose pixels are one tile is a coloured
/// surface, with the tile's letter at the middle of the tile; where tiles of two colours meet it is a quadrant block,
/// exact; where three or four meet it is a half block. Without colours, or in ASCII without blocks, letters carry all.
package struct Heatmap: Sendable {
  /// What is known about one cell.
  package struct Tile: Hashable, Sendable {
    package enum Mark: Hashable, Sendable {
      case none, running, queued, failed
    }

    /// Different for different cells.
    package var identity: Int
    package var letter: Character
    package var style: Style
    package var mark: Mark
    /// The colour is that of a coarser cell, because this one is not measured yet.
    package var isBorrowed: Bool

    package init(identity: Int, letter: Character, style: Style, mark: Mark = .none, isBorrowed: Bool = false)
    {
      self.identity = identity
      self.letter = letter
      self.style = style
      self.mark = mark
      self.isBorrowed = isBorrowed
    }
  }

  /// A label beside the grid: a row or column of characters, counted from the upper left corner.
  package struct AxisLabel: Hashable, Sendable {
    package var offset: Int
    package var text: String
    package var isEmphasised: Bool

    package init(offset: Int, text: String, isEmphasised: Bool = false) {
      self.offset = offset
      self.text = text
      self.isEmphasised = isEmphasised
    }
  }

  /// Characters of the grid.
  package let size: Size
  /// `2·width × 2·height`, row by row from the top.
  package var pixels: [Tile?]
  /// In characters of the grid.
  package var cursor: Rect?
  package var selection: Rect?
  /// Characters that a theoretical boundary runs through.
  package var boundary: Set<Point> = []

  package init(size: Size) {
    self.size = size
    pixels = Array(repeating: nil, count: 4 * size.width * size.height)
  }

  /// Paints a block of pixels, clipped.
  package mutating func paint(_ tile: Tile, columns: Range<Int>, rows: Range<Int>) {
    let x = columns.clamped(to: 0..<2 * size.width)
    for y in rows.clamped(to: 0..<2 * size.height) {
      for index in x { pixels[y * 2 * size.width + index] = tile }
    }
  }

  /// Draws the grid with its upper left corner at (x, y).
  package func draw(on canvas: inout Canvas, x: Int, y: Int, look: Look) {
    for row in 0..<size.height {
      for column in 0..<size.width {
        let glyph = character(column, row, look: look)
        canvas.put(glyph.character ?? " ", x: x + column, y: y + row, style: glyph.style)
      }
    }
    if let selection { highlight(selection, role: .selection, on: &canvas, x: x, y: y, look: look) }
    if let cursor { draw(cursor: cursor, on: &canvas, x: x, y: y, look: look) }
  }

  private func quad(_ column: Int, _ row: Int) -> [Tile?] {
    let start = 2 * row * 2 * size.width + 2 * column
    return [
      pixels[start], pixels[start + 1], pixels[start + 2 * size.width], pixels[start + 2 * size.width + 1],
    ]
  }

  private func character(_ column: Int, _ row: Int, look: Look) -> Glyph {
    let tiles = quad(column, row)
    let theory = boundary.contains(Point(x: column, y: row))
    if look.hasColor, look.glyphs == .unicode, !theory, let blocks = blocks(tiles, look: look) {
      return blocks
    }
    // Letters: of the tile that covers most, the lower left one where none does.
    guard let tile = majority(tiles) ?? tiles[2] else {
      return theory
        ? Glyph(character: look.glyph(.boundaryTheory), style: look(.boundaryTheory))
        : Glyph(character: " ", style: look(.cellEmpty))
    }
    var style = tile.style
    if theory {
      return Glyph(character: look.glyph(.boundaryTheory), style: style.overlaid(with: look(.boundaryTheory)))
    }
    switch tile.mark {
    case .running:
      return Glyph(character: look.glyph(.cellRunning), style: surface(tile.style, text: look(.cellRunning)))
    case .failed:
      return Glyph(character: look.glyph(.cellFailed), style: surface(tile.style, text: look(.cellFailed)))
    case .queued:
      return Glyph(character: look.glyph(.cellQueued), style: look(.cellQueued))
    case .none: break
    }
    if !look.hasColor {
      if tile.isBorrowed {
        style.modifiers = style.modifiers.subtracting(.bold).union(.dim)
        return Glyph(character: Character(tile.letter.lowercased()), style: style)
      }
      return Glyph(character: tile.letter, style: style)
    }
    let isWhole = tiles.allSatisfy { $0?.identity == tile.identity }
    let shown = isWhole && !tile.isBorrowed && isMiddle(column, row, of: tile)
    return Glyph(character: shown ? tile.letter : " ", style: style)
  }

  private func surface(_ style: Style, text: Style) -> Style {
    guard style.background != .terminal else { return text }
    // On a coloured surface the surface's own text colour is the readable one.
    return Style(foreground: style.foreground, background: style.background, modifiers: text.modifiers)
  }

  /// The quadrant block for pixels of different tiles; `nil` when they are one tile.
  private func blocks(_ tiles: [Tile?], look: Look) -> Glyph? {
    guard !tiles.allSatisfy({ $0?.identity == tiles[0]?.identity && $0?.isBorrowed == tiles[0]?.isBorrowed })
    else {
      return nil
    }
    let inks = tiles.map { tile -> Color in
      guard let tile else { return .terminal }
      if tile.mark == .running { return look(.cellRunning).foreground }
      return tile.mark == .queued ? .terminal : tile.style.background
    }
    var colors: [Color] = []
    for ink in inks where !colors.contains(ink) { colors.append(ink) }
    if colors.count == 1 { return Glyph(character: " ", style: Style(background: inks[0])) }
    if colors.count == 2 {
      // The terminal's own background has no foreground colour to paint it with.
      let ink = colors[0] == .terminal ? colors[1] : colors[0]
      let paper = ink == colors[0] ? colors[1] : colors[0]
      let mask = inks.enumerated().reduce(0) { $0 | ($1.element == ink ? 1 << $1.offset : 0) }
      return Glyph(character: Self.quadrants[mask], style: Style(foreground: ink, background: paper))
    }
    // Three or four colours: the finer cells are right and up, so they give each half its colour.
    let upper = inks[0] == inks[2] ? inks[1] : inks[0]
    let lower = inks[2] == upper ? inks[3] : inks[2]
    if upper == .terminal { return Glyph(character: "▄", style: Style(foreground: lower)) }
    return Glyph(character: "▀", style: Style(foreground: upper, background: lower))
  }

  /// By the bits 1 upper left, 2 upper right, 4 lower left, 8 lower right.
  private static let quadrants: [Character] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]

  private func majority(_ tiles: [Tile?]) -> Tile? {
    tiles.compactMap { $0 }.first { tile in tiles.filter { $0?.letter == tile.letter }.count >= 3 }
  }

  /// Whether a character is the one at the middle of the tile's block, where its letter goes.
  private func isMiddle(_ column: Int, _ row: Int, of tile: Tile) -> Bool {
    func same(_ x: Int, _ y: Int) -> Bool {
      x >= 0 && y >= 0 && x < size.width && y < size.height
        && quad(x, y).allSatisfy { $0?.identity == tile.identity && $0?.isBorrowed == false }
    }
    var left = 0
    var right = 0
    var up = 0
    var down = 0
    while same(column - left - 1, row) { left += 1 }
    while same(column + right + 1, row) { right += 1 }
    while same(column, row - up - 1) { up += 1 }
    while same(column, row + down + 1) { down += 1 }
    return left == (left + right) / 2 && up == (up + down) / 2
  }

  private func highlight(
    _ rect: Rect, role: Role, on canvas: inout Canvas, x: Int, y: Int, look: Look
  ) {
    let visible = Rect(
      x: x + max(0, rect.x), y: y + max(0, rect.y), width: min(rect.maxX, size.width) - max(0, rect.x),
      height: min(rect.maxY, size.height) - max(0, rect.y))
    canvas.restyle(visible, with: look(role))
  }

  /// The cursor's cell stands out, in brackets where there is room for them inside the grid.
  private func draw(cursor: Rect, on canvas: inout Canvas, x: Int, y: Int, look: Look) {
    highlight(cursor, role: .cursor, on: &canvas, x: x, y: y, look: look)
    let inside = cursor.width >= 3 ? 0 : 1
    let row = cursor.y + (cursor.height - 1) / 2
    guard row >= 0, row < size.height else { return }
    let ends: [(Int, Character)] = [(cursor.x - inside, "["), (cursor.maxX - 1 + inside, "]")]
    for (column, bracket) in ends where column >= 0 && column < size.width {
      let under = canvas[x + column, y + row].style
      let ink = inside == 0 ? look(.cursor) : Style(modifiers: .bold)
      canvas.put(bracket, x: x + column, y: y + row, style: readable(under).overlaid(with: ink))
    }
  }

  /// A block's style has its two colours as text and surface; a bracket over it needs a contrast instead.
  private func readable(_ style: Style) -> Style {
    guard let luminance = style.background.luminance, style.background != .terminal else { return .plain }
    return Style(
      foreground: .indexed(luminance > 0.45 ? 0 : 15), background: style.background,
      modifiers: style.modifiers)
  }
}
