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
