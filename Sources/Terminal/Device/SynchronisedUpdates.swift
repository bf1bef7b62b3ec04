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
