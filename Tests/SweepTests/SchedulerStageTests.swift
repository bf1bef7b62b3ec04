import Engine
import Model
import Phases
import TestSupport
import Testing

@testable import Sweep

/// The order in which seeds are trained where cells are trained by stages.
@Suite struct SchedulerStageTests {
  private func study(_ axes: [String] = ["alpha=0.1:100:11", "depth=1:16:5"], seeds: Int = 8) throws -> Study
  {
    var overrides = StudyOverrides()
    overrides.axes = axes
    overrides.settings = ["width=3", "dimension=3", "samples=4"]
    overrides.seedCount = seeds
    return try overrides.applied(to: .alphaDepth)
  }

  private func staged(_ study: Study) -> Scheduler {
    var scheduler = Scheduler(study: study)
    for stage in study.lattice.stages { scheduler.want(stage, staged: true) }
    return scheduler
  }

  /// Whether the seeds of a batch fill whole vectors.
  private func isFull(_ batch: [Scheduler.Job]) -> Bool {
    let groups = batch.compactMap(\.group)
    return groups.reduce(0) { $0 + $1.seeds.count } % 8 == 0
  }

  /// Every cell has its first seeds, in full vectors, before any has its others; each seed is trained once.
  @Test func firstSeedsComeFirst() throws {
    let study = try study()
    var scheduler = staged(study)
    var seeds: [Cell: Int] = [:]
    var isFirst = true
    var (firsts, first, looked) = (0, 0, 0)
    while !scheduler.isIdle {
      let batch = scheduler.askForBatch()
      #expect(!batch.isEmpty)
      for job in batch {
        if case .foresight = job { looked += 1 }
        if let cell = job.cell, let group = job.group {
          #expect(group.seeds.lowerBound == seeds[cell] ?? 0)
          if group.seeds.lowerBound > 0 {
            isFirst = false
          } else {
            #expect(isFirst)
            firsts += group.isWhole ? 0 : 1
            first += group.seeds.count
          }
          seeds[cell] = group.seeds.upperBound
        }
        scheduler.finish(job)
      }
      if let group = batch[0].group, group.seeds.lowerBound == 0 { #expect(isFull(batch)) }
      if !isFirst { #expect(seeds.count == 55) }
      #expect(scheduler.progress.wanted == 55)
    }
    // Rows have eleven cells: twice four by two seeds, and three that fill a vector by three, three and two.
    #expect(firsts == 55 && first == 2 * 40 + 8 * 5)
    #expect(seeds.values.allSatisfy { $0 == 8 } && scheduler.progress.finished == 55)
    #expect(scheduler.progress.trained == 55 && scheduler.outstandingCost() == 0)
    let cost = study.lattice.baseCells.reduce(0) { $0 + study.problem(for: $1).trainingCost }
    #expect(abs(scheduler.progress.trainedCost / cost - 1) < 1e-9)
  }

  /// What is left to train falls by what was trained, whatever happens on the way.
  @Test(arguments: 0..<6)
  func nothingIsLostOrRepeated(seed: Int) throws {
    let study = try study()
    var random = SplitMix(state: UInt64(seed))
    var scheduler = staged(study)
    #expect(scheduler.outstandingCost() > 0)
    var running: [[Scheduler.Job]] = []
    var held: [Scheduler.Job] = []
    var seeds: [Cell: Int] = [:]
    func note(_ job: Scheduler.Job) {
      guard let cell = job.cell, let group = job.group else { return }
      #expect(group.seeds.lowerBound == seeds[cell] ?? 0)
      seeds[cell] = group.seeds.upperBound
    }
    while !scheduler.isIdle {
      let batch = running.count < 4 ? scheduler.askForBatch(ahead: .all) : []
      if !batch.isEmpty {
        running.append(batch)
      } else if Bool.random(using: &random), let at = held.indices.randomElement(using: &random) {
        let job = held.remove(at: at)
        if Int.random(in: 0..<4, using: &random) == 0 {
          scheduler.giveBack(job)
        } else {
          note(job)
          scheduler.finish(job, rest: RestOfSeeds.allCases.randomElement(using: &random) ?? .inside)
        }
      } else if let at = running.indices.randomElement(using: &random) {
        for job in running.remove(at: at) {
          switch (Int.random(in: 0..<6, using: &random), job) {
          case (0, _): scheduler.giveBack(job)
          case (1, .cell):
            scheduler.hold(job)
            held.append(job)
          default:
            note(job)
            scheduler.finish(job)
          }
        }
      }
      if Int.random(in: 0..<8, using: &random) == 0 {
        scheduler.want(
          [study.lattice.baseCells.randomElement(using: &random)].compactMap(\.self), urgent: true)
      }
      var expected = scheduler
      expected.knownOutstandingCost = nil
      let (known, cost) = (scheduler.outstandingCost(), expected.outstandingCost())
      #expect(abs(known - cost) <= 1e-6 * max(cost, 1e6))
    }
    #expect(seeds.count == 55 && seeds.values.allSatisfy { $0 == 8 })
    #expect(
      scheduler.progress.finished == 55 && scheduler.progress.queued == 0 && scheduler.progress.running == 0)
  }

  /// Of the rest, what the picture depends on comes first, and what diverges in every seed last.
  @Test func boundariesComeFirst() throws {
    let study = try study(["alpha=0.1:100:8", "depth=4:8:2"])
    var scheduler = staged(study)
    let cells = study.lattice.baseCells
    let (last, boundary, late) = (Set(cells[0..<4]), Set(cells[8..<12]), cells[4])
    var rest: [Cell] = []
    while !scheduler.isIdle {
      let batch = scheduler.askForBatch()
      for job in batch {
        if job.group?.seeds.lowerBound == 2, let cell = job.cell { rest.append(cell) }
        let isLast = job.cell.map(last.contains) ?? false
        scheduler.finish(
          job, rest: job.cell.map(boundary.contains) == true ? .boundary : isLast ? .divergent : .inside)
      }
      if rest.isEmpty { scheduler.promote(late) }
    }
    #expect(Set(rest.prefix(8)).isSuperset(of: boundary.union([late])))
    #expect(Set(rest.suffix(4)) == last && rest.count == 16)
  }

  /// A cell that somebody asks for is trained as a whole at once, also one that is begun.
  @Test func whatIsAskedForIsTrainedAsAWhole() throws {
    let study = try study(["alpha=0.1:100:8", "depth=4:8:2"])
    var scheduler = staged(study)
    let cells = study.lattice.baseCells
    while case let looks = scheduler.nextForesights(areAlone: true), !looks.isEmpty {
      for job in looks { scheduler.finish(job) }
    }
    let companion = scheduler.ask()
    scheduler.finish(try #require(companion))
    let first = scheduler.askForBatch()
    #expect(first.count == 4 && first.allSatisfy { $0.group?.seeds == 0..<2 })
    for job in first { scheduler.finish(job) }
    let begun = try #require(first[1].cell)
    let new = try #require(
      cells.first { cell in cell.row == begun.row && !first.contains { $0.cell == cell } })
    scheduler.want([begun, new], urgent: true)
    let (next, then) = (scheduler.ask(), scheduler.ask())
    #expect(next == .cell(begun, SeedGroup(study.problem(for: begun), seeds: 2..<8)))
    #expect(then == .cell(new, SeedGroup(study.problem(for: new))))
  }

  /// What is kept of begun cells is bounded: of many samples the coarse cells have stages, and the others none.
  @Test func whatIsKeptOfBegunCellsIsBounded() throws {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=0.1:2:24", "depth=64:128:16"]
    overrides.settings = ["dimension=64", "samples=2000"]
    let study = try overrides.applied(to: .alphaDepth)
    var scheduler = staged(study)
    var kept: [Cell: Double] = [:]
    var order: [(cell: Cell, group: SeedGroup)] = []
    var most = 0.0
    while !scheduler.isIdle {
      for job in scheduler.askForBatch() {
        if let cell = job.cell, let group = job.group {
          order.append((cell, group))
          kept[cell] = group.seeds.upperBound < 8 ? group.outputBytes : nil
          most = max(most, kept.values.reduce(0, +))
        }
        scheduler.finish(job)
      }
    }
    let coarse = Set(study.lattice.stages[0])
    #expect(most > 1e6 && most <= 2.56e8)
    #expect(order.filter { coarse.contains($0.cell) }.contains { !$0.group.isWhole })
    #expect(order.count { $0.group.isWhole } > 100 && Set(order.map(\.cell)).count == 24 * 16)
  }

  /// Two seeds are one stage, and cells that differ in their steps alone are one training.
  @Test(arguments: [(["alpha=0.1:100:9", "depth=1:16:5"], 2), (["alpha=0.1:100:9", "steps=5:50:3"], 8)])
  func othersHaveNoStages(axes: [String], seeds: Int) throws {
    var scheduler = try staged(study(axes, seeds: seeds))
    while !scheduler.isIdle {
      for job in scheduler.askForBatch() {
        #expect(job.group?.isWhole ?? true)
        scheduler.finish(job)
      }
    }
  }

  /// What theory expects to be dominated by noise is looked at first; where it is, it is trained last, as a whole, but beside
  /// other regimes.
  @Test func noiseComesLast() throws {
    let study = try study()
    var scheduler = staged(study)
    let theory = study.theory
    let expected = study.lattice.baseCells.filter { theory.regime(of: study.problem(for: $0)) == .divergent }
    #expect(expected.count > 8)
    var looked: [Cell] = []
    while case let batch = scheduler.nextForesights(areAlone: true), !batch.isEmpty {
      for case .foresight(let cell, let group) in batch {
        #expect(group.seeds.lowerBound == 0 && group.seeds.count >= 2)
        looked.append(cell)
      }
    }
    #expect(Set(looked) == Set(expected) && looked.count == expected.count)
    let (quiet, beside) = (expected[0], expected[1])
    for cell in looked { scheduler.foresee(cell, isNoisy: cell != quiet) }
    scheduler.promote(beside)
    scheduler.want([looked[3]], urgent: true)
    var order: [(cell: Cell, group: SeedGroup)] = []
    while !scheduler.isIdle {
      for job in scheduler.askForBatch() {
        if let cell = job.cell, let group = job.group { order.append((cell, group)) }
        scheduler.finish(job)
      }
    }
    #expect(order[0] == (looked[3], SeedGroup(study.problem(for: looked[3]))))
    let noisy = Set(expected).subtracting([quiet, beside, looked[3]])
    #expect(Set(order.suffix(noisy.count).map(\.cell)) == noisy)
    #expect(order.suffix(noisy.count).allSatisfy { $0.group.isWhole })
    let rest = try #require(order.firstIndex { $0.group.seeds.lowerBound > 0 })
    #expect(order[..<rest].contains { $0.cell == quiet })
    #expect(order[rest - 1] == (beside, SeedGroup(study.problem(for: beside))))
    #expect(Set(order.map(\.cell)) == Set(study.lattice.baseCells) && scheduler.outstandingCost() == 0)
  }
}
