import Phases

/// What there is to be done with the networks of a study: some commands are about the built-in ones alone.
extension Command {
  /// Those that mean nothing to a trainer's networks, by their names, and why.
  private static let ofBuiltIn: [String: String] = {
    let paths = "parametrisations are paths through the built-in networks; a trainer's have none"
    return [
      "measure": "the limits of a trainer's networks are not known",
      "measure-path": paths, "path": paths,
      "theory": "there is no theory of a trainer's networks",
      "copy": "a cell that a trainer trains has no command line of its own",
      "pane": "a trainer's networks have one pane, of their losses",
    ]
  }()

  /// Whether a command of this name is to be offered.
  static func isOffered(_ name: String, to vocabulary: Vocabulary) -> Bool {
    vocabulary.isBuiltIn || ofBuiltIn[name] == nil
  }

  /// Why there is nothing to be done; `nil`: there is.
  func lack(in vocabulary: Vocabulary) -> String? {
    guard !vocabulary.isBuiltIn else { return nil }
    switch self {
    // Closes what the pane says of the regime.
    case .pane(.loss): return nil
    case .threshold(let name, _):
      let known = vocabulary.rules.thresholds
      guard !known.contains(name) else { return nil }
      let names = known.map(\.rawValue).joined(separator: ", ")
      return "no rule of this study asks for the threshold \(name.rawValue); its thresholds: \(names)"
    default: return Self.ofBuiltIn[name]
    }
  }
}
