import Engine
import Model
import Phases
import TestSupport
import Testing

@testable import Sweep

@Suite struct SchedulerTests {
  /// Random numbers of workers that end, give back and ask in random order, with random wishes in between.
  @Test(arguments: Study.builtIns, 0..<4)
  func nothingIsRepeatedOrForgotten(_ study: Study, _ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    var scheduler = Scheduler(study: study)
    let lattice = study.lattice
    for stage in lattice.stages { scheduler.want(stage) }
    var running: [Scheduler.Job] = []
    var finished: [Scheduler.Job] = []
    var isDone: Set<Scheduler.Job> = []
    while !scheduler.isIdle {
      if running.count < 5, Bool.random(using: &random), let job = scheduler.ask() {
        #expect(!isDone.contains(job) && !running.contains(job))
        if case .cell(let cell, let group) = job {
          let problem = group.problem
          #expect(group.isWhole)
          #expect(isDone.contains(.companion(problem.criticalCompanion)))
          #expect(problem == study.problem(for: cell))
        }
        running.append(job)
      } else if let at = running.indices.randomElement(using: &random) {
        let job = running.remove(at: at)
        if Int.random(in: 0..<10, using: &random) == 0 {
          scheduler.giveBack(job)
        } else {
          scheduler.finish(job)
          isDone.insert(job)
          finished.append(job)
        }
      }
      if Int.random(in: 0..<200, using: &random) == 0,
        let cell = lattice.baseCells.randomElement(using: &random)
      {
        let region = lattice.neighbourhood(of: cell)
        scheduler.want(lattice.subdivision(of: region, known: scheduler.known), urgent: true)
      }
    }
    #expect(running.isEmpty && finished.count == isDone.count)
    let cells = finished.compactMap { job in if case .cell(let cell, _) = job { cell } else { nil } }
    #expect(Set(cells) == scheduler.known && Set(cells).isSuperset(of: lattice.baseCells))
    #expect(scheduler.progress.finished == cells.count && scheduler.progress.wanted == cells.count)
    #expect(scheduler.ask() == nil)
  }

  /// Hands out everything to one worker.
  func drain(_ scheduler: inout Scheduler, most: Int = .max) -> [Scheduler.Job] {
    var jobs: [Scheduler.Job] = []
    while jobs.count < most, let job = scheduler.ask() {
      jobs.append(job)
      scheduler.finish(job)
    }
    return jobs
  }

  @Test func coarseComesBeforeFineAndUrgentBeforeAll() throws {
    let study = Study.alphaDepth
    var scheduler = Scheduler(study: study)
    for stage in study.lattice.stages { scheduler.want(stage) }
    let first = drain(&scheduler, most: 41)
    #expect(first[0] == .companion(study.problem(for: Cell(column: 0, row: 0)).criticalCompanion))
    let cells = first.dropFirst().compactMap { job in if case .cell(let cell, _) = job { cell } else { nil } }
    #expect(cells == study.lattice.stages[0])

    // One that is queued already, one new.
    let queued = Cell(column: 30, row: 17)
    let new = Cell(column: Position(units: 128), row: Position(base: 0))
    #expect(scheduler.want([queued, new, Cell(column: 0, row: 0)], urgent: true) == [new])
    let next = drain(&scheduler, most: 2)
    #expect(next == [queued, new].map { .cell($0, SeedGroup(study.problem(for: $0))) })
    #expect(scheduler.want([queued, new]).isEmpty)
  }

  @Test func companionsAreTrainedOnceAndOthersGoOnMeanwhile() throws {
    let study = Study.dimensionScale
    var scheduler = Scheduler(study: study)
    scheduler.want([Cell(column: 0, row: 0), Cell(column: 1, row: 0), Cell(column: 0, row: 1)])
    guard let first = scheduler.ask(), let second = scheduler.ask(), case .companion(let a) = first,
      case .companion(let b) = second
    else {
      Issue.record("two companions come first")
      return
    }
    #expect(a.shape.dimension == 2 && b.shape.dimension == 3)
    #expect(scheduler.ask() == nil && !scheduler.isIdle)
    scheduler.finish(second)
    #expect(
      scheduler.ask()
        == .cell(Cell(column: 0, row: 1), SeedGroup(study.problem(for: Cell(column: 0, row: 1)))))
    #expect(scheduler.ask() == nil)
    scheduler.finish(first)
    #expect(drain(&scheduler).count == 2)
  }

  @Test func cellsOfAFailedCompanionFail() throws {
    let study = Study.dimensionScale
    var scheduler = Scheduler(study: study)
    scheduler.want([Cell(column: 0, row: 0), Cell(column: 1, row: 0), Cell(column: 0, row: 1)])
    let asked = scheduler.ask()
    let companion = try #require(asked)
    #expect(scheduler.fail(companion) == [Cell(column: 0, row: 0), Cell(column: 1, row: 0)])
    let rest = drain(&scheduler)
    #expect(rest.count == 2 && scheduler.isIdle)
    #expect(scheduler.progress.failed == 2 && scheduler.progress.finished == 1)
  }

  @Test func wishesAreCanonical() throws {
    var scheduler = Scheduler(study: .alphaDepth)
    scheduler.want([Cell(column: 0, row: 1)])
    // Half-way between the depths 2 and 3 is the depth 2.
    #expect(scheduler.want([Cell(column: Position(base: 0), row: Position(units: 256 + 128))]).isEmpty)
  }

  /// Cells of one shape fill the vectors together, once each; with eight seeds a cell fills them alone.
  @Test(arguments: [(1, 8), (3, 8), (4, 2), (6, 4), (8, 1), (20, 2)])
  func batchesFillVectors(seeds: Int, cells: Int) throws {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=0.1:100:16", "depth=1:4:3"]
    overrides.settings = ["dimension=3", "steps=3"]
    overrides.seedCount = seeds
    let study = try overrides.applied(to: .alphaDepth)
    var scheduler = Scheduler(study: study)
    scheduler.want(study.lattice.baseCells)
    let companion = scheduler.askForBatch()
    #expect(companion.count == 1 && scheduler.askForBatch().isEmpty)
    scheduler.finish(companion[0])
    var done: [Cell] = []
    while case let batch = scheduler.askForBatch(), !batch.isEmpty {
      #expect(batch.count == cells)
      #expect(Set(batch.map(\.problem.shape)).count == 1)
      for job in batch {
        if case .cell(let cell, _) = job { done.append(cell) }
        scheduler.finish(job)
      }
    }
    #expect(done.count == 48 && Set(done).count == 48 && scheduler.isIdle)
  }

  /// Finished cells come again with more seeds, before everything else; others do not.
  @Test func seedsAreAddedToFinishedCells() throws {
    let study = Study.builtIns[0]
    var scheduler = Scheduler(study: study)
    let cells = [Cell(column: 0, row: 0), Cell(column: 1, row: 0), Cell(column: 2, row: 0)]
    scheduler.want(cells)
    // The companion, and two of the cells.
    for _ in 0..<3 {
      let job = scheduler.ask()
      scheduler.finish(try #require(job))
    }
    let wanted = scheduler.want(seeds: [cells[1]: 16, cells[2]: 16, Cell(column: 9, row: 9): 16])
    #expect(wanted == [cells[1]] && scheduler.progress.finished == 1 && scheduler.progress.queued == 2)
    let asked = scheduler.ask()
    let job = try #require(asked)
    guard case .cell(let cell, let group) = job else {
      Issue.record("no cell")
      return
    }
    var expected = study.problem(for: cells[1])
    expected.seedCount = 16
    #expect(cell == cells[1] && group == SeedGroup(expected))
    // Given back, it still is wanted with as many.
    scheduler.giveBack(job)
    let batch = scheduler.askForBatch()
    #expect(batch == [job])
    scheduler.finish(job)
    let last = scheduler.ask()
    #expect(last == .cell(cells[2], SeedGroup(study.problem(for: cells[2]))))
  }
}
