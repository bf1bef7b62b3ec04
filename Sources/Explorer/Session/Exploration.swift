import Archive
import Phases
import Sweep
import Terminal

/// What the explorer is started with.
package struct Exploration: Sendable {
  /// `x` goes round them; the first is shown first.
  package var studies: [Study]
  /// Where their cells are kept, by their index; a study without one keeps nothing.
  package var storages: [Int: StudyStorage] = [:]
  /// Shows what others measure, and measures and writes nothing.
  package var isViewing = false
  /// Said on the first screen.
  package var notice: String?
  /// Workers.
  package var jobs: Int
  /// A name or a path.
  package var theme = "default"
  /// `nil`: what the terminal has, or none by `NO_COLOR`.
  package var colors: ColorDepth?
  /// `nil`: what the locale and the terminal allow.
  package var glyphs: GlyphSet?
  package var curves = CurveGlyphs.ascii
  /// Whether the command line says so: then it does not matter how a study was left.
  package var curvesAreGiven = false
  /// Whether the mouse is the program's at first, not the terminal's.
  package var hasMouse = true
  /// Makes the work of each worker.
  package var makeWork: @Sendable () -> Work
  /// Ends what else was started for it.
  package var atEnd: @Sendable () -> Void = {}
  /// What stands beside every export.
  package var provenance: Provenance

  package init(
    studies: [Study], jobs: Int, provenance: Provenance,
    makeWork: @escaping @Sendable () -> Work
  ) {
    self.studies = studies
    self.jobs = jobs
    self.provenance = provenance
    self.makeWork = makeWork
  }
}
