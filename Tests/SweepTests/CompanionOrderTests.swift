import Engine
import Model
import Phases
import Testing

@testable import Sweep

/// What the scheduler hands out while critical companions train.
@Suite struct CompanionOrderTests {
  private let study = Study.dimensionScale

  private func isCompanion(_ job: Scheduler.Job) -> Bool { if case .companion = job { true } else { false } }
  private func cell(_ job: Scheduler.Job) -> Cell? { if case .cell(let cell, _) = job { cell } else { nil } }

  /// Companions of the coarse rows come first, then every coarse cell, then those of the rows between: nobody waits.
  @Test func coarseRowsComeFirst() {
    var scheduler = Scheduler(study: study)
    let stages = study.lattice.stages
    for stage in stages { scheduler.want(stage) }
    let coarse = (0..<4).map { _ in scheduler.askForBatch(ahead: .all) }.flatMap(\.self)
    #expect(coarse.map { isCompanion($0) ? $0.problem.shape.dimension : 0 } == [2, 8, 32, 128])
    let cells = (0..<stages[0].count).flatMap { _ in scheduler.askForBatch(ahead: .all) }.compactMap(cell)
    #expect(Set(cells) == Set(stages[0]) && cells.count == stages[0].count)
    let next = scheduler.askForBatch(ahead: .all)
    #expect(isCompanion(next[0]) && next[0].problem.shape.dimension == 4)
  }

  /// Cells whose companion is there come before those that go ahead, and of these the ones that need none by theory.
  @Test func readyCellsComeBeforeThoseThatGoAhead() throws {
    var scheduler = Scheduler(study: study)
    let row = (0..<25).map { Cell(column: $0, row: 0) }
    let other = Cell(column: 0, row: 12)
    scheduler.want(row + [other])
    let first = scheduler.askForBatch(ahead: .all)
    let second = scheduler.askForBatch(ahead: .all)
    #expect(isCompanion(first[0]) && isCompanion(second[0]))
    scheduler.finish(second[0])
    #expect(scheduler.askForBatch(ahead: .all).compactMap(cell) == [other])
    let theory = study.theory
    let isFree = row.map { theory.regime(of: study.problem(for: $0)) == .divergent }
    let ahead = (0..<25).flatMap { _ in scheduler.askForBatch(ahead: .all) }.compactMap(cell)
    let free = zip(row, isFree).filter(\.1).map(\.0)
    #expect(!free.isEmpty && free.count < 25)
    #expect(ahead == free + zip(row, isFree).filter { !$0.1 }.map(\.0))
  }

  /// What is trained and waits counts as trained, and goes the way of its companion.
  @Test(arguments: ["finish", "give back", "fail"]) func heldCellsFollowTheirCompanion(_ end: String) throws {
    var scheduler = Scheduler(study: study)
    let cells = [Cell(column: 0, row: 0), Cell(column: 1, row: 0)]
    scheduler.want(cells)
    let cost = scheduler.outstandingCost()
    let companion = scheduler.askForBatch(ahead: .all)
    let ahead = scheduler.askForBatch(ahead: .all)
    #expect(ahead.compactMap(cell) == [cells[0]])
    scheduler.hold(ahead[0])
    #expect(
      scheduler.progress.held == 1 && scheduler.progress.trained == 1 && scheduler.progress.running == 0)
    #expect(scheduler.progress.wanted == 2 && !scheduler.isFinished(cells[0]))
    let left = scheduler.outstandingCost()
    #expect(abs(left / cost - 0.5) < 1e-9)
    switch end {
    case "finish":
      scheduler.finish(companion[0])
      #expect(!scheduler.isIdle)
      scheduler.finish(ahead[0])
      #expect(scheduler.isFinished(cells[0]) && scheduler.progress.finished == 1)
    case "give back":
      scheduler.giveBack(companion[0])
      scheduler.giveBack(ahead[0])
      let again = scheduler.outstandingCost()
      #expect(scheduler.progress.queued == 2 && abs(again / cost - 1) < 1e-9)
      #expect(scheduler.askForBatch(ahead: .all) == companion)
    default:
      #expect(scheduler.fail(companion[0]) == cells)
      #expect(scheduler.progress.failed == 2 && scheduler.isIdle)
    }
    #expect(scheduler.progress.held == 0 && scheduler.progress.running == 0 && scheduler.progress.wanted == 2)
  }

  /// Where others help with the companion, only cells that need none go ahead of it, also in company.
  @Test func freeCellsAlone() {
    var scheduler = Scheduler(study: study)
    let row = (0..<25).map { Cell(column: $0, row: 0) }
    scheduler.want(row)
    guard case .companion = scheduler.askForBatch(ahead: .free).first else {
      Issue.record("the companion comes first")
      return
    }
    var ahead: Set<Cell> = []
    while case let batch = scheduler.askForBatch(ahead: .free).compactMap(cell), !batch.isEmpty {
      ahead.formUnion(batch)
    }
    let free = row.filter { study.theory.regime(of: study.problem(for: $0)) == .divergent }
    #expect(ahead == Set(free) && !free.isEmpty && free.count < 25)
    #expect(!scheduler.askForBatch(ahead: .all).isEmpty)
  }
}
