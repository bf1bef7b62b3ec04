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
    case coordinates
    case zoom
    case predicate
    case number(String)
    case threshold
    case width
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
      case .study, .theme: " [NAME]"
      case .export: " \(ExportFormat.allCases.map(\.rawValue).joined(separator: "|")) [FILE]"
      }
    }

    /// Whether the command says nothing without it.
    var isNeeded: Bool {
      switch self {
      case .choice, .coordinates, .zoom, .predicate, .number, .threshold, .export: true
      case .none, .count, .optional, .width, .study, .theme: false
      }
    }
  }

  /// A command's name, what follows it, what it does: one row each. Parsing, completion and the list of `?` go by
  /// these rows.
  package struct Form: Sendable {
    package let name: String
    package let argument: Argument
    package let help: String
    let make: @Sendable (String) throws(CommandError) -> Command

    init(
      _ name: String, _ argument: Argument, _ help: String,
      _ make: @escaping @Sendable (String) throws(CommandError) -> Command
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

  package static let forms: [Form] = moving + searching + working + marking + looking + leaving

  private static let moving: [Form] =
    Direction.allCases.map { direction in
      Form(direction.rawValue, .count, "cursor \(direction.rawValue)") { text throws(CommandError) in
        .move(direction, try count(text, of: direction.rawValue))
      }
    } + [
      Form(.end(.left), "first column"),
      Form(.end(.right), "last column"),
      Form(.end(.up), "top of the column"),
      Form(.end(.down), "bottom of the column"),
      Form("goto", .coordinates, "to these values of the axes") { text throws(CommandError) in
        .goTo(try coordinates(text, of: "goto"))
      },
    ]

  private static let searching: [Form] = [
    Form(.searchLine, "search cells by a condition"),
    Form("find", .predicate, "to the next cell with a condition") { text throws(CommandError) in
      guard !text.isEmpty else {
        throw CommandError("find needs a condition, as in: find regime=lazy & depth>64")
      }
      return .find(try Predicate(text))
    },
    Form(.nextMatch, "next match"),
    Form(.previousMatch, "match before"),
    Form(.allMatches, "e, m or p takes all matches"),
    Form(.pin, "pin to compare, or unpin"),
    Form(.copy, "copy the cell's command line"),
  ]

  private static let working: [Form] = [
    Form(.refine, "refine here or the region"),
    Form("refine-boundary", .width, "refine every boundary") { text throws(CommandError) in
      if text.isEmpty { return .refineBoundary(nil) }
      guard let width = BoundaryWidth(text) else {
        throw CommandError(
          "refine-boundary needs a part of a decade from 1/512 to 1, as in: refine-boundary 1/32")
      }
      return .refineBoundary(width)
    },
    Form(.cancel, "give up what is queued"),
    Form(.measure, "measure the limits here"),
    Form(.seeds, "twice the seeds here"),
    Form("study", .study, "next study") { text throws(CommandError) in .study(text.isEmpty ? nil : text) },
    Form(.pause(true), "pause the workers"),
    Form(.pause(false), "resume the workers"),
    Form(.pause(nil), "pause/resume the workers"),
  ]

  private static let marking: [Form] =
    [
      Form(.mark, "mark a region from here"), Form(.clear, "clear mark, close"),
      Form("mark-to", .coordinates, "mark the region from here to there") { text throws(CommandError) in
        .extendTo(try coordinates(text, of: "mark-to"))
      },
    ]
    + Direction.allCases.map { direction in
      let name = "mark-\(direction.rawValue)"
      return Form(name, .count, "mark, moving \(direction.rawValue)") { text throws(CommandError) in
        .extend(direction, try count(text, of: name))
      }
    }

  private static let looking: [Form] = [
    Form("pane", .optional(PaneKind.allCases.map(\.name)), "next pane") { text throws(CommandError) in
      .pane(try choice(text, of: "pane", PaneKind.allCases, \.name))
    },
    Form(.why, "why this regime"),
    Form(.earlier, "earlier step"),
    Form(.later, "later step"),
    Form("step", .number("N"), "the measured step N") { text throws(CommandError) in
      guard let step = Int(text) else { throw CommandError("step needs a whole number, as in: step 7") }
      return .step(step)
    },
    Form("zoom", .zoom, "zoom in or out") { text throws(CommandError) in
      let (way, places) = split(text)
      return .zoom(
        try needed(way, of: "zoom", Zoom.allCases, \.rawValue),
        places.isEmpty ? [] : try coordinates(places, of: "zoom \(way)"))
    },
    Form(.back, "back to the view before"),
    Form(.forward, "forward again"),
    Form(.undo, "undo a change of the view"),
    Form(.redo, "redo it"),
    Form("full-pane", .optional(["on", "off"]), "pane on the whole screen") { text throws(CommandError) in
      .fullPane(try choice(text, of: "full-pane", [true, false]) { $0 ? "on" : "off" })
    },
    Form("mouse", .optional(["on", "off"]), "mouse here/the terminal's") { text throws(CommandError) in
      .mouse(try choice(text, of: "mouse", [true, false]) { $0 ? "on" : "off" })
    },
    Form("colour", .optional(Coloring.allCases.map(\.name)), "next colouring") {
      text throws(CommandError) in
      if let coloring = Coloring(spelling: text) { return .coloring(coloring) }
      return .coloring(try choice(text, of: "colour", Coloring.allCases, \.name))
    },
    Form("theme", .theme, "next theme") { text throws(CommandError) in .theme(text.isEmpty ? nil : text) },
    Form("threshold", .threshold, "judge by another threshold") { text throws(CommandError) in
      try threshold(text)
    },
    Form("theory", .optional(["on", "off"]), "theory boundaries on/off") { text throws(CommandError) in
      .theory(try choice(text, of: "theory", [true, false]) { $0 ? "on" : "off" })
    },
    Form("curves", .optional(CurveGlyphs.allCases.map(\.rawValue)), "curves in ASCII, blocks, braille") {
      text throws(CommandError) in
      .curves(try choice(text, of: "curves", CurveGlyphs.allCases, \.rawValue))
    },
  ]

  private static let leaving: [Form] = [
    Form("export", .export, "write the diagram to a file") { text throws(CommandError) in
      let (word, path) = split(text)
      if path.isEmpty, let format = ExportFormat.byEnding(of: word) { return .export(format, word) }
      let format = try needed(word, of: "export", ExportFormat.allCases, \.rawValue)
      if let complaint = format.complaint(aboutEndingOf: path) {
        throw CommandError("export \(word) \(path): \(complaint)")
      }
      return .export(format, path.isEmpty ? nil : path)
    },
    Form(.exportAll, "write it in every format"),
    Form(.help, "all keys and commands"),
    Form(.commandLine, "type a command"),
    Form(.redraw, "draw the screen afresh"),
    Form(.suspend, "suspend"),
    Form(.quit, "quit"),
  ]

  /// Other spellings of names.
  static let aliases = [
    "color": "colour", "q": "quit", "exit": "quit", "go": "goto", "refine-boundaries": "refine-boundary",
  ]

  package static func form(named name: String) -> Form? {
    let name = aliases[name] ?? name
    return forms.first { $0.name == name }
  }

  /// The command of a text, with or without its colon.
  package init(_ text: String) throws(CommandError) {
    let (name, rest) = Self.split(text.first == ":" ? text.dropFirst() : text[...])
    guard !name.isEmpty else { throw CommandError("there is no command; ? lists them") }
    guard let form = Self.form(named: name) else {
      let known = Self.forms.map(\.name)
      throw CommandError(
        name.unknown("command", among: known + Self.aliases.keys.sorted(), otherwise: "? lists them"))
    }
    self = try form.make(rest)
  }

  // MARK: Arguments

  /// The first word, and what follows it.
  static func split(_ text: some StringProtocol) -> (first: String, rest: String) {
    let trimmed = text.drop(while: \.isWhitespace)
    let first = trimmed.prefix { !$0.isWhitespace }
    var rest = trimmed[first.endIndex...].drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return (String(first), String(rest))
  }

  private static let mostSteps = 100_000

  private static func count(_ text: String, of name: String) throws(CommandError) -> Int {
    if text.isEmpty { return 1 }
    guard let count = Int(text), (1...mostSteps).contains(count) else {
      throw CommandError("\(name) needs a whole number from 1 to \(mostSteps), as in: \(name) 3")
    }
    return count
  }

  private static func needed<T>(
    _ text: String, of name: String, _ all: [T], _ word: (T) -> String
  ) throws(CommandError) -> T {
    guard let chosen = try choice(text, of: name, all, word) else {
      throw CommandError("\(name) needs one of: \(all.map(word).joined(separator: ", "))")
    }
    return chosen
  }

  private static func choice<T>(
    _ text: String, of name: String, _ all: [T], _ word: (T) -> String
  ) throws(CommandError) -> T? {
    if text.isEmpty { return nil }
    guard let chosen = all.first(where: { word($0) == text }) else {
      throw CommandError(text.unknown(name, among: all.map(word)))
    }
    return chosen
  }

  private static func threshold(_ text: String) throws(CommandError) -> Command {
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

  private static func coordinates(
    _ text: String, of name: String
  ) throws(CommandError) -> [Coordinate] {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else {
      throw CommandError("\(name) needs values of axes, as in: \(name) alpha=3 depth=64")
    }
    var places: [Coordinate] = []
    for word in words {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw CommandError("\"\(word)\" is not of the form alpha=3") }
      let axes = Parameter.allCases.filter(\.mayBeAxis)
      guard let parameter = Parameter(spelling: parts[0]), parameter.mayBeAxis else {
        throw CommandError(parts[0].unknown("axis", among: axes.map(\.name)))
      }
      guard let value = Double(parts[1]), value.isFinite, value > 0 else {
        throw CommandError("\(parameter.name) needs a positive number, not \"\(parts[1])\"")
      }
      guard !places.contains(where: { $0.parameter == parameter }) else {
        throw CommandError("\(parameter.name) is named twice")
      }
      places.append(Coordinate(parameter: parameter, value: value))
    }
    return places
  }
}
