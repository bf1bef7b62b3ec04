/// What is known about one cell.
package struct HeatmapTile: Hashable, Sendable {
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

  /// Whether it has a letter of its own to show.
  var isLettered: Bool { mark == .none && !isBorrowed && letter != " " }

  /// What tiles have in common that look the same; `nil` where they do not. Where there is none, none differs.
  init?(alike tiles: [HeatmapTile?]) {
    let tiles = tiles.compactMap(\.self)
    guard let first = tiles.first, first.mark == .none, first.letter != " " else {
      return nil
    }
    var all = first
    for tile in tiles {
      guard tile.mark == .none, tile.letter == first.letter,
        tile.style.foreground == first.style.foreground, tile.style.background == first.style.background
      else { return nil }
      all.isBorrowed = all.isBorrowed || tile.isBorrowed
      all.style.modifiers.formUnion(tile.style.modifiers)
    }
    self = all
  }

  package init(identity: Int, letter: Character, style: Style, mark: Mark = .none, isBorrowed: Bool = false) {
    self.identity = identity
    self.letter = letter
    self.style = style
    self.mark = mark
    self.isBorrowed = isBorrowed
  }
}

/// The character that shows a block of 2 × 2 pixels, by the tiles that they belong to: upper left, upper right, lower left
/// and lower right, `nil` where there is none.
struct TileGlyphs {
  let look: Look

  /// A character that a line runs through.
  /// - Parameter sign: the line's own, in bold; `nil`: that of its role.
  func crossed(_ tiles: [HeatmapTile?], by role: Role, sign: Character? = nil) -> Glyph {
    let style = dominant(tiles)?.style ?? .plain
    let bold: Modifiers = sign == nil ? [] : .bold
    let character = sign ?? look.glyph(role)
    guard style.background != .terminal else {
      let modifiers = look(role).modifiers.union(style.modifiers.intersection(.underline))
      return Glyph(character: character, style: Style(modifiers: modifiers.union(bold)))
    }
    let line = look(role, on: style).overlaid(with: Style(modifiers: bold))
    return Glyph(character: character, style: line)
  }

  /// The letter of a tile that a line runs through: on the line's colour, in the cell's own, or in the cell's ink where that
  /// would be hard to read. Where regimes are measured to change is seen by the letters themselves.
  func crossedLetter(_ tile: HeatmapTile, by role: Role) -> Glyph {
    if role == .boundaryMeasured { return whole(tile, hasLetter: true) }
    guard tile.style.background != .terminal else {
      return Glyph(
        character: tile.letter, style: Style(modifiers: tile.style.modifiers.union(.reverse)))
    }
    let line = look(role).foreground
    func contrast(_ color: Color) -> Double {
      guard let ink = color.light, let ground = line.light else { return 0 }
      return ink.contrast(to: ground)
    }
    let (own, ink) = (tile.style.background, tile.style.foreground)
    let isReadable = contrast(own) >= Legibility.textContrast || contrast(ink) <= contrast(own)
    return Glyph(
      character: tile.letter,
      style: Style(
        foreground: isReadable ? own : ink, background: line, modifiers: tile.style.modifiers.union(.bold)))
  }

  /// A character that one tile covers.
  func whole(_ tile: HeatmapTile, hasLetter: Bool) -> Glyph {
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
  private func letter(of tile: HeatmapTile) -> Glyph {
    guard tile.isBorrowed else { return Glyph(character: tile.letter, style: tile.style) }
    var style = tile.style
    style.modifiers = style.modifiers.subtracting(.bold).union(.dim)
    return Glyph(character: Character(tile.letter.lowercased()), style: style)
  }

  /// A character where several tiles meet, or that has none.
  func mixed(_ tiles: [HeatmapTile?]) -> Glyph {
    guard let tile = dominant(tiles) else { return Glyph(character: " ", style: look(.cellEmpty)) }
    if !look.hasColor {
      if Self.differ(tiles) {
        return Glyph(character: look.glyph(.cellShared) ?? "/", style: look(.cellShared))
      }
      return tile.mark == .none ? letter(of: tile) : whole(tile, hasLetter: false)
    }
    if look.glyphs == .ascii {
      let sign = Self.differ(tiles) ? look.glyph(.cellShared) ?? "/" : " "
      return Glyph(character: sign, style: tile.style)
    }
    return blocks(tiles)
  }

  /// Whether they are of different regimes, so that a letter could stand for one of them only. Digits are values, and
  /// differ by nature.
  static func differ(_ tiles: [HeatmapTile?]) -> Bool {
    let letters = tiles.compactMap { $0?.mark == HeatmapTile.Mark.none ? $0?.letter : nil }
    return Set(letters).count > 1 && letters.allSatisfy { $0 != " " && !$0.isNumber }
  }

  /// The tile that covers most of a character; the lower left one where none does.
  private func dominant(_ tiles: [HeatmapTile?]) -> HeatmapTile? {
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
  private func blocks(_ tiles: [HeatmapTile?]) -> Glyph {
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
}
