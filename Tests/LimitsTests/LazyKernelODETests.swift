import Engine
import Model
import Testing

@testable import Limits

@Suite struct LazyKernelODETests {
  private let dataset = Dataset(gaussianSeed: 3, samples: 3, dimension: 4)

  private func problem(
    _ activation: ActivationName = .tanh, alpha: Double = 1, sigmaV: Double = 2, depth: Int = 1,
    width: Int = 1,
    steps: Int = 12, eta: Double = 1
  ) -> Problem {
    Problem(
      shape: Shape(depth: depth, width: width, dimension: 4, samples: 3),
      scaling: Scaling(alpha: alpha, sigmaU: 2, sigmaV: sigmaV, eta: eta), steps: steps,
      activation: activation, initialization: .antithetic, seedCount: 8)
  }

  private func output(_ problem: Problem, accuracy: Double = 1e-3) throws -> [Float] {
    try LazyKernelODE.solve(problem, dataset: dataset, accuracy: accuracy).output
  }

  /// The mean of many antithetic twins' outputs, on the samples or on held-out ones.
  private func twins(_ problem: Problem, heldOut: Dataset? = nil, seeds: Int = 32) throws -> [Float] {
    var problem = problem
    problem.seedCount = seeds
    let outputs = try NeuralTangentODE.outputs(
      problem, dataset: dataset, heldOut: heldOut, trainer: Trainer(kernel: KernelChoice.available[0]))
    let samples = Samples(
      try (heldOut == nil ? outputs.samples : outputs.heldOut).map {
        try #require($0.trained).map(Double.init)
      })
    return samples.mean.map { Float($0) }
  }

  /// What tangent twins tend to as they grow, for every smooth activation; those of relu miss what the kink adds.
  @Test(arguments: ActivationName.allCases)
  func twinsTendToIt(activation: ActivationName) throws {
    // Linear units learn twice as fast.
    let eta = activation == .linear ? 0.4 : 1
    let limit = try LazyKernelODE.solve(problem(activation, eta: eta), dataset: dataset, accuracy: 1e-4)
    let moved = distance(limit.output, dataset.x)
    let small = try distance(twins(problem(activation, depth: 16, width: 8, eta: eta)), limit.output) / moved
    let large =
      try distance(twins(problem(activation, depth: 128, width: 16, eta: eta)), limit.output) / moved
    #expect(limit.error <= 1e-4 && moved > 0.3)
    if activation == .relu {
      #expect(large > 0.02, "\(small) \(large)")
    } else {
      #expect(large < 0.01 && large < small / 3, "\(small) \(large)")
    }
  }

  /// So do the twins' outputs on samples that nothing is trained on.
  @Test(arguments: [ActivationName.tanh, .gelu])
  func twinsTendToItOnHeldOutSamples(activation: ActivationName) throws {
    let others = Dataset(gaussianSeed: 8, samples: 5, dimension: 4)
    let limit = try LazyKernelODE.solve(
      problem(activation), dataset: dataset, heldOut: others, accuracy: 1e-4)
    let moved = distance(limit.output, others.x)
    func apart(depth: Int, width: Int) throws -> Double {
      let outputs = try twins(problem(activation, depth: depth, width: width), heldOut: others)
      return distance(outputs, limit.output) / moved
    }
    let (small, large) = (try apart(depth: 16, width: 8), try apart(depth: 128, width: 16))
    #expect(limit.error <= 1e-4 && moved > 0.1 && limit.output.count == 20)
    #expect(large < 0.02 && large < small / 3, "\(small) \(large)")
  }

  /// Where a held-out sample is one of the others it has the other's output.
  @Test(arguments: ActivationName.allCases)
  func aHeldOutSampleThatIsTrainedOnHasItsOutput(activation: ActivationName) throws {
    let problem = problem(activation, eta: 0.4)
    let trained = try LazyKernelODE.solve(problem, dataset: dataset)
    // In another order, between others, and whatever is said to be their targets.
    let others = Dataset(gaussianSeed: 8, samples: 1, dimension: 4)
    let mixed = Dataset(
      x: dataset.x[8...] + others.x + dataset.x[..<4], y: [Float](repeating: 5, count: 12), samples: 3,
      dimension: 4)
    let limit = try LazyKernelODE.solve(problem, dataset: dataset, heldOut: mixed)
    #expect(distance(Array(limit.output[..<4]), Array(trained.output[8...])) < 1e-3)
    // To rounding where the same passes are compared.
    let same = try LazyKernelODE.solve(problem, dataset: dataset, heldOut: dataset)
    #expect(distance(same.output, trained.output) < 1e-6 && same.error == trained.error)
    #expect(same.operations > trained.operations)
  }

  /// Held-out samples that cost more than there is to spend have no limit; those that are trained on keep theirs.
  @Test func tooManyHeldOutSamplesAreRefused() throws {
    let alone = try LazyKernelODE.solve(problem(), dataset: dataset)
    let many = Dataset(gaussianSeed: 8, samples: 4000, dimension: 4)
    let budget = 2 * alone.operations
    let solver = LazyKernelODE.solver(problem(), dataset, many, 1e-3, budget)
    let beside = try solver.solve(steps: 12) { false }
    #expect(beside.output == alone.output && beside.operations == alone.operations)
    #expect(throws: TrainingFailure.unreachable(error: .infinity)) {
      try solver.solve(.heldOut, steps: 12) { false }
    }
  }

  /// Solved from finite networks, to their stated error.
  @Test(arguments: [ActivationName.tanh, .gelu])
  func agreesWithTheTwinsOwnLimit(activation: ActivationName) throws {
    let limit = try LazyKernelODE.solve(problem(activation), dataset: dataset, accuracy: 1e-4)
    let extrapolated = try NeuralTangentODE.solve(
      problem(activation), dataset: dataset, accuracy: 0.006,
      trainer: Trainer(kernel: KernelChoice.available[0]))
    #expect(distance(limit.output, extrapolated.output) < 2 * extrapolated.error)
  }

  /// Below the critical scale the input weights learn less.
  @Test func itHoldsBelowTheCriticalScale() throws {
    let limit = try LazyKernelODE.solve(problem(alpha: 0.4), dataset: dataset, accuracy: 1e-4)
    let critical = try LazyKernelODE.solve(problem(), dataset: dataset, accuracy: 1e-4)
    #expect(distance(limit.output, critical.output) > 0.02)
    let apart = distance(try twins(problem(alpha: 0.4, depth: 128, width: 16)), limit.output)
    #expect(apart < 0.01, "\(apart)")
  }

  /// Each array of weights learns at the rate that its factor gives, in the kernel as in the twins.
  @Test(arguments: [(2.0, 0.5), (0.25, 1.5)]) func theFactorsOfTheStepsAct(etaU: Double, etaV: Double) throws
  {
    func scaled(_ problem: Problem) -> Problem {
      var problem = problem
      (problem.scaling.etaU, problem.scaling.etaV) = (etaU, etaV)
      return problem
    }
    let limit = try LazyKernelODE.solve(scaled(problem()), dataset: dataset, accuracy: 1e-4)
    #expect(distance(limit.output, try output(problem())) > 0.02)
    let apart = distance(try twins(scaled(problem(depth: 128, width: 16))), limit.output)
    #expect(apart < 0.01, "\(apart)")
  }

  /// The same for every S ≥ 1, by α or by σ_v; of other step sizes the input weights' share is what they say.
  @Test func itIsTheSameForEveryLargeScale() throws {
    let critical = try output(problem())
    for other in [problem(alpha: 2), problem(alpha: 16), problem(sigmaV: 6)] {
      let apart = try distance(output(other), critical)
      #expect(apart < 1e-6)
      #expect(LazyKernelODE.limitProblem(other) == LazyKernelODE.limitProblem(problem()))
    }
    var general = problem(alpha: 0.4, sigmaV: 2)
    general.scaling.stepRule = .general
    let apart = try distance(output(general), critical)
    #expect(apart < 1e-6)
    for problem in [problem(alpha: 0.4), problem(alpha: 1.3), general] {
      let limit = LazyKernelODE.limitProblem(problem)
      let apart = try distance(output(limit), output(problem))
      #expect(apart < 1e-6)
    }
  }

  /// Networks tend to it as their scale grows and their units still more.
  @Test func wideNetworksOfLargeScaleTendToIt() throws {
    let limit = try LazyKernelODE.solve(problem(), dataset: dataset)
    func distances(_ alpha: Double) throws -> Double {
      let outputs = try Trainer(kernel: KernelChoice.available[0]).outputs(
        problem(alpha: alpha, depth: 128, width: 16), dataset: dataset)
      return try outputs.map { distance(try #require($0.trained), limit.output) }.reduce(0, +) / 8
    }
    let (critical, lazy) = (try distances(1), try distances(8))
    #expect(lazy < critical / 3 && lazy < 0.03, "\(critical) \(lazy)")
  }

  /// The stated error bounds what a finer solution changes.
  @Test func itsErrorIsStated() throws {
    let rough = try LazyKernelODE.solve(problem(.gelu), dataset: dataset, accuracy: 1e-2)
    let fine = try LazyKernelODE.solve(problem(.gelu), dataset: dataset, accuracy: 1e-5)
    let apart = distance(rough.output, fine.output)
    #expect(apart > 0 && apart < rough.error && fine.error < rough.error / 2)
    #expect(rough.operations > 0 && fine.operations > rough.operations)
  }

  @Test func aSampleOfZerosStaysWhereItsBlocksLeaveIt() throws {
    let data = Dataset(
      x: [0, 0, 0, 0] + dataset.x[4...], y: dataset.y, samples: 3, dimension: 4)
    let limit = try LazyKernelODE.solve(problem(), dataset: data)
    #expect(limit.output[..<4].allSatisfy { abs($0) < 1e-5 })
    let gelu = try LazyKernelODE.solve(problem(.gelu), dataset: data)
    #expect(gelu.output.allSatisfy { $0.isFinite })
  }

  @Test func whatCannotBeSolvedIsRefused() {
    #expect(throws: TrainingFailure.diverged) {
      try LazyKernelODE.solve(problem(.linear, steps: 40, eta: 1e3), dataset: dataset)
    }
    #expect(throws: TrainingFailure.unreachable(error: .infinity)) {
      try LazyKernelODE.solve(problem(), dataset: dataset, budget: 1e3)
    }
    #expect(throws: TrainingFailure.cancelled) {
      try LazyKernelODE.solve(problem(), dataset: dataset) { true }
    }
  }
}
