import Phases
import Testing

@testable import Sweep

@Suite struct ProgressLineTests {
  private static let line = ProgressLine(
    done: 3, wanted: 6,
    parts: [
      .init("3/6 cells", worth: 4), .init("2 recorded", worth: 2), .init("5.1 cells/s", worth: 1),
      .init("12 s left", worth: 3),
    ])

  /// The bar becomes shorter, then the rate goes, what was recorded, the bar, and the time.
  @Test(arguments: [
    (80, "[###############---------------] 3/6 cells  2 recorded  5.1 cells/s  12 s left"),
    (79, "[##############---------------] 3/6 cells  2 recorded  5.1 cells/s  12 s left"),
    (57, "[####----] 3/6 cells  2 recorded  5.1 cells/s  12 s left"),
    (55, "[#######-------] 3/6 cells  2 recorded  12 s left"),
    (43, "[####----] 3/6 cells  2 recorded  12 s left"),
    (40, "[#######-------] 3/6 cells  12 s left"),
    (31, "[####----] 3/6 cells  12 s left"), (30, "3/6 cells  12 s left"), (19, "3/6 cells"), (5, "3/6 c"),
    (0, ""),
  ]) func fits(width: Int, text: String) {
    let shown = Self.line.text(width: width)
    #expect(shown.count <= width)
    #expect(shown.filter { !"[]#-".contains($0) } == text.filter { !"[]#-".contains($0) })
  }

  @Test func isNeverWider() {
    for width in 0...120 {
      let text = Self.line.text(width: width)
      #expect(text.count <= width)
      // Half of it is done, and the bar says so.
      let (done, left) = (text.count { $0 == "#" }, text.count { $0 == "-" })
      #expect(abs(done - left) <= 1 && done + left <= 30)
    }
  }
}

@Suite struct PaceTests {
  @Test func isThatOfTheLastCells() throws {
    var pace = Pace()
    #expect(pace.cellsPerSecond == nil && pace.costPerSecond == nil && pace.seconds == 0)
    for second in 0..<100 { pace.record(cost: 7, cells: 2, at: Double(second)) }
    #expect(pace.cellsPerSecond == 2 && pace.costPerSecond == 7)
    // What was slow long ago is forgotten.
    for tenth in 1...100 { pace.record(cost: 7, at: 99 + Double(tenth) / 10) }
    #expect(try abs(#require(pace.cellsPerSecond) - 10) < 1e-9)
  }
}

@Suite struct ProgressAccountTests {
  /// What was recorded is no pace, and nothing is left at the end.
  @Test(arguments: Study.builtIns) func costsAreThoseOfWhatIsTrained(_ study: Study) throws {
    var scheduler = Scheduler(study: study)
    let cells = study.lattice.baseCells
    func cost(_ cells: some Sequence<Cell>) -> Double {
      cells.reduce(0) { $0 + study.problem(for: $1).trainingCost }
    }
    scheduler.want(cells)
    let whole = cost(cells)
    let all = scheduler.outstandingCost()
    #expect(abs(all / whole - 1) < 1e-9)
    for cell in cells.prefix(20) { scheduler.recall(cell, seeds: 8) }
    #expect(scheduler.progress.recalled == 20 && scheduler.progress.trainedCost == 0)
    let rest = scheduler.outstandingCost()
    #expect(abs(rest / cost(cells.dropFirst(20)) - 1) < 1e-9)
    let first = scheduler.ask()
    let companion = try #require(first)
    #expect(scheduler.progress.companions == 1)
    scheduler.finish(companion)
    #expect(scheduler.progress.companions == 0)
    var recorded = 20
    while let job = scheduler.ask() {
      guard case .cell = job else {
        scheduler.finish(job)
        continue
      }
      // Some had only to be looked up.
      scheduler.finish(job, recalled: recorded < 30)
      recorded += recorded < 30 ? 1 : 0
    }
    #expect(scheduler.isIdle && scheduler.progress.recalled == 30)
    #expect(scheduler.progress.trained == cells.count - 30 && scheduler.progress.trainedCost < whole)
    let left = scheduler.outstandingCost()
    #expect(left < whole * 1e-9)
  }
}
