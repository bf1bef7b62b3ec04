import Foundation

/// How wide the terminal behind standard error is now.
enum TerminalWidth {
  /// One column less than there are: in some terminals the cursor goes to the next line after the last one. 79 where
  /// the terminal does not say.
  static var usable: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 79 }
    return max(1, Int(size.ws_col) - 1)
  }
}
