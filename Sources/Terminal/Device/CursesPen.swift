import CNcurses

/// Puts characters on the screen in the colours that the terminal has.
struct CursesPen {
  /// Colours that the terminal says it has.
  let colors: Int
  /// Colours go to the terminal as red, green and blue.
  let isDirect: Bool

  func put(_ glyph: Glyph, x: Int, y: Int) {
    guard let character = glyph.character else { return }
    var wide = character.unicodeScalars.prefix(4).map { wchar_t(bitPattern: $0.value) } + [0]
    // alloc_pair needs the tables that only start_color makes, and that makes none without colours.
    let pair = colors > 0 ? alloc_pair(index(glyph.style.foreground), index(glyph.style.background)) : 0
    if curses_put(Int32(y), Int32(x), &wide, attributes(glyph.style), max(0, pair)) == CURSES_ERR {
      // The lower right corner cannot be written without scrolling: curses reports that and draws it all the same.
      _ = curses_put(Int32(y), Int32(x), &wide, attributes(glyph.style), max(0, pair))
    }
  }

  private func index(_ color: Color) -> Int32 {
    switch color {
    case _ where isDirect: DirectColor.index(color)
    case .terminal: -1
    case .indexed(let index) where Int(index) < colors: Int32(index)
    case .indexed(let index) where index < 16: colors >= 8 ? Int32(index % 8) : -1
    default: index(color.reduced(to: colors >= 256 ? .indexed256 : .ansi16))
    }
  }

  private func attributes(_ style: Style) -> attr_t {
    var result: attr_t = 0
    if style.modifiers.contains(.bold) { result |= CURSES_BOLD }
    if style.modifiers.contains(.dim) { result |= CURSES_DIM }
    if style.modifiers.contains(.italic) { result |= CURSES_ITALIC }
    if style.modifiers.contains(.underline) { result |= CURSES_UNDERLINE }
    if style.modifiers.contains(.reverse) { result |= CURSES_REVERSE }
    return result
  }
}

/// Terminals that take red, green and blue in place of an entry of their palette. Their descriptions have names of
/// their own, so that it takes the user's word to use one.
enum DirectColor {
  /// In the order of preference. `xterm-direct2` writes colours in the form that every terminal reads.
  static func candidates(for name: String) -> [String] {
    if name.contains("-direct") { return [name] }
    let family = String(name.prefix { $0 != "-" })
    let like = ["tmux", "screen", "linux"].contains(family) ? [] : ["xterm-direct2", "xterm-direct"]
    return family == "xterm" ? like : ["\(family)-direct"] + like
  }

  /// What curses calls a colour there: the first eight are the named ones, so that the darkest blues are one shade up.
  static func index(_ color: Color) -> Int32 {
    if case .indexed(let index) = color, index < 8 { return Int32(index) }
    guard let (red, green, blue) = color.components else { return -1 }
    return max(8, Int32(red) << 16 | Int32(green) << 8 | Int32(blue))
  }
}
