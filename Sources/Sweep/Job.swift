import Engine
import Model
import Phases

extension Scheduler {
  /// What a worker does at a time.
  package enum Job: Hashable, Sendable {
    /// Trains a critical companion, which cells wait for.
    case companion(Problem)
    case cell(Cell, Problem)
    /// Measures a cell's distances to its limits.
    case survey(Cell, Problem)

    package var problem: Problem {
      switch self {
      case .companion(let problem), .cell(_, let problem), .survey(_, let problem): problem
      }
    }
  }

  package struct Progress: Hashable, Sendable {
    package var queued = 0
    package var running = 0
    package var finished = 0
    package var failed = 0
    /// How many finished without being trained, because they were recorded.
    package var recalled = 0
    /// How many finished by being trained, and what that took.
    package var trained = 0
    package var trainedCost = 0.0
    /// What is left to train, in the same measure; the scheduler finds it out when it is asked for it.
    package var outstandingCost = 0.0
    /// Critical companions in training.
    package var companions = 0
    /// Seconds that they still take, once that can be told.
    package var companionSecondsLeft: Double?

    package init() {}

    package var wanted: Int { queued + running + finished + failed }
  }
}

extension Problem {
  /// Multiplications of one training, up to a factor, plus what every cell costs whatever its size.
  package var trainingCost: Double {
    let work = Double(shape.weights) * Double(shape.samples + 1) * Double(steps)
    return (work + 1e5) * Double(seedCount)
  }
}
