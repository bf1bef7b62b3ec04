import Engine
import Model

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
