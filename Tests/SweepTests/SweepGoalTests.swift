import Engine
import Model
import Phases
import Testing

@testable import Sweep

@Suite(.timeLimit(.minutes(2))) struct SweepGoalTests {
  private let study = Study.alphaDepth

  /// Theory's regimes, without training.
  private static func imitation(_ problem: Problem) -> Measurement {
    let theory = Study.alphaDepth.theory
    let seeds = problem.seeds.map { seed in
      var order = OrderParameters()
      order.localFeatureUpdate = theory.margin(.lazy, of: problem) > 1 ? 0.1 : 1
      return SeedMeasurement(
        seed: seed, losses: (0...problem.steps).map { 2 / Float(1 + $0) },
        peakLosses: problem.measuredSteps.map { _ in 1 },
        initialDisplacement: theory.margin(.divergent, of: problem) > 1 ? 0.6 : 0.1,
        orderParameters: problem.measuredSteps.map { _ in order })
    }
    return Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.1)
  }

  private func sweep(jobs: Int = 2) -> UnattendedSweep {
    UnattendedSweep(study: study, jobs: jobs, makeWork: { Work { batch, _ in batch.map(Self.imitation) } })
  }

  private func goal(_ text: String, cells: Int? = nil) throws -> SweepGoal {
    let width: BoundaryWidth = try #require(BoundaryWidth(text))
    return .boundary(BoundaryGoal(width: width, cells: cells))
  }

  @Test(arguments: [1, 4])
  func aWidthIsReachedWithThePlansCells(jobs: Int) throws {
    let sweep = sweep(jobs: jobs)
    #expect(sweep.complete(try goal("1/16")) == .complete)
    let regimes = sweep.diagram.regimes
    let width = try #require(BoundaryWidth("1/16"))
    let expected = BoundaryPlan(lattice: study.lattice, width: width).expectedCells(after: [:]) {
      study.theory.regime(of: study.problem(for: $0))
    }
    #expect(Set(regimes.keys) == Set(expected) && regimes.count < 400)
    #expect(study.lattice.placedWidth(regimes).map { $0 <= width } == true)
  }

  @Test func aNumberOfCellsIsSpentExactly() throws {
    let sweep = sweep()
    #expect(sweep.complete(.boundary(BoundaryGoal(cells: 333))) == .complete)
    #expect(sweep.diagram.measurements.count == 333)
    // They are spent on coarse boundaries before fine ones.
    let width = try #require(study.lattice.placedWidth(sweep.diagram.regimes))
    #expect(width.decades <= 1.0 / 8)
    let both = self.sweep()
    #expect(both.complete(try goal("1/16", cells: 100)) == .complete)
    #expect(both.diagram.measurements.count == 100)
  }

  @Test func atTheEndOfTheTimeNothingMoreIsStarted() throws {
    let sweep = sweep(jobs: 1)
    #expect(sweep.complete(.boundary(BoundaryGoal(seconds: 0.05))) == .complete)
    #expect(sweep.sweep.progress.queued == 0 && sweep.sweep.progress.running == 0)
    #expect(sweep.sweep.progress.finished == sweep.diagram.measurements.count)
    let regimes = sweep.diagram.regimes
    #expect(study.lattice.placedWidth(regimes).map { $0.decades > 1.0 / 512 } ?? true)
  }

  @Test func withdrawnCellsCanBeWantedAgain() throws {
    let sweep = sweep()
    sweep.sweep.pause()
    let cells = Array(study.lattice.baseCells.prefix(10))
    sweep.sweep.want(cells)
    sweep.sweep.withdraw { $0.column.units > 0 }
    sweep.sweep.resume()
    sweep.sweep.waitUntilIdle()
    #expect(Set(sweep.diagram.measurements.keys) == [cells[0]])
    #expect(Set(sweep.sweep.want(cells)) == Set(cells.dropFirst()))
    sweep.sweep.waitUntilIdle()
    #expect(Set(sweep.diagram.measurements.keys) == Set(cells))
    // What is measured already stays wanted with more seeds.
    sweep.sweep.pause()
    sweep.sweep.want(seeds: [cells[1]: 16])
    sweep.sweep.withdraw()
    sweep.sweep.resume()
    sweep.sweep.waitUntilIdle()
    #expect(sweep.diagram.measurements[cells[1]]?.problem.seedCount == 16)
  }
}
