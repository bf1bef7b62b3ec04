/// A grid of coloured cells at twice the resolution of the characters, in both directions.
///
/// The caller paints tiles into pixels (2 × 2 a character). A character whose pixels are one tile is a coloured
/// surface, with the tile's letter at its lower left cell; where tiles of two colours meet it is a quadrant block,
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

  /// Characters of the grid.
  package let size: Size
  /// Characters of one cell at the resolution of the cursor; a tile may cover several.
  package let cell: Size
  /// Every tile once; pixels point to them.
  private var tiles: [Tile] = []
  private var indices: [Tile: Int32] = [:]
  /// `2·width × 2·height`, row by row from the top: indices of tiles, −1 for none.
  private var pixels: [Int32]
  /// In characters of the grid.
  package var cursor: Rect?
  package var selection: Rect?
  /// Characters that a theoretical boundary runs through.
  package var boundary: Set<Point> = []

  package init(size: Size, cell: Size = Size(width: 1, height: 1)) {
    self.size = size
    self.cell = cell
    pixels = Array(repeating: -1, count: 4 * size.width * size.height)
  }

  /// Paints a block of pixels, clipped.
  package mutating func paint(_ tile: Tile, columns: Range<Int>, rows: Range<Int>) {
    let x = columns.clamped(to: 0..<2 * size.width)
    let y = rows.clamped(to: 0..<2 * size.height)
    guard !x.isEmpty, !y.isEmpty else { return }
    let index: Int32
    if let known = indices[tile] {
      index = known
    } else {
      index = Int32(tiles.count)
      tiles.append(tile)
      indices[tile] = index
    }
    for row in y {
      for pixel in row * 2 * size.width + x.lowerBound..<row * 2 * size.width + x.upperBound {
        pixels[pixel] = index
      }
    }
  }

  /// The tile of a pixel; coordinates beyond the edges mean the pixel at the edge.
  package func tile(x: Int, y: Int) -> Tile? {
    guard !pixels.isEmpty else { return nil }
    let index = pixels[
      min(max(y, 0), 2 * size.height - 1) * 2 * size.width + min(max(x, 0), 2 * size.width - 1)]
    return index < 0 ? nil : tiles[Int(index)]
  }

  /// Draws the grid with its upper left corner at (x, y).
  package func draw(on canvas: inout Canvas, x: Int, y: Int, look: Look) {
    let wholes = wholes
    let hasLetter = lettered(wholes)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let index = row * size.width + column
        let glyph =
          boundary.contains(Point(x: column, y: row))
          ? crossed(column, row, look: look)
          : wholes[index] >= 0
            ? surface(tiles[Int(wholes[index])], hasLetter: hasLetter[index], look: look)
            : mixed(column, row, look: look)
        canvas.put(glyph.character ?? " ", x: x + column, y: y + row, style: glyph.style)
      }
    }
    if let selection { highlight(selection, role: .selection, on: &canvas, x: x, y: y, look: look) }
    if let cursor { draw(cursor: cursor, on: &canvas, x: x, y: y, look: look) }
  }

  /// For each character the one tile that covers it; −1 where there are several, or none.
  private var wholes: [Int32] {
    (0..<size.width * size.height).map { index in
      let quad = quad(index % size.width, index / size.width)
      return quad.0 == quad.1 && quad.0 == quad.2 && quad.0 == quad.3 ? quad.0 : -1
    }
  }

  /// The characters that carry their tile's letter: the middle of its lower left cell, which is the tile's own place.
  private func lettered(_ wholes: [Int32]) -> [Bool] {
    var result = Array(repeating: true, count: wholes.count)
    func keep(count: Int, length: Int, index: (Int, Int) -> Int, place: (Range<Int>) -> Int) {
      for line in 0..<count {
        var start = 0
        while start < length {
          let tile = wholes[index(line, start)]
          var end = start + 1
          while end < length, wholes[index(line, end)] == tile { end += 1 }
          let kept = place(start..<end)
          for other in start..<end where other != kept { result[index(line, other)] = false }
          start = end
        }
      }
    }
    keep(
      count: size.height, length: size.width, index: { $0 * size.width + $1 },
      place: { run in run.lowerBound + (min(cell.width, run.count) - 1) / 2 })
    keep(
      count: size.width, length: size.height, index: { $1 * size.width + $0 },
      place: { run in
        let height = min(cell.height, run.count)
        return run.upperBound - height + (height - 1) / 2
      })
    return result
  }

  /// Indices of the upper left, upper right, lower left and lower right tile of a character.
  private func quad(_ column: Int, _ row: Int) -> (Int32, Int32, Int32, Int32) {
    let start = 2 * row * 2 * size.width + 2 * column
    return (
      pixels[start], pixels[start + 1], pixels[start + 2 * size.width], pixels[start + 2 * size.width + 1]
    )
  }

  private func tiles(_ column: Int, _ row: Int) -> [Tile?] {
    let quad = quad(column, row)
    return [quad.0, quad.1, quad.2, quad.3].map { $0 < 0 ? nil : tiles[Int($0)] }
  }

  /// A character that a theoretical boundary runs through.
  private func crossed(_ column: Int, _ row: Int, look: Look) -> Glyph {
    let style = dominant(tiles(column, row))?.style ?? .plain
    guard style.background != .terminal else {
      let modifiers = look(.boundaryTheory).modifiers.union(style.modifiers.intersection(.underline))
      return Glyph(character: look.glyph(.boundaryTheory), style: Style(modifiers: modifiers))
    }
    return Glyph(character: look.glyph(.boundaryTheory), style: look(.boundaryTheory, on: style))
  }

  /// A character that one tile covers.
  private func surface(_ tile: Tile, hasLetter: Bool, look: Look) -> Glyph {
    switch tile.mark {
    case .running:
      return Glyph(character: look.glyph(.cellRunning), style: surface(tile.style, text: look(.cellRunning)))
    case .failed:
      return Glyph(character: look.glyph(.cellFailed), style: surface(tile.style, text: look(.cellFailed)))
    case .queued:
      return Glyph(character: look.glyph(.cellQueued), style: look(.cellQueued))
    case .none: break
    }
    guard look.hasColor else { return letter(of: tile) }
    return Glyph(character: hasLetter && !tile.isBorrowed ? tile.letter : " ", style: tile.style)
  }

  /// Without colours: a capital where it is measured, a small letter where it is borrowed.
  private func letter(of tile: Tile) -> Glyph {
    guard tile.isBorrowed else { return Glyph(character: tile.letter, style: tile.style) }
    var style = tile.style
    style.modifiers = style.modifiers.subtracting(.bold).union(.dim)
    return Glyph(character: Character(tile.letter.lowercased()), style: style)
  }

  /// A character where several tiles meet, or that has none.
  private func mixed(_ column: Int, _ row: Int, look: Look) -> Glyph {
    let tiles = tiles(column, row)
    guard let tile = dominant(tiles) else { return Glyph(character: " ", style: look(.cellEmpty)) }
    if !look.hasColor {
      return tile.mark == .none ? letter(of: tile) : surface(tile, hasLetter: false, look: look)
    }
    if look.glyphs == .ascii { return Glyph(character: " ", style: tile.style) }
    return blocks(tiles, look: look)
  }

  /// The tile that covers most of a character; the lower left one where none does.
  private func dominant(_ tiles: [Tile?]) -> Tile? {
    let present = tiles.compactMap { $0 }
    return present.first { tile in present.filter { $0.letter == tile.letter }.count >= 3 } ?? tiles[2]
      ?? present.first
  }

  private func surface(_ style: Style, text: Style) -> Style {
    guard style.background != .terminal else { return text }
    // On a coloured surface the surface's own text colour is the readable one.
    return Style(foreground: style.foreground, background: style.background, modifiers: text.modifiers)
  }

  /// The block for pixels of different tiles.
  private func blocks(_ tiles: [Tile?], look: Look) -> Glyph {
    let inks = tiles.map { tile -> Color in
      guard let tile else { return .terminal }
      if tile.mark == .running { return look(.cellRunning).foreground }
      return tile.mark == .queued ? .terminal : tile.style.background
    }
    var colors: [Color] = []
    for ink in inks where !colors.contains(ink) { colors.append(ink) }
    if colors.count == 1 { return Glyph(character: " ", style: Style(background: inks[0])) }
    // A console's font has halves, and no other quadrants.
    let isHalved = inks[0] == inks[1] && inks[2] == inks[3] || inks[0] == inks[2] && inks[1] == inks[3]
    if colors.count == 2, isHalved || look.glyphs == .unicode {
      // The terminal's own background has no foreground colour to paint it with.
      let ink = colors[0] == .terminal ? colors[1] : colors[0]
      let paper = ink == colors[0] ? colors[1] : colors[0]
      let mask = inks.enumerated().reduce(0) { $0 | ($1.element == ink ? 1 << $1.offset : 0) }
      return Glyph(character: Self.quadrants[mask], style: Style(foreground: ink, background: paper))
    }
    // Else each half has one: the finer cells are right and up, so they give each half its colour.
    let upper = inks[0] == inks[2] ? inks[1] : inks[0]
    let lower = inks[2] == upper ? inks[3] : inks[2]
    if upper == .terminal { return Glyph(character: "▄", style: Style(foreground: lower)) }
    return Glyph(character: "▀", style: Style(foreground: upper, background: lower))
  }

  /// By the bits 1 upper left, 2 upper right, 4 lower left, 8 lower right.
  private static let quadrants: [Character] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]

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
    guard let ground = style.background.light else { return .plain }
    // At this luminance black and white stand out alike.
    return Style(
      foreground: .indexed(ground.luminance > 0.18 ? 0 : 15), background: style.background,
      modifiers: style.modifiers)
  }
}
