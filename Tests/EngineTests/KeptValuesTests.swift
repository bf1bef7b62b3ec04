import Model
import Synchronization
import Testing

@testable import Engine

/// Measurements whose curves are left where they are recorded.
@Suite struct KeptValuesTests {
  /// Holds what a journal would.
  private final class File: RecordFile {
    private let values: Mutex<[Float]?>
    init(_ values: [Float]) { self.values = Mutex(values) }
    func values(at range: Range<Int>) -> [Float]? { values.withLock { $0 } }
    func hold(_ other: [Float]?) { values.withLock { $0 = other } }
  }

  private static let problems: [Problem] = [1, 7, 50, 511, 512, 3000].flatMap { steps in
    [(0, LossName.squared), (2, .squared), (0, .crossEntropy), (2, .crossEntropy)].map { test, loss in
      var problem = Problem.standard
      (problem.steps, problem.test, problem.loss, problem.seedCount) = (steps, test, loss, 3)
      return problem
    }
  }

  /// All are different, but for two that are not finite.
  private func values(_ count: Int) -> [Float] {
    (0..<count).map { $0 == 4 ? .nan : $0 == count - 2 ? .infinity : Float($0) * 0.5 - 7 }
  }

  private func bits(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.bitPattern) }

  private func expectSame(_ one: SeedView, _ other: SeedView, steps: Int) {
    #expect(one.seed == other.seed && one.isDeclared == other.isDeclared)
    #expect(
      bits([one.initialDisplacement, one.initialLoss])
        == bits([other.initialDisplacement, other.initialLoss]))
    #expect(bits(one.losses) == bits(other.losses))
    for step in 0..<steps {
      #expect(bits([one.peakLoss(step), one.loss(step)]) == bits([other.peakLoss(step), other.loss(step)]))
      #expect(bits(one.orderParameters(step).values) == bits(other.orderParameters(step).values))
    }
    #expect(bits([one.heldOutLosses?.initial ?? 0]) == bits([other.heldOutLosses?.initial ?? 0]))
    #expect(bits([one.heldOutLosses?.final ?? 0]) == bits([other.heldOutLosses?.final ?? 0]))
    #expect(one.accuracy == other.accuracy && one.heldOutAccuracy == other.heldOutAccuracy)
  }

  @Test(arguments: problems) func whatIsLeftReadsAsWhatIsHeld(_ problem: Problem) throws {
    let values = values(Measurement.valueCount(problem))
    let held = try #require(Measurement(problem: problem, values: values))
    let left = held.leavingCurves(in: RecordPlace(file: File(values), range: 0..<1))
    #expect(bits(left.values) == bits(values) && !left.hasLostCurves && left.isIdentical(to: held))
    #expect(left.measuredStepCount == problem.measuredSteps.count)
    for (one, other) in zip(left.views, held.views) {
      expectSame(one, other, steps: problem.measuredSteps.count)
    }
    // What the problem says of the places where the losses of measured steps are.
    for view in left.views {
      let losses = Array(view.losses)
      #expect(losses.count == problem.curveStepCount && view.initialLoss.bitPattern == losses[0].bitPattern)
      for step in problem.measuredSteps.indices {
        #expect(view.loss(step).bitPattern == losses[problem.curvePoint(ofMeasuredStep: step)].bitPattern)
      }
    }
    let other = try #require(left.with(problem))
    #expect(other.isIdentical(to: held) && other.outputSpread == values[1] && other.identityLoss == values[0])
  }

  @Test(arguments: problems) func aLostCurveIsKnownAsSuch(_ problem: Problem) throws {
    let values = values(Measurement.valueCount(problem))
    let held = try #require(Measurement(problem: problem, values: values))
    var changed = values
    changed[5] += 1
    for found in [nil, changed, Array(values.dropLast())] {
      let file = File(values)
      let left = held.leavingCurves(in: RecordPlace(file: file, range: 0..<1))
      let before = left.views.map { view in
        problem.measuredSteps.indices.map {
          bits([view.loss($0), view.peakLoss($0)] + view.orderParameters($0).values)
        }
      }
      file.hold(found)
      #expect(left.hasLostCurves)
      let after = left.views.map { view in
        problem.measuredSteps.indices.map {
          bits([view.loss($0), view.peakLoss($0)] + view.orderParameters($0).values)
        }
      }
      #expect(before == after)
      // Nothing is made up: a loss is what it was, or unknown.
      for (seed, view) in left.views.enumerated() {
        for (loss, was) in zip(view.losses, held.views[seed].losses) {
          #expect(loss.isNaN || loss == was)
        }
      }
      #expect(left.isIdentical(to: held), "as far as anybody can tell")
    }
  }

  @Test func aDifferenceInTheCurveAloneIsSeen() throws {
    let problem = Problem.standard
    let values = values(Measurement.valueCount(problem))
    var changed = values
    // Not a measured step's.
    let place = 2 + 1 + problem.measuredSteps.count * 7 + 5
    #expect(!problem.measuredSteps.contains(5))
    changed[place] = changed[place].nextUp
    let held = try #require(Measurement(problem: problem, values: values))
    let other = try #require(Measurement(problem: problem, values: changed))
    let left = held.leavingCurves(in: RecordPlace(file: File(values), range: 0..<1))
    let otherLeft = other.leavingCurves(in: RecordPlace(file: File(changed), range: 0..<1))
    #expect(!left.isIdentical(to: other) && !left.isIdentical(to: otherLeft) && !held.isIdentical(to: other))
  }
}
