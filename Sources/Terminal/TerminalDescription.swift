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

  /// `nil`: nothing is known of it here.
  /// - Parameter direct: whether to look for a description that has direct colour.
  package static func of(_ terminal: String, direct: Bool) -> TerminalDescription? {
    CursesDevice.description(of: terminal, direct: direct)
  }

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
