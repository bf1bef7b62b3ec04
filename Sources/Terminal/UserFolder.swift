/// The user's own folders for this program.
package enum UserFolder {
  /// `$XDG_CONFIG_HOME/phase-tui`, or `~/.config/phase-tui`.
  package static func configuration(environment: [String: String]) -> String? {
    let home = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return (home ?? environment["HOME"].map { $0 + "/.config" }).map { $0 + "/phase-tui" }
  }

  /// `$XDG_STATE_HOME/phase-tui`, or `~/.local/state/phase-tui`.
  package static func state(environment: [String: String]) -> String? {
    let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (state ?? environment["HOME"].map { $0 + "/.local/state" }).map { $0 + "/phase-tui" }
  }
}
