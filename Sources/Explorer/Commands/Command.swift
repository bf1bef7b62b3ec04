import Archive
import Phases
import Terminal

/// Everything that the screen can be told. Keys, the command line, the list of `?`, the mouse and a session read from a
/// file all make one of these, and `State.update` takes no other orders. A value has one text, which reads back to it.
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
    case .refine, .refineBoundary, .cancel, .measure, .seeds, .pause: true
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
