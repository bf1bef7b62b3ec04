import Phases
import Sweep
import Terminal

/// What a picture of a study is drawn from.
struct Report {
  let diagram: Diagram
  let viewport: Viewport
  let look: Look
  let size: Size
  let layout: Layout
  let coloring: Coloring
  let showsTheory: Bool
  let followsColumn: Bool
  let curveGlyphs: CurveGlyphs
  let fillsScreen: Bool
  /// The cells that what is asked next is asked for.
  let meantMatches: [Cell]?

  var study: Study { diagram.study }

  /// The parametrisations that are drawn.
  var paths: [PathInPlane] { viewport.paths?.inPlane(of: study) ?? [] }

  /// The layout of what is drawn.
  var shownLayout: Layout { fillsScreen ? layout.withFullPane() : layout }

  /// The cell under the cursor.
  var here: Cell { diagram.lattice.canonical(viewport.cursor) }

  /// The measured cell that stands there.
  var cell: Cell? { diagram.measuredCell(at: viewport.cursor) }

  /// The pinned cells and what was measured on them, without the one that the cursor is on.
  var pinnedCells: [Pinned] {
    let here = cell
    return zip(viewport.pins, Pinned.signs).compactMap { cell, sign in
      guard cell != here, let summary = diagram.shown[cell] else { return nil }
      return Pinned(cell: cell, summary: summary, mark: sign.mark, role: sign.role)
    }
  }

  /// The one that was pinned last, where there is room for one.
  var pinned: Pinned? { pinnedCells.last }
}

/// A measured cell that stays beside the cursor's.
struct Pinned {
  let cell: Cell
  let summary: CellSummary
  /// On the grid, of its curve and of its line.
  let mark: Character
  let role: Role

  /// Of the pins, in the order in which they were set: no more can be set.
  static let signs: [(mark: Character, role: Role)] = [
    ("a", .curve2), ("b", .curve3), ("c", .curve4), ("d", .curve5),
  ]
}
