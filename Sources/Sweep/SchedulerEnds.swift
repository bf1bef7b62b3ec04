import Engine
import Model
import Phases

/// How jobs that were handed out end.
extension Scheduler {
  /// - Parameters:
  ///   - recalled: it was recorded, and not trained.
  ///   - rest: where these were the first seeds of a cell, how much depends on the others.
  package mutating func finish(_ job: Job, recalled: Bool = false, rest: RestOfSeeds = .inside) {
    switch job {
    case .companion(let problem):
      companions.finish(problem)
    case .cell(let cell, let group):
      if cells[cell] == .held {
        progress.held -= 1
      } else {
        endTraining(cell, group, recalled: recalled)
      }
      guard group.seeds.upperBound == group.problem.seedCount else {
        cells[cell] = .queued
        progress.queued += 1
        wanted.add(cell, rest: rest)
        return
      }
      trainedSeeds[cell] = nil
      cells[cell] = .finished(seeds: group.problem.seedCount)
      progress.finished += 1
    case .foresight(let cell, _): foresee(cell, isNoisy: false)
    case .survey: surveys.finish()
    }
  }

  /// A cell is trained, and its letter waits for its companion; then it must end in `finish`.
  package mutating func hold(_ job: Job, recalled: Bool = false) {
    guard case .cell(let cell, let group) = job else { return }
    endTraining(cell, group, recalled: recalled)
    cells[cell] = .held
    progress.held += 1
  }

  private mutating func endTraining(_ cell: Cell, _ group: SeedGroup, recalled: Bool) {
    settleCost(of: cell, group)
    progress.running -= 1
    trainedSeeds[cell] = group.seeds.upperBound
    if recalled {
      progress.recalled += group.isWhole ? 1 : 0
    } else {
      progress.trained += group.seeds.upperBound == group.problem.seedCount ? 1 : 0
      progress.trainedCost += group.trainingCost
    }
  }

  /// The job was stopped before its end and is wanted as much as before.
  package mutating func giveBack(_ job: Job) {
    switch job {
    case .companion(let problem): companions.giveBack(problem)
    case .cell(let cell, let group):
      if cells[cell] == .held {
        progress.held -= 1
        trainedSeeds[cell] = group.seeds.lowerBound > 0 ? group.seeds.lowerBound : nil
        knownOutstandingCost = knownOutstandingCost.map { $0 + group.trainingCost }
      } else {
        progress.running -= 1
      }
      cells[cell] = .queued
      progress.queued += 1
      wanted.add([cell], isUrgent: true, isStaged: group.seeds.upperBound < group.problem.seedCount)
    case .foresight(let cell, _): foresights.add(cell)
    case .survey(let cell, let problem): surveys.giveBack(cell, problem)
    }
  }

  /// The job cannot be done; returns the cells that will therefore have no result.
  package mutating func fail(_ job: Job) -> [Cell] {
    switch job {
    case .companion(let problem):
      companions.fail(problem)
      let lost = cells.filter { cell, state in
        (state == .queued || state == .held) && study.problem(for: cell).criticalCompanion == problem
      }
      for cell in lost.keys { lose(cell) }
      return lost.keys.sorted()
    case .cell(let cell, _):
      lose(cell)
      return [cell]
    case .foresight(let cell, _):
      foresee(cell, isNoisy: false)
      return []
    case .survey:
      surveys.finish()
      return []
    }
  }

  private mutating func lose(_ cell: Cell) {
    switch cells[cell] {
    case .queued:
      settleCost(of: cell)
      progress.queued -= 1
    case .running:
      settleCost(of: cell)
      progress.running -= 1
    case .held:
      settleCost(of: cell)
      progress.held -= 1
    case .finished, .failed, nil: return
    }
    trainedSeeds[cell] = nil
    cells[cell] = .failed
    progress.failed += 1
  }
}

// MARK: What is left to train

extension Scheduler {
  /// What the queued and running cells cost.
  package mutating func outstandingCost() -> Double {
    if let knownOutstandingCost { return knownOutstandingCost }
    let cost = cells.reduce(0) { sum, entry in
      switch entry.value {
      case .queued, .running: sum + left(of: entry.key).trainingCost
      case .held where isPartly(entry.key): sum + left(of: entry.key).trainingCost
      case .held, .finished, .failed: sum
      }
    }
    knownOutstandingCost = cost
    return cost
  }

  /// The seeds of a cell that are not trained.
  private func left(of cell: Cell) -> SeedGroup {
    let problem = problem(for: cell)
    return SeedGroup(problem, seeds: (trainedSeeds[cell] ?? 0)..<problem.seedCount)
  }

  /// Whether seeds are left of a cell that is held.
  private func isPartly(_ cell: Cell) -> Bool {
    trainedSeeds[cell].map { $0 < problem(for: cell).seedCount } ?? false
  }

  mutating func addCost(of cell: Cell) {
    guard let cost = knownOutstandingCost else { return }
    knownOutstandingCost = cost + left(of: cell).trainingCost
  }

  mutating func settleCost(of cell: Cell) { settleCost(of: cell, left(of: cell)) }

  mutating func settleCost(of cell: Cell, _ group: SeedGroup) {
    guard let cost = knownOutstandingCost else { return }
    knownOutstandingCost = max(0, cost - group.trainingCost)
  }
}
