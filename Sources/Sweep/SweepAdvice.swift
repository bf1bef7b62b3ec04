import Phases

/// What a sweep of a grid that takes long says once: what placing the boundaries would take instead.
package struct SweepAdvice: Sendable {
  /// Of training; from less a pace means little.
  private static let leastSeconds = 5.0

  private let levels: Int
  private let isKept: Bool
  /// How many cells had been trained when it was looked at last.
  private var looked: Int?
  private var isSaid = false

  /// `nil` where the boundaries are placed anyway, or by several that do not know how long the others take.
  /// - Parameter isKept: what is measured is found by another sweep.
  package init?(_ goal: SweepGoal, isShared: Bool, isKept: Bool) {
    guard case .levels(let levels) = goal, !isShared else { return nil }
    (self.levels, self.isKept) = (levels, isKept)
  }

  /// The line to be said now.
  /// - Parameters:
  ///   - diagram: is asked for where it is needed, as a copy of it takes time.
  ///   - duration: words for seconds.
  package mutating func line(
    _ progress: Scheduler.Progress, _ pace: Pace, diagram: () -> Diagram, duration: (Double) -> String
  ) -> String? {
    guard !isSaid, pace.seconds >= Self.leastSeconds, let rate = pace.costPerSecond else { return nil }
    let left = progress.outstandingCost / rate
    guard BoundaryAdvice.isLong(left),
      looked.map({ BoundaryAdvice.isDue(progress.trained, after: $0) }) ?? true
    else { return nil }
    looked = progress.trained
    guard
      let advice = BoundaryAdvice(
        insteadOf: diagram(), refining: levels, left: left, rate: rate, isKept: isKept)
    else { return nil }
    isSaid = true
    return "about \(duration(left)) are left; --boundary \(advice.width) places the boundaries with about"
      + " \(advice.cells) \(isKept ? "more " : "")cells, \(duration(advice.seconds))"
  }
}
