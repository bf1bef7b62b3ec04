import Engine
import Model
import Phases

/// How far a critical companion in training is.
package struct CompanionProgress: Hashable, Sendable {
  /// Of its gradient steps, 0 … 1.
  package var share: Double
  /// Until it is trained.
  package var secondsLeft: Double
  /// Which one it is, by the axes whose values it has: `D 128`; empty where all cells have the same.
  package var place: String

  package init(share: Double, secondsLeft: Double, place: String = "") {
    (self.share, self.secondsLeft, self.place) = (share, secondsLeft, place)
  }
}

extension CompanionProgress {
  /// Of several in training the one that ends last.
  static func last(of all: some Sequence<CompanionProgress>) -> CompanionProgress? {
    all.max { $0.secondsLeft < $1.secondsLeft }
  }

  /// By the axes of the study whose values the companion has; its steps are those of a whole line.
  static func place(of companion: Problem, in study: Study) -> String {
    let named = [study.columns.parameter, study.rows.parameter].filter {
      $0.field.isSameInCompanion && $0 != .steps
    }
    return named.map { "\($0.asciiSymbol) \($0.field.value(companion).text)" }.joined(separator: ", ")
  }
}

/// How long a training still takes, a critical companion's or one that is asked for alone, by its gradient steps; the time of
/// a pause does not count.
package struct CompanionClock {
  private let begin: ContinuousClock.Instant
  private var paused = Duration.zero
  private var firstStep: ContinuousClock.Instant?
  private var told: ContinuousClock.Instant
  private var steps = 0
  private let allSteps: Int

  /// Between two that are told.
  private static let interval = Duration.milliseconds(200)

  package init(_ problem: Problem, at time: ContinuousClock.Instant = .now) {
    (begin, told) = (time, time)
    // Its seeds are trained as many at once as the vectors hold.
    allSteps = Trainer.stepCount(problem)
  }

  /// A step begins, and may wait for the end of a pause; what is known then is told now and then.
  package mutating func step(
    now: () -> ContinuousClock.Instant = { .now }, _ passes: () -> Bool
  ) -> (passes: Bool, progress: CompanionProgress?) {
    let before = now()
    let result = passes()
    let time = now()
    defer { steps += 1 }
    guard let firstStep else {
      self.firstStep = time
      // Memory, weights and the first pass take about as long as a step, and are all that it can be judged by yet.
      guard result, begin.duration(to: before) >= Self.interval else { return (result, nil) }
      told = time
      return (true, progress(each: begin.duration(to: before)))
    }
    paused += before.duration(to: time)
    guard result, told.duration(to: time) >= Self.interval else { return (result, nil) }
    told = time
    return (true, progress(each: (firstStep.duration(to: time) - paused) / Double(steps)))
  }

  private func progress(each step: Duration) -> CompanionProgress {
    let left = max(0, allSteps - steps)
    return CompanionProgress(
      share: 1 - Double(left) / Double(max(1, allSteps)), secondsLeft: step / .seconds(1) * Double(left))
  }
}
