import Engine
import Model
import Phases

/// What to do next. It owns no thread and no result: workers `ask`, and say how the job ended.
///
/// A critical companion is handed out once, before its cells; a cell is handed out once, unless it was given back. Cells
/// may go ahead of a companion in training, which only their letters wait for. Cells that differ in their steps alone are one training, and come in one batch, as their companions
/// do. Surveys of limits go to one worker at a time while there are cells to train, then to all.
package struct Scheduler: Sendable {
  enum State: Hashable {
    case queued, running, failed
    /// Trained, and waiting for the companion.
    case held
    case finished(seeds: Int)
  }

  /// Cells that are looked at for what is best done next.
  private static let mostSearched = 256
  /// Cells whose seeds fill vectors together.
  private static let mostTogether = 8
  /// Seeds of the first stage, at least.
  package static let firstSeeds = 2

  let study: Study
  let lattice: Lattice
  private let theory: Theory
  var wanted = WantedCells()
  var cells: [Cell: State] = [:]
  /// How many of their first seeds are trained, of cells that are not finished.
  var trainedSeeds: [Cell: Int] = [:]
  /// Of cells that are wanted with more seeds than the study has.
  var seedCounts: [Cell: Int] = [:]
  var companions = Companions() {
    didSet { progress.companions = companions.runningCount }
  }
  /// What is left to train, once somebody has asked: of a million recalled cells nobody does.
  var knownOutstandingCost: Double?
  /// Of cells; companions are a means.
  package internal(set) var progress = Progress()
  var surveys = SurveyQueue()
  var foresights = Foresights()
  /// Bytes of what is kept of begun cells at most, and how many of them the cells that are trained by stages may take. Where all
  /// would take more, the finer ones have no stages.
  private static let mostBegunBytes = 2.56e8
  private var begunBytes = 0.0
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
  /// - Parameter staged: trains the first seeds of each before the rest of any, where they fill vectors together.
  @discardableResult
  package mutating func want(_ asked: some Sequence<Cell>, urgent: Bool = false, staged: Bool = false)
    -> [Cell]
  {
    var new: [Cell] = []
    let staged = staged && canBeStaged
    var (firsts, batch): ([Cell], [Cell]) = ([], [])
    cells.reserveCapacity(cells.count + asked.underestimatedCount)
    for cell in asked.lazy.map(lattice.canonical) {
      switch cells[cell] {
      case nil:
        cells[cell] = .queued
        lines.add(cell)
        addCost(of: cell)
        new.append(cell)
        if !staged {
          batch.append(cell)
        } else if theory.regime(of: study.problem(for: cell)) == .divergent {
          foresights.add(cell)
        } else if mayBegin(cell) {
          firsts.append(cell)
        } else {
          batch.append(cell)
        }
      case .queued where urgent: batch.append(cell)
      default: continue
      }
    }
    progress.queued += new.count
    wanted.add(firsts, isUrgent: urgent, isStaged: true)
    wanted.add(batch, isUrgent: urgent)
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
    wanted.add(new, isUrgent: true)
    return new
  }

  /// Queues surveys of the limits of these cells, of each once, and returns those that are new.
  @discardableResult
  package mutating func want(surveysOf wanted: some Sequence<Cell>) -> [Cell] {
    surveys.want(wanted.lazy.map(lattice.canonical), study: study)
  }

  /// Cells that differ in their steps alone are one training, which has no stages; trainers are asked for whole cells.
  private var canBeStaged: Bool {
    study.vocabulary.isBuiltIn && study.seedCount > Self.firstSeeds && !lines.isNeeded
  }

  /// Whether what is kept of it until it is whole has room; from then on that is taken.
  private mutating func mayBegin(_ cell: Cell) -> Bool {
    begunBytes += SeedGroup(study.problem(for: cell), seeds: 0..<2 * Self.firstSeeds).outputBytes
    return begunBytes <= Self.mostBegunBytes
  }

  /// The picture depends on the rest of this cell's seeds.
  mutating func promote(_ cell: Cell) {
    guard cells[cell] == .queued, trainedSeeds[cell] != nil || foresights.isNoisy(cell) else { return }
    wanted.add(cell, rest: .boundary)
  }

  func problem(for cell: Cell) -> Problem {
    var problem = study.problem(for: cell)
    if let count = seedCounts[cell] { problem.seedCount = count }
    return problem
  }

  /// The first seeds of a cell that waits were trained earlier.
  package mutating func recall(_ cell: Cell, begun seeds: Int) {
    guard cells[cell] == .queued, trainedSeeds[cell] == nil, seedCounts[cell] == nil else { return }
    settleCost(of: cell, SeedGroup(problem(for: cell), seeds: 0..<seeds))
    trainedSeeds[cell] = seeds
    wanted.add(cell, rest: .inside)
  }

  /// The seeds of a cell that are trained next.
  private func group(_ cell: Cell, _ problem: Problem, isStaged: Bool) -> SeedGroup {
    SeedGroup(
      problem, seeds: (trainedSeeds[cell] ?? 0)..<(isStaged ? Self.firstSeeds : problem.seedCount))
  }

  /// Forgets the queued cells that are meant, as if they had never been wanted, and returns them. What waits for more
  /// seeds is not queued for the first time, and stays.
  @discardableResult
  package mutating func withdraw(where isMeant: (Cell) -> Bool = { _ in true }) -> [Cell] {
    let unmeasured = cells.filter { cell, state in
      state == .queued && seedCounts[cell] == nil && trainedSeeds[cell] == nil
    }
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
    trainedSeeds[cell] = nil
    cells[cell] = .finished(seeds: seeds)
  }

  /// The most wanted job that can run now, or nothing. A job handed out must end in `finish`, `hold`, `giveBack` or
  /// `fail`.
  /// - Parameter ahead: of cells wanted together those come first that wait for no companion in training, then companions,
  ///   then cells that have no need of them by theory, then the rest.
  package mutating func ask(ahead: Ahead = .none) -> Job? {
    pick(ahead: ahead)?.job
  }

  /// The same, and whether it is of a batch whose cells are trained by stages.
  private mutating func pick(ahead: Ahead) -> (job: Job, isStaged: Bool)? {
    wanted.advance { [cells, trainedSeeds] cell, isStaged in
      cells[cell] == .queued && !(isStaged && trainedSeeds[cell] != nil)
    }
    // Lines that wait for a companion.
    var waiting: Set<Position> = []
    for index in wanted.indices {
      let batch = wanted[index]
      var first: (cell: Cell, problem: Problem, isFree: Bool)?
      var others = 0
      for cell in batch.cells[batch.next...] where isWaiting(cell, batch.isStaged) {
        let line = lines.line(of: cell)
        if let line, waiting.contains(line) { continue }
        // As this runs for every cell that goes ahead.
        if first != nil { others += 1 }
        if others > Self.mostSearched { break }
        let problem = problem(for: cell)
        switch companions.readiness(of: [problem] + mates(of: cell, problem).map(\.problem)) {
        case .ready: return (start(cell, problem, isStaged: batch.isStaged), batch.isStaged)
        case .waiting:
          if let line { waiting.insert(line) }
          guard first?.isFree != true, mayGoAhead(problem, ahead) else { continue }
          let isFree = mayGoAhead(problem, .free)
          if first == nil || isFree { first = (cell, problem, isFree) }
        case .lacks(let companion):
          companions.start(companion)
          return (.companion(companion), false)
        }
      }
      if let first {
        return (start(first.cell, first.problem, isStaged: batch.isStaged), batch.isStaged)
      }
    }
    return nil
  }

  /// - Parameter isStaged: for its first seeds.
  private func isWaiting(_ cell: Cell, _ isStaged: Bool) -> Bool {
    cells[cell] == .queued && !(isStaged && trainedSeeds[cell] != nil)
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
    if case let looks = nextForesights(), !looks.isEmpty { return looks }
    guard let (job, isStaged) = pick(ahead: ahead) else {
      if case let looks = nextForesights(areAlone: true), !looks.isEmpty { return looks }
      return surveys.next() ?? []
    }
    foresights.noteTraining()
    if case .companion(let companion) = job {
      let others = mates(ofCompanion: companion)
      for other in others { companions.start(other) }
      return [job] + others.map(Job.companion)
    }
    guard case .cell(let cell, let group) = job else { return [job] }
    var batch = [job] + startMates(of: cell, group.problem)
    var groups = [group]
    let isRest = group.seeds.lowerBound > 0
    // From cells wanted together only, so that urgent ones stay ahead; what has stages is filled up from other cells.
    // Neighbours are mostly of one shape; the search is bounded, as it runs for every batch.
    for index in wanted.indices where !isFull(groups) && wanted[index].isStaged == isStaged {
      let waiting = wanted[index]
      var searched = 0
      for cell in waiting.cells[waiting.next...] where isWaiting(cell, isStaged) {
        searched += 1
        guard !isFull(groups), searched <= Self.mostSearched else { break }
        let other = self.problem(for: cell)
        guard other.sharesVectors(with: group.problem), (trainedSeeds[cell] != nil) == isRest,
          isRest || other.seedCount == group.problem.seedCount,
          mayStart([other] + mates(of: cell, other).map(\.problem), ahead: ahead)
        else { continue }
        let job = start(cell, other, isStaged: isStaged)
        batch += [job] + startMates(of: cell, other)
        groups += [job.group].compactMap(\.self)
      }
      if !isStaged, !isRest { break }
    }
    guard isStaged, !isFull(groups) else { return batch }
    // Fewer would cost as much.
    let filled = SeedGroup.first(Self.firstSeeds, of: groups.map(\.problem))
    return zip(batch, filled).map { job, group in job.cell.map { .cell($0, group) } ?? job }
  }

  /// Whether nothing more is gained from training others together with these.
  private func isFull(_ groups: [SeedGroup]) -> Bool {
    if let declaration = groups[0].problem.declared?.declaration {
      return groups.count >= declaration.mostCells
    }
    return SeedGroup.fillVectors(groups) || groups.count >= Self.mostTogether
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
    mates(of: cell, problem).map { mate in start(mate.cell, mate.problem, isStaged: false) }
  }

  private mutating func start(_ cell: Cell, _ problem: Problem, isStaged: Bool) -> Job {
    cells[cell] = .running
    progress.queued -= 1
    progress.running += 1
    return .cell(cell, group(cell, problem, isStaged: isStaged))
  }
}
