import Engine
import Model
import Phases
import RealModule
import Testing

@testable import Sweep

/// The interval of a fitted constant holds the constant that very many seeds give, about as often as it says.
@Suite struct BoundaryCoverageTests {
  private static let groups = 8

  /// Of a small study with one draw of the data: the constants of eight draws of eight seeds each, each with
  /// that of all other seeds.
  private func draws(dataSeed: Int) throws -> [(some: BoundaryTable, others: BoundaryTable)] {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=1.5:30:7", "depth=40:100:2"]
    overrides.settings = ["width=32", "dimension=5", "samples=5", "steps=10"]
    overrides.seedCount = 8 * Self.groups
    overrides.dataSeed = dataSeed
    let study = try overrides.applied(to: .alphaDepth)
    let run = UnattendedSweep(study: study, jobs: 2, makeWork: Work.maker(kernel: KernelChoice.available[0]))
    #expect(run.complete(refining: 0) == .complete)
    let diagram = run.diagram
    func table(_ seeds: [Int]) -> BoundaryTable {
      let cells = diagram.measurements.map { cell, measurement in
        var problem = measurement.problem
        problem.seedCount = seeds.count
        let some = Measurement(
          problem: problem, seeds: seeds.map { measurement.seeds[$0] },
          identityLoss: measurement.identityLoss,
          outputSpread: .nan)
        return (
          cell,
          CellSummary(
            some, critical: diagram.criticals[measurement.problem.criticalCompanion],
            thresholds: study.thresholds, theory: study.theory)
        )
      }
      return BoundaryTable(Dictionary(uniqueKeysWithValues: cells), study: study)
    }
    let seeds = Array(0..<8 * Self.groups)
    return (0..<Self.groups).map { group in
      (table(seeds.filter { $0 / 8 == group }), table(seeds.filter { $0 / 8 != group }))
    }
  }

  /// 80 draws of data and weights, of intervals that say 90 %. Of 200 draws, 25 of the data, both boundaries' held 179; a
  /// constant of 56 seeds in place of the true one lowers 90 % to 88 %.
  @Test func intervalsHoldAsOftenAsTheySay() throws {
    var held: [Boundary: Int] = [:]
    var count: [Boundary: Int] = [:]
    for dataSeed in 0..<10 {
      for (some, others) in try draws(dataSeed: dataSeed) {
        for boundary in [Boundary.lazy, .divergent] {
          let truth = try #require(others.constants[boundary]).value
          let interval = try #require(some.constants[boundary]?.interval)
          count[boundary, default: 0] += 1
          if interval.contains(truth) { held[boundary, default: 0] += 1 }
        }
      }
    }
    for boundary in [Boundary.lazy, .divergent] {
      #expect(count[boundary] == 80)
      let share = Double(held[boundary] ?? 0) / 80
      #expect((0.8...0.97).contains(share), "\(boundary): \(share)")
    }
  }
}
