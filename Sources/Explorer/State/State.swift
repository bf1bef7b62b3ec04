import Phases
import Sweep
import Terminal

/// A word for the user until the next key, in as many rows as it needs.
package struct Notice: Hashable, Sendable {
  package var text: String
  package var isError = false
}

/// Everything that the screen shows, and nothing else. `Update` is its only writer.
package struct State: Sendable {
  package internal(set) var diagrams: [Diagram]
  package internal(set) var viewports: [Viewport]
  package internal(set) var current = 0
  package internal(set) var size: Size
  package internal(set) var look: Look
  package let keymap: Keymap
  /// The names that `T` goes round.
  package let themes: [String]
  /// The theme that was asked for last, which may have been refused.
  package internal(set) var wantedTheme: String
  package internal(set) var workers: Int
  package internal(set) var isPaused = false
  /// Whether the mouse is the program's, not the terminal's.
  package internal(set) var hasMouse = true
  package internal(set) var display = Display()
  /// Whether the pane says why the cell is in its regime.
  package internal(set) var explains = false
  /// What the options say of the curves.
  let firstCurves: CurveGlyphs
  var views = History<View>()
  var visits = History<Visit>()
  package internal(set) var search: Predicate?
  /// The cells of the current study that what is asked next is asked for: all matches, as they were when that was said.
  package internal(set) var meantMatches: [Cell]?
  package internal(set) var overlay = Overlay.none
  /// What was entered in prompts, the last line last.
  package internal(set) var histories: [Prompt.Purpose: [String]] = [:]
  /// Names in folders, as read for completion.
  package internal(set) var listings: [String: [String]] = [:]
  /// Every command so far: run again on the same study, they make the same picture and the same files.
  package internal(set) var session: [Command] = []
  package internal(set) var notice: Notice?
  /// Boundaries that are being placed, by study.
  package internal(set) var placements: [Int: BoundaryPlacement] = [:]
  /// What placing them would take, while the rest takes long, by study.
  package internal(set) var advices: [Int: BoundaryAdvice] = [:]
  /// Boundaries that would be placed if the next key says so.
  package internal(set) var proposal: BoundaryPlacement?
  /// Why finished cells cannot be kept at the moment.
  package internal(set) var stall: String?
  /// Whether others measure and this screen only shows it.
  package internal(set) var isViewing = false

  package init(
    studies: [Study], size: Size, look: Look, curves: CurveGlyphs = .ascii, workers: Int,
    keymap: Keymap = .standard, themes: [String] = [], notice: String? = nil
  ) {
    diagrams = studies.map { study in
      var diagram = Diagram(study: study)
      diagram.want(diagram.lattice.baseCells)
      return diagram
    }
    // A cell of the first, coarse pass near the middle has something to show soonest.
    viewports = studies.map {
      Viewport(cursor: Cell(column: $0.columns.count / 2 & ~3, row: $0.rows.count / 2 & ~3))
    }
    self.size = size
    self.look = look
    self.keymap = keymap
    display.curveGlyphs = curves
    firstCurves = curves
    self.themes = themes
    wantedTheme = look.theme.name
    self.workers = workers
    self.notice = notice.map { Notice(text: $0) }
  }

  package var diagram: Diagram { diagrams[current] }
  package var viewport: Viewport { viewports[current] }

  package var layout: Layout {
    let study = diagram.study
    let labels = study.rows.values.map { Figures.trimmed($0).columns }
    return Layout(
      size, columns: study.columns.count, rows: study.rows.count, gutter: (labels.max() ?? 1) + 1,
      zoom: viewport.zoom)
  }

  package var completer: Completer {
    Completer(
      study: diagram.study, measuredSteps: namedSteps, studies: diagrams.map(\.study.shownName),
      themes: themes, listings: listings)
  }

  /// The measured steps as the cell under the cursor has them: a trainer's cells may differ in them.
  package var namedSteps: [Int] {
    guard !diagram.study.vocabulary.isBuiltIn, let cell = diagram.measuredCell(at: viewport.cursor) else {
      return diagram.measuredSteps
    }
    return diagram.measurements[cell]?.measuredSteps ?? diagram.measuredSteps
  }

  /// That which is shown, of these.
  var namedStep: Int { namedSteps[min(diagram.shownStep ?? .max, namedSteps.count - 1)] }

  var takesMatches: Bool { meantMatches != nil }
  package var placement: BoundaryPlacement? { placements[current] }
  package var advice: BoundaryAdvice? { advices[current] }

  package var prompt: Prompt? {
    if case .prompt(let prompt) = overlay { prompt } else { nil }
  }

  package var palette: Palette? {
    if case .palette(let palette) = overlay { palette } else { nil }
  }

  /// Whether ctrl-c gives up what is being asked, in place of the program.
  package var isAsking: Bool { overlay != .none || proposal != nil }
}

/// What covers the picture, or takes the keys.
package enum Overlay: Hashable, Sendable {
  case none
  case palette(Palette)
  case prompt(Prompt)
}
