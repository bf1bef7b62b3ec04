import Engine
import Model
import Phases

/// What to do next. It owns no thread and no result: workers `ask`, and say how the job ended.
///
/// A critical companion is handed out once, before its cells; a cell is handed out once, unless it was given back. Cells
/// may go ahead of a companion in training, which only their letters wait for. Cells that differ in their steps alone are one training, and come in one batch, as their companions
/// do. Surveys of limits go to one worker at a time while there are cells to train, then to all.
package struct Scheduler: Sendable {
  private enum State: Hashable {
    case queued, running, failed
    /// Trained, and waiting for the companion.
    case held
    case finished(seeds: Int)
  }

  /// Cells wanted together; `next` is the first that may still be queued.
  private struct Batch {
    var cells: [Cell]
    var next = 0
  }

  /// Cells that are looked at for what is best done next.
  private static let mostSearched = 256

  private let study: Study
  private let lattice: Lattice
  private let theory: Theory
  /// The most urgent first.
  private var batches: [Batch] = []
  private var cells: [Cell: State] = [:]
  /// Of cells that are wanted with more seeds than the study has.
  private var seedCounts: [Cell: Int] = [:]
  private var companions = Companions() {
    didSet { progress.companions = companions.runningCount }
  }
  /// What is left to train, once somebody has asked: of a million recalled cells nobody does.
  private var knownOutstandingCost: Double?
  /// Of cells; companions are a means.
  package private(set) var progress = Progress()
  private var surveys = SurveyQueue()
  private var lines: StepLines

  package init(study: Study) {
    self.study = study
    lines = StepLines(study)
    lattice = study.lattice
    theory = study.theory
  }

  /// Nothing is left to do and nobody is doing it.
  package var isIdle: Bool {
    progress.queued == 0 && progress.running == 0 && progress.held == 0 && companions.runningCount == 0
      && surveys.isIdle
  }

  /// Of surveys.
  package var surveyProgress: Progress { surveys.progress }

  /// Every cell ever wanted.
  package var known: Set<Cell> { Set(cells.keys) }

  /// Queues the cells that were not wanted before, in this order, and returns them. Urgent ones come before
  /// everything queued so far, also those that were queued already.
  @discardableResult
  package mutating func want(_ wanted: some Sequence<Cell>, urgent: Bool = false) -> [Cell] {
    var new: [Cell] = []
    var batch = Batch(cells: [])
    cells.reserveCapacity(cells.count + wanted.underestimatedCount)
    for cell in wanted.lazy.map(lattice.canonical) {
      switch cells[cell] {
      case nil:
        cells[cell] = .queued
        lines.add(cell)
        addCost(of: cell)
        new.append(cell)
        batch.cells.append(cell)
      case .queued where urgent: batch.cells.append(cell)
      default: continue
      }
    }
    progress.queued += new.count
    if !batch.cells.isEmpty { batches.insert(batch, at: urgent ? 0 : batches.count) }
    return new
  }

  /// Queues finished cells again, with so many seeds, before everything else, and returns them.
  package mutating func want(seeds counts: [Cell: Int]) -> [Cell] {
    let new = counts.keys.filter { if case .finished = cells[$0] { true } else { false } }.sorted()
    for cell in new {
      cells[cell] = .queued
      seedCounts[cell] = counts[cell]
      addCost(of: cell)
    }
    progress.finished -= new.count
    progress.queued += new.count
    if !new.isEmpty { batches.insert(Batch(cells: new), at: 0) }
    return new
  }

  /// Queues surveys of the limits of these cells, of each once, and returns those that are new.
  @discardableResult
  package mutating func want(surveysOf wanted: some Sequence<Cell>) -> [Cell] {
    surveys.want(wanted.lazy.map(lattice.canonical), study: study)
  }

  private func problem(for cell: Cell) -> Problem {
    var problem = study.problem(for: cell)
    if let count = seedCounts[cell] { problem.seedCount = count }
    return problem
  }

  /// Forgets the queued cells that are meant, as if they had never been wanted, and returns them. What waits for more
  /// seeds is not queued for the first time, and stays.
  @discardableResult
  package mutating func withdraw(where isMeant: (Cell) -> Bool = { _ in true }) -> [Cell] {
    let unmeasured = cells.filter { cell, state in state == .queued && seedCounts[cell] == nil }
    let withdrawn = unmeasured.keys.filter(isMeant).sorted()
    for cell in withdrawn {
      settleCost(of: cell)
      cells[cell] = nil
    }
    progress.queued -= withdrawn.count
    return withdrawn
  }

  /// The companion is measured already: its cells need not wait for it.
  package mutating func know(companion: Problem) { companions.know(companion) }

  package func knows(companion: Problem) -> Bool { companions.isFinished(companion) }

  func isTraining(companion: Problem) -> Bool { companions.isRunning(companion) }

  package func isFinished(_ cell: Cell) -> Bool {
    if case .finished = cells[lattice.canonical(cell)] { true } else { false }
  }

  /// Whether a measurement of the cell, of so many seeds, would be news: it waits, or was measured with fewer.
  package func awaits(_ cell: Cell, seeds: Int) -> Bool {
    switch cells[cell] {
    case .queued: seeds >= seedCounts[cell] ?? 0
    case .finished(let known): known < seeds
    case .running, .held, .failed, nil: false
    }
  }

  /// A cell that waited, or was measured with fewer seeds, has its result without training.
  package mutating func recall(_ cell: Cell, seeds: Int) {
    guard awaits(cell, seeds: seeds) else { return }
    if cells[cell] == .queued {
      settleCost(of: cell)
      progress.queued -= 1
      progress.finished += 1
      progress.recalled += 1
    }
    cells[cell] = .finished(seeds: seeds)
  }

  /// What the queued and running cells cost.
  package mutating func outstandingCost() -> Double {
    if let knownOutstandingCost { return knownOutstandingCost }
    let cost = cells.reduce(0) { sum, entry in
      switch entry.value {
      case .queued, .running: sum + problem(for: entry.key).trainingCost
      case .held, .finished, .failed: sum
      }
    }
    knownOutstandingCost = cost
    return cost
  }

  private mutating func addCost(of cell: Cell) {
    guard let cost = knownOutstandingCost else { return }
    knownOutstandingCost = cost + problem(for: cell).trainingCost
  }

  private mutating func settleCost(of cell: Cell) {
    guard let cost = knownOutstandingCost else { return }
    knownOutstandingCost = max(0, cost - problem(for: cell).trainingCost)
  }

  /// The most wanted job that can run now, or nothing. A job handed out must end in `finish`, `hold`, `giveBack` or
  /// `fail`.
  /// - Parameter ahead: of cells wanted together those come first that wait for no companion in training, then companions,
  ///   then cells that have no need of them by theory, then the rest.
  package mutating func ask(ahead: Ahead = .none) -> Job? {
    batches.removeAll { $0.next >= $0.cells.count }
    // Lines that wait for a companion.
    var waiting: Set<Position> = []
    for index in batches.indices {
      batches[index].next =
        batches[index].cells[batches[index].next...].firstIndex { cells[$0] == .queued }
        ?? batches[index].cells.count
      var first: (cell: Cell, problem: Problem, isFree: Bool)?
      var others = 0
      for cell in batches[index].cells[batches[index].next...] where cells[cell] == .queued {
        let line = lines.line(of: cell)
        if let line, waiting.contains(line) { continue }
        // As this runs for every cell that goes ahead.
        if first != nil { others += 1 }
        if others > Self.mostSearched { break }
        let problem = problem(for: cell)
        switch companions.readiness(of: [problem] + mates(of: cell, problem).map(\.problem)) {
        case .ready:
          start(cell)
          return .cell(cell, problem)
        case .waiting:
          if let line { waiting.insert(line) }
          guard first?.isFree != true, mayGoAhead(problem, ahead) else { continue }
          let isFree = mayGoAhead(problem, .free)
          if first == nil || isFree { first = (cell, problem, isFree) }
        case .lacks(let companion):
          companions.start(companion)
          return .companion(companion)
        }
      }
      if let first {
        start(first.cell)
        return .cell(first.cell, first.problem)
      }
    }
    return nil
  }

  /// The queued cells that differ from this one in their steps alone.
  private func mates(of cell: Cell, _ problem: Problem) -> [(cell: Cell, problem: Problem)] {
    lines.cells(inLineWith: cell).filter { cells[$0] == .queued && $0 != cell }.sorted().compactMap { other in
      let found = self.problem(for: other)
      return found.trajectory == problem.trajectory ? (other, found) : nil
    }
  }

  /// The companions that queued cells lack and that differ from this one in their steps alone.
  private func mates(ofCompanion companion: Problem) -> [Problem] {
    var found: Set<Problem> = []
    var steps: Set<Double> = []
    for cell in lines.cells where cells[cell] == .queued {
      if lines.shareCompanions, !steps.insert(self.steps(of: cell)).inserted { continue }
      let other = problem(for: cell).criticalCompanion
      if companions.isNew(other), other.trajectory == companion.trajectory { found.insert(other) }
    }
    return found.sorted { $0.steps < $1.steps }
  }

  /// As its axis has it.
  private func steps(of cell: Cell) -> Double {
    study.rows.parameter == .steps ? study.rows.value(at: cell.row) : study.columns.value(at: cell.column)
  }

  /// The same with what is best done together: surveys that share a limit, or cells that can be trained in the same
  /// vectors, at most as many as fill them, or in one training.
  package mutating func askForBatch(ahead: Ahead = .none) -> [Job] {
    if surveys.progress.running == 0, let group = surveys.next() { return group }
    guard let job = ask(ahead: ahead) else { return surveys.next() ?? [] }
    if case .companion(let companion) = job {
      let others = mates(ofCompanion: companion)
      for other in others { companions.start(other) }
      return [job] + others.map(Job.companion)
    }
    guard case .cell(let cell, let problem) = job else { return [job] }
    var batch = [job] + startMates(of: cell, problem)
    var trainings = 1
    let wanted = problem.declared?.declaration.mostCells ?? Trainer.problemsPerBatch(problem)
    // From cells wanted together only, so that urgent ones stay ahead. Neighbours there are mostly of one shape; the
    // search is bounded, as it runs for every batch.
    guard let waiting = batches.first(where: { $0.next < $0.cells.count }) else { return batch }
    for cell in waiting.cells[waiting.next...].prefix(Self.mostSearched)
    where trainings < wanted && cells[cell] == .queued {
      let other = self.problem(for: cell)
      guard other.sharesVectors(with: problem), other.seedCount == problem.seedCount,
        mayStart([other] + mates(of: cell, other).map(\.problem), ahead: ahead)
      else { continue }
      start(cell)
      batch += [.cell(cell, other)] + startMates(of: cell, other)
      trainings += 1
    }
    return batch
  }

  private func mayStart(_ problems: [Problem], ahead: Ahead) -> Bool {
    switch companions.readiness(of: problems) {
    case .ready: true
    case .waiting: problems.allSatisfy { mayGoAhead($0, ahead) }
    case .lacks: false
    }
  }

  private func mayGoAhead(_ problem: Problem, _ ahead: Ahead) -> Bool {
    switch ahead {
    case .none: false
    case .free: theory.regime(of: problem) == .divergent
    case .all: true
    }
  }

  private mutating func startMates(of cell: Cell, _ problem: Problem) -> [Job] {
    mates(of: cell, problem).map { mate in
      start(mate.cell)
      return .cell(mate.cell, mate.problem)
    }
  }

  private mutating func start(_ cell: Cell) {
    cells[cell] = .running
    progress.queued -= 1
    progress.running += 1
  }

  /// - Parameter recalled: it was recorded, and not trained.
  package mutating func finish(_ job: Job, recalled: Bool = false) {
    switch job {
    case .companion(let problem):
      companions.finish(problem)
    case .cell(let cell, let problem):
      if cells[cell] == .held {
        progress.held -= 1
      } else {
        endTraining(cell, problem, recalled: recalled)
      }
      cells[cell] = .finished(seeds: problem.seedCount)
      progress.finished += 1
    case .survey: surveys.finish()
    }
  }

  /// A cell is trained, and its letter waits for its companion; then it must end in `finish`.
  package mutating func hold(_ job: Job, recalled: Bool = false) {
    guard case .cell(let cell, let problem) = job else { return }
    endTraining(cell, problem, recalled: recalled)
    cells[cell] = .held
    progress.held += 1
  }

  private mutating func endTraining(_ cell: Cell, _ problem: Problem, recalled: Bool) {
    settleCost(of: cell)
    progress.running -= 1
    if recalled {
      progress.recalled += 1
    } else {
      progress.trained += 1
      progress.trainedCost += problem.trainingCost
    }
  }

  /// The job was stopped before its end and is wanted as much as before.
  package mutating func giveBack(_ job: Job) {
    switch job {
    case .companion(let problem): companions.giveBack(problem)
    case .cell(let cell, _):
      if cells[cell] == .held {
        progress.held -= 1
        addCost(of: cell)
      } else {
        progress.running -= 1
      }
      cells[cell] = .queued
      progress.queued += 1
      batches.insert(Batch(cells: [cell]), at: 0)
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
    case .held: progress.held -= 1
    case .finished, .failed, nil: return
    }
    cells[cell] = .failed
    progress.failed += 1
  }
}
