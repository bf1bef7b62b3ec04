import Model
import Testing

@testable import Engine

/// What is kept of what a trainer reports.
@Suite struct DeclaredMeasurementTests {
  private func problem(seeds: Int, quantities: Int = 1) -> Problem {
    let declaration = Declaration(
      name: "t", version: "1",
      parameters: [.init("a", "a", "", .real(0...1), usual: 0.5, isLogarithmic: false)],
      quantities: (0..<quantities).map { .init("q\($0)", "q\($0)", "") })
    var problem = Problem.standard
    problem.declared = declaration.defaults
    problem.seedCount = seeds
    return problem
  }

  /// A seed that ended early keeps its last values, and its curve ends there.
  @Test func seedsNeedNotHaveTheSameSteps() {
    let measurement = Measurement(
      problem: problem(seeds: 2),
      reported: [
        ReportedSeed(seed: 0, losses: [(0, 4), (10, 5), (100, 1)], quantities: [[(10, 0.25), (100, 0.5)]]),
        ReportedSeed(seed: 1, losses: [(1, 3), (10, 2)], quantities: [[]]),
      ])
    #expect(measurement.curveSteps == [0, 1, 10, 100])
    #expect(measurement.measuredSteps.last == 100)
    let (first, second) = (measurement.views[0], measurement.views[1])
    let last = measurement.measuredSteps.count - 1
    #expect(
      Array(first.losses[first.losses.startIndex...].enumerated().map { $0.element.isNaN }) == [
        false, true, false, false,
      ])
    #expect(first.initialLoss == 4 && first.reported(last).loss == 1 && first.peakLoss(last) == 5)
    #expect(Array(first.reported(last).quantities) == [0.5])
    #expect(second.initialLoss == 3 && second.reported(last).loss == 2 && second.peakLoss(last) == 2)
    #expect(second.reported(last).quantities.allSatisfy { $0.isNaN })
    #expect(first.isDeclared && first.initialDisplacement.isNaN)
  }

  @Test(arguments: [(1.0, Double.nan), (1, .infinity), (.nan, 1)])
  func whatIsNotFiniteIsSeenInThePeak(_ one: Double, _ other: Double) {
    let measurement = Measurement(
      problem: problem(seeds: 1),
      reported: [ReportedSeed(seed: 0, losses: [(0, 2), (5, one), (9, other)], quantities: [[]])])
    let last = measurement.measuredSteps.count - 1
    #expect(measurement.views[0].peakLoss(last).isNaN)
  }

  @Test func aSingleLossIsTheFirstAndTheLast() {
    let measurement = Measurement(
      problem: problem(seeds: 1), reported: [ReportedSeed(seed: 0, losses: [(7, 2)], quantities: [[(3, 1)]])])
    #expect(measurement.curveSteps == [7] && measurement.measuredSteps == [7])
    let view = measurement.views[0]
    #expect(view.initialLoss == 2 && view.reported(0).loss == 2 && view.peakLoss(0) == 2)
    #expect(Array(view.reported(0).quantities) == [1])
  }

  /// The ends and the measured steps stay.
  @Test func longCurvesAreThinned() {
    let losses = (0..<5000).map { (step: 3 * $0, value: 1 / Double(1 + $0)) }
    let measurement = Measurement(
      problem: problem(seeds: 1, quantities: 0),
      reported: [ReportedSeed(seed: 0, losses: losses, quantities: [])])
    let steps = measurement.curveSteps
    #expect(steps.count <= Problem.mostCurvePoints + 5 && steps.first == 0 && steps.last == 14997)
    #expect(steps.contains(3) && Set(measurement.measuredSteps).isSubset(of: steps))
    #expect(measurement.measuredSteps == [12, 123, 1356, 14997])
    for (step, loss) in zip(steps, measurement.views[0].losses) { #expect(loss == 1 / Float(1 + step / 3)) }
  }

  @Test func anEqualOneIsMadeFromItsValues() {
    let problem = problem(seeds: 2, quantities: 2)
    let measurement = Measurement(
      problem: problem,
      reported: (0..<2).map {
        ReportedSeed(seed: $0, losses: [(0, 2), (4, 1)], quantities: [[(4, 1)], [(0, 3)]])
      })
    let again = Measurement(problem: problem, steps: measurement.steps, values: measurement.values)
    #expect(again.map { $0.isIdentical(to: measurement) } == true)
    #expect(Measurement(problem: problem, values: measurement.values) == nil)
    #expect(Measurement(problem: .standard, steps: measurement.steps, values: measurement.values) == nil)
  }
}
