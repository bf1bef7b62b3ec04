import Phases
import Sweep

/// What it would take to place the boundaries of a diagram, which are what most people want of it, in place of all cells.
package struct BoundaryAdvice: Hashable, Sendable {
  /// Seconds for which anybody waits.
  private static let patience = 60.0

  let cells: Int
  let seconds: Double
  /// How many cells had been measured.
  let after: Int

  /// `nil` where all cells take no longer.
  /// - Parameter known: the advice so far, which stays until a quarter more is measured.
  init?(_ diagram: Diagram, before known: BoundaryAdvice?) {
    guard let left = diagram.secondsLeft, left > Self.patience else { return nil }
    let done = diagram.summaries.count
    if let known, done < known.after + max(4, known.after / 4) {
      self = known
      return
    }
    let regimes = diagram.likelyRegimes
    guard Set(regimes.values).count > 1, let width = diagram.nextWidth(regimes) else {
      guard let known else { return nil }
      self = known
      return
    }
    let expected = BoundaryPlan(lattice: diagram.lattice, width: width)
      .expectedCells(after: regimes, study: diagram.study)
    guard !expected.isEmpty, let seconds = diagram.seconds(for: expected), seconds < left / 2 else {
      return nil
    }
    (cells, self.seconds, after) = (expected.count, seconds, done)
  }
}

extension Diagram {
  /// The next finer width to which the boundaries are not known; `nil`: they are known as well as the axes can tell.
  func nextWidth(_ regimes: [Cell: Regime], in area: Region? = nil) -> BoundaryWidth? {
    let finest = lattice.finestWidth
    let placed = lattice.placedWidth(regimes, in: area)
    return BoundaryWidth.ladder.first { finer in
      finer >= finest && placed.map { finer < $0 } ?? true && !lattice.isPlaced(to: finer, regimes, in: area)
    }
  }
}
