import Archive
import Input
import Phases
import Terminal

/// What is wrong with the text of a command, in one line.
package struct CommandError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description.printable }
}

extension Command {
  /// What follows the name of a command.
  package enum Argument: Sendable {
    case none
    case count
    case choice([String])
    case optional([String])
    case colouring
    case coordinates
    case zoom
    case predicate
    case number(String)
    case threshold
    case width
    case paths
    case study
    case theme
    case export

    /// As the list of commands shows it.
    var usage: String {
      switch self {
      case .none: ""
      case .count: " [N]"
      case .choice(let words): " " + words.joined(separator: "|")
      case .optional(let words): words.count > 4 ? " [NAME]" : " [\(words.joined(separator: "|"))]"
      case .coordinates: " AXIS=VALUE …"
      case .predicate: " CONDITION"
      case .zoom: " \(Zoom.allCases.map(\.rawValue).joined(separator: "|")) [AXIS=VALUE …]"
      case .number(let name): " \(name)"
      case .threshold: " NAME=VALUE"
      case .width: " [WIDTH]"
      case .paths: " [NAME|FILE …]"
      case .colouring, .study, .theme: " [NAME]"
      case .export: " \(ExportFormat.allCases.map(\.rawValue).joined(separator: "|")) [FILE]"
      }
    }

    /// Whether the command says nothing without it.
    var isNeeded: Bool {
      switch self {
      case .choice, .coordinates, .zoom, .predicate, .number, .threshold, .export: true
      case .none, .count, .optional, .colouring, .width, .paths, .study, .theme: false
      }
    }
  }

  /// A command's name, what follows it, what it does: one row each. Parsing, completion and the list of `?` go by
  /// these rows.
  package struct Form: Sendable {
    package let name: String
    package let argument: Argument
    package let help: String
    /// By what follows the name, and by what the study can name.
    let make: @Sendable (String, Vocabulary) throws(CommandError) -> Command

    init(
      _ name: String, _ argument: Argument, _ help: String,
      _ make: @escaping @Sendable (String) throws(CommandError) -> Command
    ) {
      self.init(name, argument, help) { text, _ throws(CommandError) in try make(text) }
    }

    init(
      _ name: String, _ argument: Argument, _ help: String,
      _ make: @escaping @Sendable (String, Vocabulary) throws(CommandError) -> Command
    ) {
      self.name = name
      self.argument = argument
      self.help = help
      self.make = make
    }

    init(_ command: Command, _ help: String) {
      self.init(command.text, .none, help) { text throws(CommandError) in
        guard text.isEmpty else { throw CommandError("\(command.text) takes nothing after it") }
        return command
      }
    }

    package var usage: String { name + argument.usage }
  }

  /// Other spellings of names.
  static let aliases = [
    "color": "colour", "q": "quit", "exit": "quit", "go": "goto", "refine-boundaries": "refine-boundary",
  ]

  package static func form(named name: String) -> Form? {
    let name = aliases[name] ?? name
    return forms.first { $0.name == name }
  }

  /// The command of a text, with or without its colon.
  /// - Parameter vocabulary: what the study can name.
  package init(_ text: String, _ vocabulary: Vocabulary = .builtIn) throws(CommandError) {
    let (name, rest) = Self.split(text.first == ":" ? text.dropFirst() : text[...])
    guard !name.isEmpty else { throw CommandError("there is no command; ? lists them") }
    guard let form = Self.form(named: name) else {
      let known = Self.forms.map(\.name)
      throw CommandError(
        name.unknown("command", among: known + Self.aliases.keys.sorted(), otherwise: "? lists them"))
    }
    self = try form.make(rest, vocabulary)
  }
}

// MARK: Arguments

extension Command {
  /// The first word, and what follows it.
  static func split(_ text: some StringProtocol) -> (first: String, rest: String) {
    let trimmed = text.drop(while: \.isWhitespace)
    let first = trimmed.prefix { !$0.isWhitespace }
    var rest = trimmed[first.endIndex...].drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return (String(first), String(rest))
  }

  private static let mostSteps = 100_000

  static func count(_ text: String, of name: String) throws(CommandError) -> Int {
    if text.isEmpty { return 1 }
    guard let count = Int(text), (1...mostSteps).contains(count) else {
      throw CommandError("\(name) needs a whole number from 1 to \(mostSteps), as in: \(name) 3")
    }
    return count
  }

  static func needed<T>(
    _ text: String, of name: String, _ all: [T], _ word: (T) -> String
  ) throws(CommandError) -> T {
    guard let chosen = try choice(text, of: name, all, word) else {
      throw CommandError("\(name) needs one of: \(all.map(word).joined(separator: ", "))")
    }
    return chosen
  }

  static func choice<T>(
    _ text: String, of name: String, _ all: [T], _ word: (T) -> String
  ) throws(CommandError) -> T? {
    if text.isEmpty { return nil }
    guard let chosen = all.first(where: { word($0) == text }) else {
      throw CommandError(text.unknown(name, among: all.map(word)))
    }
    return chosen
  }

  static func threshold(_ text: String) throws(CommandError) -> Command {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let value = Double(parts[1]) else {
      throw CommandError("threshold needs a name and a value, as in: threshold feature=0.2")
    }
    let names = Thresholds.Name.allCases
    guard let name = Thresholds.Name(spelling: parts[0]) else {
      throw CommandError(parts[0].unknown("threshold", among: names.map(\.rawValue)))
    }
    if let complaint = Thresholds.complaint(about: value, for: name) { throw CommandError(complaint) }
    return .threshold(name, value)
  }

  /// Names of parametrisations, `mup` as `standard`, and of files, which are known by their looks.
  static func pathNames(in text: String) throws(CommandError) -> [String] {
    var names: [String] = []
    for word in PathWords.words(text) {
      let builtIn = ParametrisationPath(named: word)?.name
      guard let name = builtIn ?? (PathWords.isFile(word) ? word : nil) else {
        let known = ParametrisationPath.builtIns.map(\.name)
        throw CommandError(word.unknown("path", among: known) + " (or a TOML file)")
      }
      guard !names.contains(name) else { throw CommandError("\(name) is named twice") }
      names.append(name)
    }
    return names
  }

  static func coordinates(
    _ text: String, of name: String, _ vocabulary: Vocabulary
  ) throws(CommandError) -> [Coordinate] {
    let words = text.split(whereSeparator: \.isWhitespace)
    let axes = vocabulary.parameters.filter(\.mayBeAxis)
    guard !words.isEmpty else {
      let form = vocabulary.isBuiltIn ? "alpha=3 depth=64" : "\(axes[0].name)=3"
      throw CommandError("\(name) needs values of axes, as in: \(name) \(form)")
    }
    var places: [Coordinate] = []
    for word in words {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw CommandError("\"\(word)\" is not of the form \(axes[0].name)=3") }
      guard let parameter = vocabulary.parameter(spelling: parts[0]), parameter.mayBeAxis else {
        throw CommandError(parts[0].unknown("axis", among: axes.map(\.name)))
      }
      guard let value = Double(parts[1]), value.isFinite, value > 0 || !parameter.field.isLogarithmic else {
        let kind = parameter.field.isLogarithmic ? "positive number" : "number"
        throw CommandError("\(parameter.name) needs a \(kind), not \"\(parts[1])\"")
      }
      guard !places.contains(where: { $0.parameter == parameter }) else {
        throw CommandError("\(parameter.name) is named twice")
      }
      places.append(Coordinate(parameter: parameter, value: value))
    }
    return places
  }
}
