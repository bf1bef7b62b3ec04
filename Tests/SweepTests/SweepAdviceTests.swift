import Engine
import Foundation
import Testing

@testable import Phases
@testable import Sweep

/// What a sweep that takes long says of placing the boundaries instead.
@Suite struct SweepAdviceTests {
  private let study = Study.alphaDepth

  /// Features are learnt where branches are small.
  private func measurement(_ cell: Cell) -> Engine.Measurement {
    let problem = study.problem(for: cell)
    let scale = problem.relativeScale
    var order = OrderParameters()
    order.localFeatureUpdate = Float(min(1, 1.2 / scale))
    order.driftNonlinearity = Float(min(0.4, 0.4 / (scale * scale)))
    order.inputWeightChange = Float(min(3, 3 / scale))
    order.outputWeightChange = 4
    order.preactivationChange = 1
    order.outputChange = 1.2
    let units = Double(problem.shape.depth * problem.shape.width).squareRoot()
    let displacement = 0.63 * problem.scaling.alpha * problem.scaling.sigmaV / units
    let seeds = problem.seeds.map { seed in
      SeedMeasurement(
        seed: seed, losses: (0...problem.steps).map { Float(0.02 + 1.9 * exp(-0.06 * Double($0))) },
        peakLosses: problem.measuredSteps.map { _ in 1.8 }, initialDisplacement: Float(displacement),
        orderParameters: problem.measuredSteps.map { _ in order })
    }
    return Measurement(problem: problem, seeds: seeds, identityLoss: 1.95, outputSpread: 0.041)
  }

  private func regime(_ cell: Cell) -> Regime {
    var diagram = Diagram(study: study)
    diagram.apply(.recalled([cell: measurement(cell)]))
    return diagram.regimes[cell] ?? .undecided
  }

  /// Of so many cells, coarse to fine.
  private func diagram(_ count: Int) -> Diagram {
    var diagram = Diagram(study: study)
    for cell in study.lattice.stages.joined().prefix(count) {
      diagram.apply(.recalled([cell: measurement(cell)]))
    }
    return diagram
  }

  /// A sweep of the grid that has come so far.
  private func progress(_ count: Int) -> Scheduler.Progress {
    var progress = Scheduler.Progress()
    progress.trained = count
    progress.outstandingCost = study.lattice.stages.joined().dropFirst(count).reduce(0) {
      $0 + study.problem(for: $1).trainingCost
    }
    return progress
  }

  /// So many seconds in which so much of all there is to train was trained as makes the rest take `left` seconds.
  private func pace(_ count: Int, left: Double, over seconds: Double = 8) -> Pace {
    var pace = Pace()
    let cost = progress(count).outstandingCost / left * seconds / 8
    for index in 0...8 { pace.record(cost: cost, at: seconds * Double(index) / 8) }
    return pace
  }

  private func line(
    _ advice: inout SweepAdvice, _ count: Int, left: Double = 720, over seconds: Double = 8
  ) -> String? {
    advice.line(progress(count), pace(count, left: left, over: seconds)) {
      diagram(count)
    } duration: {
      "\(Int($0.rounded())) s"
    }
  }

  private func advice(isKept: Bool = false, levels: Int = 0) throws -> SweepAdvice {
    try #require(SweepAdvice(.levels(levels), isShared: false, isKept: isKept))
  }

  private let words =
    #/about (\d+) s are left; --boundary (\S+) places the boundaries with about (\d+) (more )?cells, (\d+) s/#

  @Test func saysOnceWhatTheBoundariesTake() throws {
    var advice = try advice()
    let said = try #require(line(&advice, 40))
    let match = try #require(said.wholeMatch(of: words), "\(said)")
    #expect(match.1 == "720" && match.4 == nil)
    #expect(Set(diagram(40).regimes.values).count > 1)
    let width = try #require(BoundaryWidth(String(match.2)))
    #expect(width >= study.lattice.finestWidth)
    // What that sweep asks for, as it turns out.
    let taken = BoundaryPlan(lattice: study.lattice, width: width).expectedCells(after: [:], regime: regime)
    let cells = try #require(Int(match.3))
    #expect(abs(cells - taken.count) <= taken.count / 4, "\(cells) of \(taken.count)")
    let seconds = try #require(Double(match.5))
    #expect(seconds > 0 && seconds < 360)
    for count in [41, 60, 120] { #expect(line(&advice, count) == nil) }
  }

  /// Cells in a study directory need not be trained again.
  @Test func countsWhatIsKept() throws {
    var (kept, lost) = (try advice(isKept: true), try advice())
    let (few, all) = (try #require(line(&kept, 40)), try #require(line(&lost, 40)))
    let (more, cells) = (try #require(few.wholeMatch(of: words)), try #require(all.wholeMatch(of: words)))
    #expect(more.4 != nil && more.2 == cells.2)
    #expect(try #require(Int(more.3)) < #require(Int(cells.3)))
  }

  @Test func isSilentWithoutReason() throws {
    #expect(SweepAdvice(.boundary(BoundaryGoal(cells: 9)), isShared: false, isKept: false) == nil)
    #expect(SweepAdvice(.levels(0), isShared: true, isKept: true) == nil)
    var advice = try advice()
    #expect(line(&advice, 40, left: 59) == nil)
    #expect(line(&advice, 40, over: 4.9) == nil)
    // Of one regime as far as is known.
    #expect(line(&advice, 3) == nil)
    #expect(line(&advice, 40) != nil)
  }

  /// Nor where the boundaries would take half of the time or more.
  @Test func isSilentWhereLittleIsLeft() throws {
    let nearly = study.lattice.baseCells.count * 9 / 10
    var advice = try advice()
    #expect(line(&advice, nearly) == nil)
  }

  /// A look takes time, so that it is taken when there is more to see.
  @Test func looksNowAndThen() throws {
    var advice = try advice()
    var looks: [Int] = []
    for count in 1...60 {
      _ = advice.line(progress(count), pace(count, left: 720)) {
        looks.append(count)
        return Diagram(study: study)
      } duration: {
        "\($0)"
      }
    }
    #expect(looks == [1, 5, 9, 13, 17, 21, 26, 32, 40, 50])
  }

  /// The grid shows a boundary to no more than its steps.
  @Test(arguments: Study.builtIns) func theWidthIsThatOfTheGrid(_ study: Study) {
    let lattice = study.lattice
    let steps = [lattice.columns, lattice.rows].compactMap { axis in
      zip(axis.values, axis.values.dropFirst()).map(axis.length).max()
    }
    let step = steps.min() ?? 1
    for levels in 0...2 {
      let width = lattice.gridWidth(refining: levels)
      #expect(width >= lattice.finestWidth && width.decades * Double(1 << levels) > step * 0.999)
      #expect(
        width == lattice.finestWidth || width.decades * Double(1 << levels) < 2 * step || width == .coarsest)
    }
  }
}
