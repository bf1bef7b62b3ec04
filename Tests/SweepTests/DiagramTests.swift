import Engine
import Phases
import Testing

@testable import Sweep

@Suite struct DiagramTests {
  private let study = Study.alphaDepth

  private func measurement(_ cell: Cell, seeds: Int? = nil) -> Measurement {
    var problem = study.problem(for: cell)
    if let seeds { problem.seedCount = seeds }
    let measured = problem.seeds.map { seed in
      SeedMeasurement(
        seed: seed, losses: (0...problem.steps).map { 2 / Float(1 + $0) },
        peakLosses: problem.measuredSteps.map { _ in 1 }, initialDisplacement: 0.01,
        orderParameters: problem.measuredSteps.map { _ in OrderParameters() })
    }
    return Measurement(problem: problem, seeds: measured, identityLoss: 2, outputSpread: 0.1)
  }

  /// What was recorded comes in parts, so that a key does not wait for a million cells.
  @Test func muchComesInParts() throws {
    let measurement = measurement(Cell(column: 0, row: 0))
    let cells = (0..<200).flatMap { row in (0..<200).map { Cell(column: $0, row: row) } }
    let known = Dictionary(uniqueKeysWithValues: cells.map { ($0, measurement) })
    let parts = SweepEvent.recalling(Array(known)).compactMap { event in
      if case .recalled(let part) = event { part } else { nil }
    }
    #expect(parts.count == 3 && parts.allSatisfy { $0.count <= 16384 })
    #expect(parts.reduce(0) { $0 + $1.count } == cells.count && Set(parts.flatMap(\.keys)) == Set(cells))
    #expect(SweepEvent.recalling([(cells[0], measurement)]).count == 1 && SweepEvent.recalling([]).isEmpty)
  }

  /// A cell is in one place at a time.
  @Test func aCellGoesItsWay() {
    let (cell, lost) = (Cell(column: 3, row: 2), Cell(column: 4, row: 2))
    var diagram = Diagram(study: study)
    #expect(diagram.total == 0 && diagram.isComplete)
    diagram.want([cell, lost])
    #expect(diagram.queued == [cell, lost] && diagram.total == 2)
    diagram.apply(.started(.cell(cell, SeedGroup(study.problem(for: cell)))))
    #expect(diagram.queued == [lost] && diagram.running == [cell])
    diagram.apply(.finished(cell, measurement(cell)), at: 1)
    diagram.apply(.failed([lost], "no memory"))
    #expect(diagram.running.isEmpty && diagram.queued.isEmpty && diagram.done == 2 && diagram.total == 2)
    #expect(diagram.summaries[cell] != nil && diagram.failures == [lost: "no memory"])
    diagram.want([cell, lost])
    #expect(diagram.isComplete)
    // Measured elsewhere after all.
    diagram.apply(.recalled([lost: measurement(lost)]))
    #expect(diagram.failures.isEmpty && diagram.done == 2 && diagram.measurements.count == 2)
    // More seeds take the old measurement's place when they are there, and a failure leaves it.
    #expect(diagram.addSeeds(to: [cell]) == [cell: 16] && diagram.addSeeds(to: [cell]).isEmpty)
    diagram.apply(.failed([cell], "no memory"))
    #expect(diagram.reseeding.isEmpty && diagram.measurements[cell]?.problem.seedCount == 8)
    #expect(diagram.addSeeds(to: [cell]) == [cell: 16])
    diagram.apply(.finished(cell, measurement(cell, seeds: 16)), at: 2)
    #expect(diagram.measurements[cell]?.problem.seedCount == 16 && diagram.total == 2)
  }
}
