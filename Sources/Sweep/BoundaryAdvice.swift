import Phases

/// What it would take to place the boundaries of a diagram, which are what most people want of it, in place of all cells.
package struct BoundaryAdvice: Hashable, Sendable {
  /// Seconds for which anybody waits.
  private static let patience = 60.0

  package let width: BoundaryWidth
  package let cells: Int
  package let seconds: Double
  /// How many cells had been measured.
  let after: Int

  /// What it takes from here on, to the next finer width. `nil` where all cells take no longer.
  /// - Parameter known: the advice so far, which stays until a quarter more is measured.
  package init?(_ diagram: Diagram, before known: BoundaryAdvice?) {
    guard let left = diagram.secondsLeft, Self.isLong(left), let rate = diagram.pace.costPerSecond else {
      return nil
    }
    if let known, !Self.isDue(diagram.summaries.count, after: known.after) {
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
    self.init(diagram, to: width, by: expected, left: left, rate: rate)
  }

  /// What a sweep of its own takes for it, to the width at which the grid would show them. `nil` where the grid takes no
  /// longer.
  /// - Parameters:
  ///   - levels: how often the grid is subdivided.
  ///   - left: seconds that the grid still takes.
  ///   - rate: of `Problem.trainingCost`, a second.
  ///   - isKept: that sweep finds what is measured so far.
  package init?(
    insteadOf diagram: Diagram, refining levels: Int, left: Double, rate: Double, isKept: Bool
  ) {
    let regimes = diagram.likelyRegimes
    guard Self.isLong(left), Set(regimes.values).count > 1 else { return nil }
    let width = diagram.lattice.gridWidth(refining: levels)
    let plan = BoundaryPlan(lattice: diagram.lattice, width: width)
    let picture = plan.picture(of: regimes)
    let expected = plan.expectedCells(after: [:]) { cell in
      regimes[cell] ?? picture.regime(at: cell)
        ?? diagram.study.theory.regime(of: diagram.study.problem(for: cell))
    }
    self.init(
      diagram, to: width, by: isKept ? expected.filter { regimes[$0] == nil } : expected, left: left,
      rate: rate)
  }

  private init?(
    _ diagram: Diagram, to width: BoundaryWidth, by expected: [Cell], left: Double, rate: Double
  ) {
    let seconds = expected.reduce(0) { $0 + diagram.cost(of: $1) } / rate
    guard !expected.isEmpty, seconds < left / 2 else { return nil }
    (self.width, cells, self.seconds, after) = (width, expected.count, seconds, diagram.summaries.count)
  }

  static func isLong(_ seconds: Double) -> Bool { seconds > patience }

  /// Whether enough was measured since that it may be different: to look takes time itself.
  static func isDue(_ count: Int, after known: Int) -> Bool { count >= known + max(4, known / 4) }
}

extension Diagram {
  /// The next finer width to which the boundaries are not known; `nil`: they are known as well as the axes can tell.
  package func nextWidth(_ regimes: [Cell: Regime], in area: Region? = nil) -> BoundaryWidth? {
    let finest = lattice.finestWidth
    let placed = lattice.placedWidth(regimes, in: area)
    return BoundaryWidth.ladder.first { finer in
      finer >= finest && placed.map { finer < $0 } ?? true && !lattice.isPlaced(to: finer, regimes, in: area)
    }
  }
}
