import Glibc

/// The user's own folders for this program, by the rules of the XDG base directories: a variable that is empty or no
/// absolute path says nothing. Settings, keys, themes, kept studies and the log are all found from here.
package struct UserFolders: Sendable {
  /// `$XDG_CONFIG_HOME/phase-tui`, or `~/.config/phase-tui`; `nil` where there is no home either.
  package let configuration: String?
  /// `$XDG_STATE_HOME/phase-tui`, or `~/.local/state/phase-tui`.
  package let state: String?
  /// Where files may lie that nobody keeps: `$TMPDIR`, or `/tmp`.
  package let temporary: String
  /// What `~` stands for.
  package let home: String?
  /// Variables that are set, and passed over.
  package let ignored: [String]

  package init(environment: [String: String]) {
    let home = Self.folder("HOME", environment)
    self.home = home
    func place(_ variable: String, _ usual: String) -> String? {
      (Self.folder(variable, environment) ?? home.map { $0 + usual }).map { $0 + "/phase-tui" }
    }
    configuration = place("XDG_CONFIG_HOME", "/.config")
    state = place("XDG_STATE_HOME", "/.local/state")
    temporary = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    ignored = ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"].filter { name in
      environment[name]?.isEmpty == false && Self.folder(name, environment) == nil
    }
  }

  /// Those of this process.
  package static var current: UserFolders { UserFolders(environment: Surroundings.environment) }

  /// A path whose beginning is `~`, or `~NAME` for somebody else, from the root; one without a home as it is.
  package func expanded(_ path: String) -> String {
    guard path.unicodeScalars.first == "~" else { return path }
    let name = path.unicodeScalars.dropFirst().prefix { $0 != "/" }
    let folder = name.isEmpty ? home : String(name).withSystemText(Self.home(of:)) ?? nil
    return folder.map { $0 + String(path.unicodeScalars.dropFirst(1 + name.count)) } ?? path
  }

  private static func home(of name: UnsafePointer<CChar>) -> String? {
    getpwnam(name)?.pointee.pw_dir.map { Surroundings.text($0) }
  }

  private static func folder(_ variable: String, _ environment: [String: String]) -> String? {
    guard let path = environment[variable], path.isFromTheRoot else { return nil }
    let end = path.unicodeScalars.lastIndex { $0 != "/" }
    return end.map { String(path.unicodeScalars[...$0]) } ?? ""
  }
}
