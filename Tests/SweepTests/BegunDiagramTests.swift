import Engine
import Model
import Phases
import Testing

@testable import Sweep

/// What a diagram says of cells of which only the first seeds are measured.
@Suite struct BegunDiagramTests {
  private let study = Study.alphaDepth
  private let trainer = Trainer(kernel: KernelChoice.available[0], team: nil)

  private func measured(_ problem: Problem, _ seeds: Range<Int>) throws -> TrainedSeeds {
    try trainer.train([SeedGroup(problem, seeds: seeds)], dataset: trainer.drawnData(for: problem))[0]
  }

  @Test func theyAreSeenAndNotDone() throws {
    let cell = Cell(column: 3, row: 2)
    let problem = study.problem(for: cell)
    let (first, rest) = (try measured(problem, 0..<2), try measured(problem, 2..<8))
    var diagram = Diagram(study: study)
    diagram.want([cell])
    let cost = problem.trainingCost
    func left() -> Double { diagram.knownOutstandingCost ?? .nan }
    diagram.apply(.started(.cell(cell, first.group)))
    #expect(diagram.running == [cell])
    diagram.apply(.held(cell))
    #expect(abs(left() / cost - 0.75) < 1e-9)
    diagram.apply(.finished(cell, try #require(first.measurement)))
    #expect(diagram.begun == [cell] && diagram.running.isEmpty && diagram.held.isEmpty)
    #expect(diagram.done == 0 && diagram.total == 1 && diagram.doneShare == 0.25 && !diagram.isComplete)
    #expect(diagram.summaries[cell]?.evidence.count == 2 && diagram.summaries[cell]?.problem.seedCount == 8)
    #expect(
      diagram.regimes.isEmpty && diagram.export.measurements.isEmpty && diagram.addSeeds(to: [cell]).isEmpty)
    #expect(abs(left() / cost - 0.75) < 1e-9)
    diagram.want([cell])
    #expect(diagram.queued.isEmpty)
    // The first stay until there is something better.
    diagram.apply(.started(.cell(cell, rest.group)))
    #expect(diagram.running.isEmpty && diagram.begun == [cell] && diagram.total == 1)
    diagram.apply(.finished(cell, try #require(first.joined(with: rest)?.measurement)))
    #expect(diagram.begun.isEmpty && diagram.done == 1 && diagram.total == 1 && diagram.isComplete)
    #expect(diagram.summaries[cell]?.evidence.count == 8 && left() < 1e-6 * cost)
    #expect(diagram.export.measurements.count == 1 && diagram.regimes.count == 1)
  }

  /// A rest that cannot be trained leaves no half cell.
  @Test func aRestThatFails() throws {
    let cell = Cell(column: 3, row: 2)
    let first = try measured(study.problem(for: cell), 0..<2)
    var diagram = Diagram(study: study)
    diagram.want([cell])
    diagram.apply(.started(.cell(cell, first.group)))
    diagram.apply(.finished(cell, try #require(first.measurement)))
    diagram.apply(.failed([cell], "no memory"))
    #expect(diagram.begun.isEmpty && diagram.summaries.isEmpty && diagram.measurements.isEmpty)
    #expect(diagram.failures == [cell: "no memory"] && diagram.total == 1 && diagram.isComplete)
    #expect(abs(diagram.knownOutstandingCost ?? .nan) < 1e-3)
  }

  /// A letter from one forward pass is no measurement.
  @Test func aForeseenCellIsNotMeasured() throws {
    let cell = Cell(column: 3, row: 2)
    var diagram = Diagram(study: study)
    diagram.apply(.foreseen(cell))
    #expect(diagram.foreseen.isEmpty)
    diagram.want([cell])
    diagram.apply(.foreseen(cell))
    #expect(diagram.foreseen == [cell] && diagram.provisional == 1 && diagram.done == 0 && diagram.total == 1)
    #expect(diagram.export.measurements.isEmpty && diagram.likelyRegimes.isEmpty && diagram.summaries.isEmpty)
    let all = try measured(study.problem(for: cell), 0..<8)
    diagram.apply(.started(.cell(cell, all.group)))
    #expect(diagram.foreseen == [cell])
    diagram.apply(.finished(cell, try #require(all.measurement)))
    #expect(diagram.foreseen.isEmpty && diagram.done == 1 && diagram.isComplete)
  }
}
