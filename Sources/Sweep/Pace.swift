import Engine
import Model

/// How fast cells come in, judged by the last of them. Only what was trained is recorded here: recalled cells come at
/// once and say nothing about those that are left.
package struct Pace: Hashable, Sendable {
  private var times: [Double] = []
  private var costs: [Double] = []
  private var counts: [Int] = []

  package init() {}

  /// - Parameters:
  ///   - cost: of all the cells that ended at this time.
  ///   - time: seconds of a clock that only goes forward.
  package mutating func record(cost: Double, cells: Int = 1, at time: Double) {
    times.append(time)
    costs.append(cost)
    counts.append(cells)
    if times.count > 64 {
      times.removeFirst()
      costs.removeFirst()
      counts.removeFirst()
    }
  }

  private var span: Double? {
    guard times.count >= 4, let first = times.first, let last = times.last, last > first else { return nil }
    return last - first
  }

  /// From the first to the last of what is recorded; an estimate from less than that means little.
  package var seconds: Double { span ?? 0 }

  package var cellsPerSecond: Double? { span.map { Double(counts.dropFirst().reduce(0, +)) / $0 } }

  package var costPerSecond: Double? { span.map { costs.dropFirst().reduce(0, +) / $0 } }
}

/// How long a critical companion still takes, by its gradient steps; the time of a pause does not count.
struct CompanionClock {
  private let start = ContinuousClock.now
  private var paused = Duration.zero
  private var last = ContinuousClock.now
  private var steps = 0
  private let allSteps: Int

  init(_ problem: Problem) {
    // Its seeds are trained as many at once as the vectors hold.
    allSteps = Trainer.stepCount(problem)
  }

  /// Takes a step, which may wait for the end of a pause; seconds that are left, now and then.
  mutating func step(_ passes: () -> Bool) -> (passes: Bool, secondsLeft: Double?) {
    let before = ContinuousClock.now
    let result = passes()
    let now = ContinuousClock.now
    paused += before.duration(to: now)
    defer { steps += 1 }
    guard result, steps > 0, last.duration(to: now) >= .milliseconds(200) else { return (result, nil) }
    last = now
    let spent = (start.duration(to: now) - paused) / .seconds(1)
    return (true, spent / Double(steps) * Double(max(0, allSteps - steps)))
  }
}
