import Archive
import Dispatch
import Model
import Phases
import Synchronization
import Testing

@testable import Engine
@testable import Sweep

/// Workers that share the training of a large critical companion.
@Suite(.timeLimit(.minutes(2))) struct HelpTests {
  /// One companion, of many samples.
  private static func study(_ settings: [String] = []) throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=0.1:1000:5", "depth=1:16:5"]
    overrides.settings = ["width=3", "dimension=24", "samples=200", "steps=4"] + settings
    overrides.seedCount = 3
    return try overrides.applied(to: .alphaDepth)
  }

  private static func imitation(_ problem: Problem) -> Measurement {
    let seeds = problem.seeds.map { seed in
      SeedMeasurement(
        seed: seed, losses: (0...problem.steps).map { 2 / Float(1 + $0) },
        peakLosses: problem.measuredSteps.map { _ in 1 }, initialDisplacement: 0.01,
        orderParameters: problem.measuredSteps.map { _ in OrderParameters() })
    }
    return Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.1)
  }

  private static func isCompanion(_ batch: [Problem]) -> Bool { batch[0].initialization == .antithetic }

  /// The other workers train what needs no companion, then help; when it is there they train the rest.
  @Test func allWorkersTrainTheCompanion() throws {
    let study = try Self.study()
    let team = Team()
    let before = Mutex(0)
    let hasCompanion = Mutex(false)
    let sweep = UnattendedSweep(
      study: study, jobs: 4,
      makeWork: {
        Work(team: team) { batch, _ in
          if Self.isCompanion(batch) {
            while team.run(most: .max, { _ in }) < 4 { waitAMoment() }
            hasCompanion.withLock { $0 = true }
          } else if !hasCompanion.withLock({ $0 }) {
            before.withLock { $0 += batch.count }
          }
          return batch.map(Self.imitation)
        }
      })
    #expect(sweep.complete(refining: 0) == .complete)
    let free = study.lattice.baseCells.filter {
      study.theory.regime(of: study.problem(for: $0)) == .divergent
    }
    #expect(before.withLock { $0 } == free.count && !free.isEmpty)
    #expect(sweep.diagram.measurements.count == 25 && team.run(most: .max, { _ in }) == 1)
  }

  /// Only as many help as find something to do; the others let cells go ahead.
  @Test func aSmallCompanionTakesFew() throws {
    let study = try Self.study(["samples=90"])
    let team = Team()
    let companion = study.problem(for: study.lattice.baseCells[0]).criticalCompanion
    #expect(Trainer.mostThreads(companion) == 2)
    let isTrained = Mutex(false)
    let cells = DispatchSemaphore(value: 0)
    let ahead = Mutex(0)
    let sweep = UnattendedSweep(
      study: study, jobs: 3,
      makeWork: {
        Work(team: team) { batch, _ in
          if Self.isCompanion(batch) {
            // All the cells, beside one who helps.
            while ahead.withLock({ $0 }) < 25 { cells.wait() }
            while team.run(most: .max, { _ in }) < 2 { waitAMoment() }
            isTrained.withLock { $0 = true }
          } else if !isTrained.withLock({ $0 }) {
            ahead.withLock { $0 += batch.count }
            cells.signal()
          }
          return batch.map(Self.imitation)
        }
      })
    #expect(sweep.complete(refining: 0) == .complete)
    #expect(sweep.diagram.measurements.count == 25)
  }

  /// Who helps is free for what is asked for meanwhile, and goes at the end.
  @Test(arguments: ["want", "cancel", "fail"]) func helpersComeWhenTheyAreNeeded(_ reason: String) throws {
    let study = try Self.study()
    let team = Team()
    let (helped, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let free = study.lattice.baseCells.filter {
      study.theory.regime(of: study.problem(for: $0)) == .divergent
    }
    let lazy = try #require(study.lattice.baseCells.first { !free.contains($0) })
    let sweep = Sweep(
      study: study, jobs: 2,
      makeWork: {
        Work(team: team) { (batch, isCancelled) throws(TrainingFailure) in
          guard Self.isCompanion(batch) else { return batch.map(Self.imitation) }
          while team.run(most: .max, { _ in }) < 2 { waitAMoment() }
          helped.signal()
          goOn.wait()
          if isCancelled() { throw .cancelled }
          if reason == "fail" { throw .outOfMemory(bytes: 5e6) }
          return batch.map(Self.imitation)
        }
      })
    sweep.want([lazy])
    helped.wait()
    if reason == "want" {
      sweep.want([free[0]])
      // It is trained while the companion is.
      while sweep.progress.trained < 1 { waitAMoment() }
    }
    if reason == "cancel" { sweep.cancel() }
    goOn.signal()
    sweep.waitUntilIdle()
    sweep.pool.waitForWorkers()
    #expect(sweep.progress.companions == 0 && team.run(most: .max, { _ in }) == 1)
    #expect(sweep.progress.finished == (reason == "want" ? 2 : 0))
    #expect(sweep.progress.failed == (reason == "fail" ? 1 : 0))
  }

  /// The same bytes from real trainings, whoever helps.
  @Test func workersDoNotChangeTheResults() throws {
    let study = try Self.study(["test=30"])
    let texts = [1, 2, 4].map { jobs in
      let sweep = UnattendedSweep(
        study: study, jobs: jobs, makeWork: Work.maker(kernel: KernelChoice.available[0]))
      #expect(sweep.complete(refining: 0) == .complete)
      return CSVExporter.text(sweep.diagram.summaries)
    }
    #expect(Set(texts).count == 1 && texts[0].split(separator: "\n").count == 26)
  }
}

private func waitAMoment() { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(1)) }
