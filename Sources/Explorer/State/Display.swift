import Phases
import Terminal

/// How the results are drawn: what is remembered of it can be undone.
package struct Display: Hashable, Sendable {
  package internal(set) var coloring = Coloring.regime
  package internal(set) var showsTheory = true
  package internal(set) var pane = PaneKind.loss
  /// Whether the order parameters are drawn along the column under the cursor, not along the row.
  package internal(set) var followsColumn = false
  package internal(set) var curveGlyphs = CurveGlyphs.ascii
  /// Whether the pane has the whole screen.
  package internal(set) var fillsScreen = false
}

/// A study, and the part of it that is seen: where `[` goes back to.
package struct Visit: Hashable, Sendable {
  var current: Int
  var viewport: Viewport
}

/// How the results are looked at: what `u` undoes.
package struct View: Hashable, Sendable {
  var current: Int
  var viewports: [Viewport]
  var shownStep: Int?
  var display: Display

  /// Without the cursor and what follows it: moving about is no change of the view.
  var withoutCursor: View {
    var view = self
    for index in viewports.indices {
      view.viewports[index].cursor = .init(column: 0, row: 0)
      view.viewports[index].origin = .init(column: 0, row: 0)
      view.viewports[index].mark = nil
    }
    return view
  }
}
