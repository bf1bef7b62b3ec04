/// Which characters a terminal can show.
package enum GlyphSet: String, CaseIterable, Sendable {
  /// Everything, Braille too.
  case unicode
  /// What a console's font has: straight lines, half blocks, Latin letters.
  case blocks
  case ascii

  /// The set for a locale as `nl_langinfo(CODESET)` names its character set, and for a terminal as `TERM` names it.
  package static func detected(codeset: String, terminal: String) -> GlyphSet {
    guard codeset.lowercased().filter({ $0 != "-" }) == "utf8" else { return .ascii }
    return consoles.contains { terminal == $0 || terminal.hasPrefix($0 + "-") } ? .blocks : .unicode
  }

  /// Their fonts have 256 or 512 characters.
  private static let consoles = ["linux", "cons25", "wsvt25"]

  /// Whether the set has a character.
  package func contains(_ character: Character) -> Bool {
    switch self {
    case .unicode: true
    case .blocks:
      character.isASCII || Self.console.contains(character)
        || (character.unicodeScalars.count == 1
          && character.unicodeScalars.allSatisfy { 0xA1...0xFF ~= $0.value })
    case .ascii: character.isASCII
    }
  }

  private static let console = Set("─│┌┐└┘├┤┬┴┼█▀▄▌▐░▒▓·•")

  /// A character of the set in place of any other, one column wide.
  package func nearest(_ character: Character) -> Character {
    if contains(character) { return character }
    if self == .blocks, let block = Self.straight[character] { return block }
    return character.asciiFolded
  }

  private static let straight: [Character: Character] = [
    "╭": "┌", "╮": "┐", "╰": "└", "╯": "┘", "┊": "│", "┆": "│", "╌": "─", "┄": "─", "▘": "▀", "▝": "▀",
    "▖": "▄",
    "▗": "▄", "▙": "█", "▛": "█", "▜": "█", "▟": "█", "▚": "▌", "▞": "▐",
  ]

  /// What curves may be drawn with.
  package var curves: [CurveGlyphs] {
    switch self {
    case .unicode: [.ascii, .blocks, .braille]
    case .blocks: [.ascii, .blocks]
    case .ascii: [.ascii]
    }
  }
}

/// What curves are drawn with.
package enum CurveGlyphs: String, CaseIterable, Sendable {
  /// A character of its own for each curve; the same on every terminal.
  case ascii
  /// Half blocks, 1 × 2 a character, told apart by colour; bands are shaded.
  case blocks
  /// Dots at 2 × 4 a character, told apart by colour.
  case braille

  /// Dots of a character, across and down.
  var dots: Size {
    switch self {
    case .ascii: Size(width: 1, height: 1)
    case .blocks: Size(width: 1, height: 2)
    case .braille: Size(width: 2, height: 4)
    }
  }
}
