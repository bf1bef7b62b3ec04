import CNcurses
import CSupport
import Foundation
import Input

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

  /// Of the terminal on standard output; `nil` where that is no terminal.
  package static var size: Size? {
    var (rows, columns): (Int32, Int32) = (0, 0)
    return terminal_size(1, &rows, &columns) == 0 ? Size(width: Int(columns), height: Int(rows)) : nil
  }

  /// No terminal is larger than this, but one may say so, and then there is no memory for its picture.
  static func bounded(_ size: Size) -> Size {
    Size(width: min(size.width, 1600), height: min(size.height, 600))
  }
}

/// Why there is no screen.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or output is not a terminal.
  case noTerminal
  /// `TERM` is not set, or its description is not installed.
  case unknownTerminal(String)
  /// The terminal's description lacks what a screen needs.
  case incapableTerminal(String)

  package var description: String {
    switch self {
    case .noTerminal: "standard input and output must be a terminal"
    case .unknownTerminal(""): "TERM is not set"
    case .unknownTerminal(let name): "TERM is '\(name.printable)', which this system does not know"
    case .incapableTerminal(let name): "the terminal '\(name.printable)' cannot move its cursor"
    }
  }
}

/// Marks around a frame, between which the terminal shows nothing half-drawn. Nobody is asked: a terminal has them by its
/// description or by its name.
struct SynchronisedUpdates {
  let begin = "\u{1B}[?2026h"
  let end = "\u{1B}[?2026l"

  /// Fails where the terminal does not have them.
  /// - Parameter areDescribed: whether the terminal's description has the capability `Sync`.
  init?(terminal: String, areDescribed: Bool) {
    guard areDescribed || Self.areKnown(of: terminal) else { return nil }
  }

  static func areKnown(of terminal: String) -> Bool {
    let name = terminal.hasPrefix("xterm-") ? String(terminal.dropFirst(6)) : terminal
    return families.contains { name == $0 || name.hasPrefix($0 + "-") }
  }

  private static let families = [
    "kitty", "alacritty", "foot", "wezterm", "ghostty", "contour", "mintty", "rio", "iterm2",
  ]
}

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
