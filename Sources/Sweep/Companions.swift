import Model

/// How far the critical companions are, each trained once for all the cells that it is of.
struct Companions: Sendable {
  private enum State { case running, finished, failed }

  enum Readiness {
    case ready
    /// For a training that runs.
    case waiting
    /// This one comes before all.
    case lacks(Problem)
  }

  private var states: [Problem: State] = [:]
  private(set) var runningCount = 0

  func isFinished(_ companion: Problem) -> Bool { states[companion] == .finished }
  func isRunning(_ companion: Problem) -> Bool { states[companion] == .running }
  /// Neither trained nor tried.
  func isNew(_ companion: Problem) -> Bool { states[companion] == nil }

  /// Whether problems that are trained together have their companions.
  func readiness(of problems: [Problem]) -> Readiness {
    var waits = false
    for problem in problems where problem.hasCompanion {
      let companion = problem.criticalCompanion
      switch states[companion] {
      case .finished: break
      case .running: waits = true
      case nil, .failed: return .lacks(companion)
      }
    }
    return waits ? .waiting : .ready
  }

  /// It is measured already.
  mutating func know(_ companion: Problem) { states[companion] = .finished }

  mutating func start(_ companion: Problem) {
    states[companion] = .running
    runningCount += 1
  }

  mutating func finish(_ companion: Problem) { end(companion, as: .finished) }
  mutating func fail(_ companion: Problem) { end(companion, as: .failed) }
  /// It is wanted as much as before it was started.
  mutating func giveBack(_ companion: Problem) { end(companion, as: nil) }

  private mutating func end(_ companion: Problem, as state: State?) {
    states[companion] = state
    runningCount -= 1
  }
}
