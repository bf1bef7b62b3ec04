import Archive
import Phases
import Terminal

/// Everything that the screen can be told. Keys, the command line, the list of `?`, the mouse and a session read from a
/// file all make one of these, and `State.update` takes no other orders. A value has one text, which reads back to it.
///
/// A new one is a case, its text and its row here, and what it does in `State.perform`.
package enum Command: Hashable, Sendable {
  case move(Direction, Int)
  /// Moves, and marks the region that the cursor passes.
  case extend(Direction, Int)
  /// To the end of the row or column.
  case end(Direction)
  case goTo([Coordinate])
  /// Marks the region from the cursor, or from where it began, to this place.
  case extendTo([Coordinate])
  case mark, clear
  /// `nil`: the next one.
  case pane(PaneKind?)
  case why, measure, earlier, later
  case step(Int)
  /// Through the cursor's cell, by their names or files; none: draws them no more.
  case path([String])
  /// The cells on these paths, which are drawn then; none: on those that are drawn.
  case measurePath([String])
  /// `nil`: the next of them.
  case curves(CurveGlyphs?)
  case coloring(Coloring?)
  /// `nil`: the next one.
  case theme(String?)
  /// `nil`: the other way round.
  case theory(Bool?)
  /// Whether the pane has the whole screen; `nil`: the other way round.
  case fullPane(Bool?)
  /// Changes of the view, and places that were seen.
  case undo, redo, back, forward
  /// Opens the line in which a search is typed.
  case searchLine
  case find(Predicate)
  case nextMatch, previousMatch
  /// What is asked next is asked for all matches.
  case allMatches
  case pin, copy
  case seeds
  case refine
  /// To a width; `nil`: the next finer one. Asks first.
  case refineBoundary(BoundaryWidth?)
  /// Of what is queued beyond the base grid, or was asked.
  case cancel
  /// At the cursor; or at a place, which then stays where it is on the screen.
  case zoom(Zoom, [Coordinate])
  /// Whether the mouse is the program's; `nil`: the other way round.
  case mouse(Bool?)
  /// `nil`: the other way round.
  case pause(Bool?)
  /// `nil`: the next one.
  case study(String?)
  /// `nil`: a file of a new name.
  case export(ExportFormat, String?)
  /// To every format, each a file of a new name.
  case exportAll
  case threshold(Thresholds.Name, Double)
  case help, commandLine, redraw, suspend, quit

  /// A way to go on the screen.
  package enum Direction: String, CaseIterable, Hashable, Sendable {
    case left, down, up, right

    /// Columns to the right and rows upwards.
    var step: (columns: Int, rows: Int) {
      switch self {
      case .left: (-1, 0)
      case .right: (1, 0)
      case .down: (0, -1)
      case .up: (0, 1)
      }
    }

    var endName: String {
      switch self {
      case .left: "first-column"
      case .right: "last-column"
      case .up: "top"
      case .down: "bottom"
      }
    }
  }

  /// A value of an axis, as in `alpha=3`.
  package struct Coordinate: Hashable, Sendable {
    package var parameter: Parameter
    package var value: Double
  }

  package enum Zoom: String, CaseIterable, Hashable, Sendable {
    case `in`, out
    /// What is marked.
    case region
    /// The whole grid.
    case all
  }
}

extension Command {
  /// As it is typed, without the colon.
  package var text: String {
    switch self {
    case .move(let direction, let count): Self.join(direction.rawValue, count == 1 ? nil : "\(count)")
    case .extend(let direction, let count):
      Self.join("mark-\(direction.rawValue)", count == 1 ? nil : "\(count)")
    case .end(let direction): direction.endName
    case .goTo(let places): Self.join("goto", places)
    case .extendTo(let places): Self.join("mark-to", places)
    case .mark: "mark"
    case .clear: "clear"
    case .pane(let kind): Self.join("pane", kind?.name)
    case .why: "why"
    case .measure: "measure"
    case .earlier: "earlier"
    case .later: "later"
    case .step(let step): "step \(step)"
    case .path(let names): (["path"] + names.map(PathWords.text)).joined(separator: " ")
    case .measurePath(let names): (["measure-path"] + names.map(PathWords.text)).joined(separator: " ")
    case .curves(let glyphs): Self.join("curves", glyphs?.rawValue)
    case .coloring(let coloring): Self.join("colour", coloring?.name)
    case .theme(let name): Self.join("theme", name)
    case .theory(let isOn): Self.join("theory", isOn.map { $0 ? "on" : "off" })
    case .fullPane(let isOn): Self.join("full-pane", isOn.map { $0 ? "on" : "off" })
    case .undo: "undo"
    case .redo: "redo"
    case .back: "back"
    case .forward: "forward"
    case .searchLine: "search"
    case .find(let predicate): "find \(predicate.text)"
    case .nextMatch: "next-match"
    case .previousMatch: "previous-match"
    case .allMatches: "all"
    case .pin: "pin"
    case .copy: "copy"
    case .seeds: "seeds"
    case .refine: "refine"
    case .refineBoundary(let width): Self.join("refine-boundary", width?.description)
    case .cancel: "cancel"
    case .zoom(let zoom, let places): Self.join("zoom \(zoom.rawValue)", places)
    case .mouse(let isOn): Self.join("mouse", isOn.map { $0 ? "on" : "off" })
    case .pause(let isOn): isOn.map { $0 ? "pause" : "resume" } ?? "pause-or-resume"
    case .study(let name): Self.join("study", name)
    case .export(let format, let path): Self.join("export \(format.rawValue)", path)
    case .exportAll: "export-all"
    case .threshold(let name, let value): "threshold \(name.rawValue)=\(value.shortest)"
    case .help: "help"
    case .commandLine: "command-line"
    case .redraw: "redraw"
    case .suspend: "suspend"
    case .quit: "quit"
    }
  }

  private static func join(_ name: String, _ places: [Coordinate]) -> String {
    ([name] + places.map { "\($0.parameter.name)=\($0.value.shortest)" }).joined(separator: " ")
  }

  private static func join(_ name: String, _ argument: String?) -> String {
    argument.map { "\(name) \($0)" } ?? name
  }

  /// Whether a session that is run again needs it; opening a list or a line only prepares for other commands.
  var isRecorded: Bool { ![.help, .commandLine, .searchLine, .redraw, .suspend].contains(self) }

  /// Its name: the first word of its text.
  package var name: String { text.split(separator: " ").first.map(String.init) ?? text }
}

// MARK: The rows

extension Command {
  /// How each is typed, and what it does.
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
      Form("goto", .coordinates, "to these values of the axes") {
        text, vocabulary throws(CommandError) in
        .goTo(try coordinates(text, of: "goto", vocabulary))
      },
    ]

  private static let searching: [Form] = [
    Form(.searchLine, "search cells by a condition"),
    Form("find", .predicate, "to the next cell with a condition") {
      text, vocabulary throws(CommandError) in
      guard !text.isEmpty else {
        throw CommandError("find needs a condition, as in: find regime=lazy & depth>64")
      }
      return .find(try Predicate(text, vocabulary))
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
    Form("measure-path", .paths, "measure cells on the paths") { text throws(CommandError) in
      .measurePath(try pathNames(in: text))
    },
    Form(.seeds, "twice the seeds here"),
    Form("study", .study, "next study") { text throws(CommandError) in .study(text.isEmpty ? nil : text) },
    Form(.pause(true), "pause the workers"),
    Form(.pause(false), "resume the workers"),
    Form(.pause(nil), "pause/resume the workers"),
  ]

  private static let marking: [Form] =
    [
      Form(.mark, "mark a region from here"), Form(.clear, "clear mark, close"),
      Form("mark-to", .coordinates, "mark the region from here to there") {
        text, vocabulary throws(CommandError) in
        .extendTo(try coordinates(text, of: "mark-to", vocabulary))
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
    Form("zoom", .zoom, "zoom in or out") { text, vocabulary throws(CommandError) in
      let (way, places) = split(text)
      return .zoom(
        try needed(way, of: "zoom", Zoom.allCases, \.rawValue),
        places.isEmpty ? [] : try coordinates(places, of: "zoom \(way)", vocabulary))
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
    Form("colour", .colouring, "next colouring") { text, vocabulary throws(CommandError) in
      if let coloring = Coloring(spelling: text, vocabulary) { return .coloring(coloring) }
      return .coloring(try choice(text, of: "colour", Coloring.all(of: vocabulary), \.name))
    },
    Form("theme", .theme, "next theme") { text throws(CommandError) in .theme(text.isEmpty ? nil : text) },
    Form("threshold", .threshold, "judge by another threshold") { text throws(CommandError) in
      try threshold(text)
    },
    Form("theory", .optional(["on", "off"]), "theory boundaries on/off") { text throws(CommandError) in
      .theory(try choice(text, of: "theory", [true, false]) { $0 ? "on" : "off" })
    },
    Form("path", .paths, "follow a parametrisation") { text throws(CommandError) in
      .path(try pathNames(in: text))
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
}

extension Command {
  /// Whether what it does depends on which cells are measured.
  var dependsOnCells: Bool {
    switch self {
    case .export, .exportAll, .find, .nextMatch, .previousMatch, .allMatches, .pin, .copy: true
    // Esc gives up what is left to do.
    case .clear: true
    default: measures
    }
  }

  /// Whether it asks the workers for something.
  var measures: Bool {
    switch self {
    case .refine, .refineBoundary, .cancel, .measure, .measurePath, .seeds, .pause: true
    default: false
    }
  }

  /// Whether it goes on from what refinement was said to take.
  var answersProposal: Bool {
    switch self {
    case .refineBoundary, .cancel: true
    default: false
    }
  }
}
