import Phases

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
  /// `nil`: none are drawn.
  package var paths: ShownPaths?

  /// The marked region, up to the far edges of the cells at its corners.
  package var markedRegion: Region? { mark.map { Region(from: $0, to: cursor) } }
}
