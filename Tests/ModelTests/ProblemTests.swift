import Model
import Testing

@Suite struct ProblemTests {
  private let shape = Shape(depth: 64, width: 16, dimension: 10, samples: 10)

  @Test func measuredStepsAreLogSpacedAndEndWithTheLast() {
    for (steps, expected) in [
      (1, [1]), (2, [1, 2]), (10, [2, 3, 6, 10]), (50, [3, 7, 19, 50]), (100, [3, 10, 32, 100]),
    ] {
      let problem = Problem(shape: shape, scaling: Scaling(sigmaU: 1, sigmaV: 1), steps: steps)
      #expect(problem.measuredSteps == expected)
    }
  }

  @Test func matchedStepsDependOnTheRelativeScaleOnly() {
    // With V → αV the step of U is η η_u LM/α², so η_u/α² must be a function of S = α σ_v/√D.
    for (alpha, sigmaV) in [(0.5, 4.0), (1, 2), (4, 0.5)] {
      let scaling = Scaling(alpha: alpha, sigmaU: 3, sigmaV: sigmaV)
      #expect(scaling.relativeScale(dimension: 10) == 2 / 10.0.squareRoot())
      #expect(scaling.inputStep(dimension: 10) == 10 * min(alpha * alpha, 10 / (sigmaV * sigmaV)))
    }
    #expect(Scaling(alpha: 0.1, sigmaU: 3, sigmaV: 3, stepRule: .general).inputStep(dimension: 10) == 10)
    let factors = Scaling(alpha: 2, sigmaU: 3, sigmaV: 1, etaU: 0.5, etaV: 3)
    #expect(factors.inputStep(dimension: 10) == 0.5 * 40 && factors.outputStep(dimension: 10) == 30)
    #expect(Scaling(sigmaU: 3, sigmaV: 1, stepRule: .general, etaU: 0.5).inputStep(dimension: 10) == 5)
    #expect(Scaling(alpha: 4, sigmaU: 1, sigmaV: 3).residualScale(shape) == 12.0 / 1024)
  }

  @Test func companionIsCriticalAndSharesTheProblem() {
    let problem = Problem(
      shape: shape, scaling: Scaling(alpha: 30, sigmaU: 2, sigmaV: 0.1, eta: 0.5), steps: 17,
      data: .gaussian(seed: 3), firstSeed: 100, seedCount: 3)
    let companion = problem.criticalCompanion
    #expect(companion.relativeScale == 1)
    #expect(companion.shape == Shape(depth: 256, width: 8, dimension: 10, samples: 10))
    #expect(companion.scaling.eta == 0.5 && companion.scaling.sigmaU == 2)
    #expect(companion.steps == 17 && companion.data == .gaussian(seed: 3))
    #expect(companion.initialization == .antithetic && companion.seeds == 0..<8)
    #expect(companion.criticalCompanion == companion)
  }

  @Test func medianIsOverTheFiniteValues() {
    #expect([3, Float.nan, 1, .infinity, 2].finiteMedian == 2)
    #expect([4, Float.nan, 1, 2, 3].finiteMedian == 2.5)
    #expect([Float.nan].finiteMedian.isNaN)
    #expect(
      [Float.greatestFiniteMagnitude, .greatestFiniteMagnitude].finiteMedian == .greatestFiniteMagnitude)
  }
}
