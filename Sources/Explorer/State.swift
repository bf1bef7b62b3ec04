import Limits
import Phases
import Terminal

/// Which part of a study is on the screen, and what is pointed at.
package struct Viewport: Hashable, Sendable {
  /// `nil`: the whole grid.
  package var zoom: Int?
  /// The lower left visible place.
  package var origin = Cell(column: 0, row: 0)
  package var cursor: Cell
  /// The corner where a marked region began; the cursor is the other one.
  package var mark: Cell?
  /// Measured cells that the cursor's is compared with, the last one last.
  package var pins: [Cell] = []
}

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
  package internal(set) var coloring = Coloring.regime
  package internal(set) var showsTheory = true
  package internal(set) var pane = PaneKind.loss
  /// Whether the order parameters are drawn along the column under the cursor, not along the row.
  package internal(set) var followsColumn = false
  /// Whether the pane says why the cell is in its regime.
  package internal(set) var explains = false
  package internal(set) var curveGlyphs = CurveGlyphs.ascii
  /// What the options say of them.
  let firstCurves: CurveGlyphs
  /// Whether the pane has the whole screen.
  package internal(set) var fillsScreen = false
  var views = Trail<View>()
  var frames = Trail<Frame>()
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
    diagrams = studies.map(Diagram.init(study:))
    // A cell of the first, coarse pass near the middle has something to show soonest.
    viewports = studies.map {
      Viewport(cursor: Cell(column: $0.columns.count / 2 & ~3, row: $0.rows.count / 2 & ~3))
    }
    self.size = size
    self.look = look
    self.keymap = keymap
    curveGlyphs = curves
    firstCurves = curves
    self.themes = themes
    wantedTheme = look.theme.name
    self.workers = workers
    self.notice = notice.map { Notice(text: $0) }
    if !diagrams.isEmpty { diagrams[0].prepareCurves() }
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

  /// The layout of what is drawn.
  var shownLayout: Layout { fillsScreen ? layout.withFullPane() : layout }

  var takesMatches: Bool { meantMatches != nil }

  /// The marked region, up to the far edges of the cells at its corners.
  package var markedRegion: Region? { viewport.mark.map { Region(from: $0, to: viewport.cursor) } }
}
