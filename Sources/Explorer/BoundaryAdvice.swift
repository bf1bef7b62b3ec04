import Phases

/// What it would take to place the boundaries of a diagram, which are what most people want of it, in place of all cells.
package struct BoundaryAdvice: Hashable, Sendable {
  let cells: Int
  let seconds: Double
  /// How many cells had been measured.
  let after: Int
}

extension Diagram {
  /// Seconds for which anybody waits.
  private static let patience = 60.0

  /// Looks, where the rest takes long, at what the boundaries would take: now and then, as that takes time itself.
  mutating func weighBoundaries() {
    guard let left = secondsLeft, left > Self.patience, placement == nil else {
      advice = nil
      return
    }
    let done = summaries.count
    if let advice, done < advice.after + max(4, advice.after / 4) { return }
    let regimes = regimes
    guard Set(regimes.values).count > 1, let width = nextWidth(regimes) else { return }
    let expected = BoundaryPlan(lattice: lattice, width: width).expectedCells(after: regimes, study: study)
    guard !expected.isEmpty, let seconds = seconds(for: expected), seconds < left / 2 else {
      advice = nil
      return
    }
    advice = BoundaryAdvice(cells: expected.count, seconds: seconds, after: done)
  }

  /// The next finer width to which the boundaries are not known; `nil`: they are known as well as the axes can tell.
  func nextWidth(_ regimes: [Cell: Regime], in area: Region? = nil) -> BoundaryWidth? {
    let finest = lattice.finestWidth
    let placed = lattice.placedWidth(regimes, in: area)
    return BoundaryWidth.ladder.first { finer in
      finer >= finest && placed.map { finer < $0 } ?? true && !lattice.isPlaced(to: finer, regimes, in: area)
    }
  }
}
