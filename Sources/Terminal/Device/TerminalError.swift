import Input

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
