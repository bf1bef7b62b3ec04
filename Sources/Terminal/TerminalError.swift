import Input

/// What can go wrong with the terminal or a theme, as one line for the user.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or output is not a terminal.
  case noTerminal
  /// `TERM` is not set, or its description is not installed.
  case unknownTerminal(String)
  /// The terminal's description lacks what a screen needs.
  case incapableTerminal(String)
  case unknownTheme(String, searched: [String], known: [String])
  case unreadableTheme(path: String, reason: String)
  /// Something in a theme file is wrong: where, what, and what would be right.
  case theme(path: String, line: Int?, problem: String)
  /// The same of a file of keys.
  case keys(path: String, line: Int?, problem: String)

  package var description: String {
    switch self {
    case .noTerminal: return "standard input and output must be a terminal"
    case .unknownTerminal(let name):
      return name.isEmpty ? "TERM is not set" : "TERM is '\(name.sanitised)', which this system does not know"
    case .incapableTerminal(let name): return "the terminal '\(name.sanitised)' cannot move its cursor"
    case .unknownTheme(let name, let searched, let known):
      let hint =
        name.nearest(in: known).map { "; did you mean '\($0)'?" }
        ?? "; one of: \(known.map(\.sanitised).joined(separator: ", "))"
      let places = searched.map(\.sanitised).joined(separator: ", ")
      return "no theme '\(name.sanitised)'\(hint) (looked in \(places))"
    case .unreadableTheme(let path, let reason): return "cannot read the theme \(path.sanitised): \(reason)"
    case .theme(let path, let line, let problem), .keys(let path, let line, let problem):
      return path.sanitised + (line.map { ":\($0)" } ?? "") + ": " + problem
    }
  }

  /// The line of a theme that it is about.
  package var line: Int? {
    if case .theme(_, let line, _) = self { line } else { nil }
  }

  /// The exit status of `sysexits`: 64 usage, 65 data, 66 no input, 69 unavailable.
  package var exitStatus: Int32 {
    switch self {
    case .noTerminal, .unknownTerminal, .incapableTerminal: return 69
    case .unknownTheme: return 64
    case .unreadableTheme: return 66
    case .theme, .keys: return 65
    }
  }
}

extension String {
  /// The text with control characters replaced, so that a name from outside cannot steer the terminal.
  package var sanitised: String { String(map { $0.isPrintable ? $0 : "?" }) }
}
