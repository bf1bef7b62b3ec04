import Phases

/// Parametrisations that are followed through a study's plane.
package struct ShownPaths: Hashable, Sendable {
  package var paths: [ParametrisationPath]
  /// Where the cursor was when they were asked for.
  package var through: Cell

  /// Those that stay in the plane of a study: all of them, as they were asked for there.
  func inPlane(of study: Study) -> [PathInPlane] {
    paths.compactMap { try? PathInPlane($0, in: study, through: through) }
  }
}
