import Engine
import Model
import Phases

extension Scheduler {
  /// What a worker does at a time.
  package enum Job: Hashable, Sendable {
    /// Trains a critical companion, which cells wait for.
    case companion(Problem)
    /// Trains seeds of a cell: all of them, the first, or those that are left.
    case cell(Cell, SeedGroup)
    /// Looks whether noise dominates a cell, which takes one forward pass of its first seeds.
    case foresight(Cell, SeedGroup)
    /// Measures a cell's distances to its limits.
    case survey(Cell, Problem)

    package var problem: Problem {
      switch self {
      case .companion(let problem), .survey(_, let problem): problem
      case .cell(_, let group), .foresight(_, let group): group.problem
      }
    }

    /// The one that it trains.
    var cell: Cell? { if case .cell(let cell, _) = self { cell } else { nil } }
    /// What it trains of it.
    var group: SeedGroup? { if case .cell(_, let group) = self { group } else { nil } }
  }

  /// Which cells are trained before the companion that they wait for.
  package enum Ahead: Sendable {
    case none
    /// Those that have no need of it by theory.
    case free
    case all
  }

  package struct Progress: Hashable, Sendable {
    package var queued = 0
    package var running = 0
    /// Trained, and waiting for their critical companion.
    package var held = 0
    package var finished = 0
    package var failed = 0
    /// How many finished without being trained, because they were recorded.
    package var recalled = 0
    /// How many were trained here, and what that took.
    package var trained = 0
    package var trainedCost = 0.0
    /// What is left to train, in the same measure; the scheduler finds it out when it is asked for it.
    package var outstandingCost = 0.0
    /// Critical companions in training.
    package var companions = 0
    /// The one of them that ends last, once that can be told.
    package var companion: CompanionProgress?

    package init() {}

    /// Whether nothing can be told before a companion is there.
    package var waitsForCompanion: Bool {
      companions > 0 && (running == 0 || companion != nil && finished + failed == 0)
    }

    package var wanted: Int { queued + running + held + finished + failed }
  }
}

extension Problem {
  /// Multiplications of one training, up to a factor, plus what every cell costs whatever its size.
  package var trainingCost: Double {
    let work = Double(shape.weights) * Double(shape.samples + 1) * Double(steps)
    return (work + 1e5) * Double(seedCount)
  }
}

extension SeedGroup {
  /// The same of these seeds.
  package var trainingCost: Double { problem.trainingCost * share }
}
