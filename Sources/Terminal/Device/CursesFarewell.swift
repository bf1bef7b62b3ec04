import CNcurses

/// How a screen is left, by the terminal's description.
enum Farewell {
  /// What a capability is, to be written: without padding in the form $<5>, which nobody needs to wait for.
  static func text(of capability: String) -> String {
    curses_capability(capability).map { String(cString: $0).replacing(/\$<[0-9.]*[*\/]*>/, with: "") } ?? ""
  }

  /// What goes before the alternate screen is left, or the only screen: a shell begins on a line without fragments.
  ///
  /// A multiplexer that changed its size meanwhile fills the shell's screen up with rows of the alternate one, and may
  /// have none: then the shell has a blank screen. Where the picture stays, only its last row gives way.
  static var text: String {
    let plain = text(of: "sgr0") + text(of: "op")
    guard curses_capability("rmcup") == nil else { return plain + text(of: "clear") }
    // Beyond the last row is the last row, where the cursor is moved in this way.
    let last = text(of: "cup").hasPrefix("\u{1B}[%i%p1%d;%p2%dH") ? "\u{1B}[999;1H" : "\r\n"
    return plain + last + text(of: "el")
  }
}
