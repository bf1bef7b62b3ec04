import CNcurses
import CSupport
import Foundation

/// What a terminal has, by its name alone.
package struct TerminalDescription: Hashable, Sendable {
  /// The description that is used: that of `TERM`, or one with direct colour.
  package let name: String
  package let colors: Int
  /// Colours go to it as red, green and blue.
  package let isDirect: Bool
  package let hasSynchronisedUpdates: Bool
  package let reportsMouse: Bool
  package let movesCursor: Bool

  /// `nil`: nothing is known of it here. The screen must not be up.
  /// - Parameter direct: whether to look for a description that has direct colour.
  package static func of(_ terminal: String, direct: Bool) -> TerminalDescription? {
    let name = name(terminal, direct: direct)
    guard !name.isEmpty, isKnown(name) else { return nil }
    return TerminalDescription(
      name: name, colors: max(0, Int(curses_number("colors"))), isDirect: curses_flag("RGB") != 0,
      hasSynchronisedUpdates: SynchronisedUpdates(
        terminal: name, areDescribed: curses_capability("Sync") != nil) != nil,
      reportsMouse: canReportMouse, movesCursor: curses_capability("cup") != nil)
  }

  /// The terminal's own name, or where that is wanted, and there is one, that of a description with direct colour.
  static func name(_ name: String, direct: Bool) -> String {
    direct ? DirectColor.candidates(for: name).first(where: isKnown) ?? name : name
  }

  /// Whether a terminal of this name is known here; curses then speaks of it.
  private static func isKnown(_ name: String) -> Bool {
    var status: Int32 = 0
    return setupterm(name, 1, &status) == 0
  }

  /// Of the terminal that curses speaks of.
  static var canReportMouse: Bool { curses_capability("kmous") != nil }

  /// The character set of the user's locale.
  package static var codeset: String {
    setlocale(LC_CTYPE, "")
    return String(cString: nl_langinfo(Int32(CODESET)))
  }

  /// Of the terminal on standard output; `nil` where that is none.
  package static var size: Size? {
    var (rows, columns): (Int32, Int32) = (0, 0)
    return terminal_size(1, &rows, &columns) == 0 ? Size(width: Int(columns), height: Int(rows)) : nil
  }

  /// No terminal is larger than this, but one may say so, and then there is no memory for its picture.
  static func bounded(_ size: Size) -> Size {
    Size(width: min(size.width, 1600), height: min(size.height, 600))
  }
}
