import Engine
import EngineInterface
import Model
import Testing

@testable import Limits

@Suite struct SurveyTests {
  private func problem(alpha: Double, depth: Int = 12, width: Int = 6, steps: Int = 10) -> Problem {
    Problem(
      shape: Shape(depth: depth, width: width, dimension: 4, samples: 3),
      scaling: Scaling(alpha: alpha, sigmaU: 2, sigmaV: 2), steps: steps, seedCount: 2)
  }

  private let dataset = Dataset(gaussianSeed: 3, samples: 3, dimension: 4)

  private func network(_ problem: Problem) throws -> OpenNetwork {
    // The run lives in its trainer's memory.
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let run = try trainer.begin(problem, seed: 0, dataset: dataset)
    return withExtendedLifetime(trainer) { OpenNetwork(problem, run, dataset) }
  }

  /// The kernels train the same network, whatever its activation.
  @Test(arguments: [0.3, 1, 5], ActivationName.allCases)
  func trainsLikeTheKernels(alpha: Double, activation: ActivationName) throws {
    var problem = problem(alpha: alpha)
    problem.activation = activation
    problem.scaling.eta = 0.5
    var plain = try network(problem)
    for _ in 0..<problem.steps {
      plain.backward(to: dataset, training: true)
      plain.forward(dataset)
    }
    let outputs = try Trainer(kernel: KernelChoice.available[0]).outputs(problem, dataset: dataset)
    let expected = try #require(outputs[0].trained)
    for (value, other) in zip(plain.output, expected) { #expect(abs(value - Double(other)) < 1e-4) }
  }

  /// In the layer that its unit comes from, a tracker goes where the unit goes.
  @Test func aTrackerFollowsItsUnit() throws {
    let problem = problem(alpha: 1)
    var network = try network(problem)
    var tracker = Tracker(network, of: problem, count: 4)
    #expect(tracker.layers == [0, 3, 7, 11])
    for step in 1...problem.steps {
      network.backward(to: dataset, training: true)
      tracker.step(network)
      network.forward(dataset)
      #expect(abs(tracker.inputPaths[0][step][0] - network.blocks[0].weights[0][0]) < 1e-12)
      #expect(abs(tracker.inputPaths[0][step][1] - network.blocks[0].weights[0][1]) < 1e-12)
    }
    #expect(Set(tracker.inputPaths.map(\.[0])).count == 1)
    #expect(Set(tracker.inputPaths.map(\.[10])).count == 4)
  }

  /// Deeper networks are nearer to the limit, larger scales nearer to the tangent ODE.
  @Test func distancesFallTowardsTheLimits() throws {
    let surveyor = Surveyor(on: Trainer(kernel: KernelChoice.available[0]))
    func survey(_ alpha: Double, _ depth: Int) throws -> CellSurvey {
      try surveyor.survey(problem(alpha: alpha, depth: depth, width: 8), dataset: dataset)
    }
    let (shallow, deep) = (try survey(1, 4), try survey(1, 128))
    let limits = (try #require(shallow.distances.limit), try #require(deep.distances.limit))
    #expect(limits.1.distance.median < limits.0.distance.median / 3)
    #expect(limits.1.error < limits.1.distance.median && limits.1.outputNorm > 0.1)
    #expect(limits.1.distance.low <= limits.1.distance.median)
    #expect(limits.1.distance.median <= limits.1.distance.high)
    // They share their limit.
    #expect(limits.0.error == limits.1.error && limits.0.outputNorm == limits.1.outputNorm)
    let profile = try #require(deep.profile)
    #expect(profile.norms.trained.states.count == 129 && profile.limitNorms.trained.states.count == 257)
    // Both start from X and, trained, end near each other.
    #expect(abs(profile.norms.initial.states[0] - profile.limitNorms.initial.states[0]) < 1e-9)
    let ends = (profile.norms.trained.states[128], profile.limitNorms.trained.states[256])
    #expect(abs(ends.0 / ends.1 - 1) < 0.1)
    let tangents = (
      try #require(deep.distances.tangent?.median),
      try #require(try survey(10, 128).distances.tangent?.median)
    )
    #expect(tangents.1 < tangents.0 / 5 && tangents.1 > 0)
    #expect(profile.paths.paths.count == 6 && profile.paths.paths[0].points.count == 11)
    #expect(profile.paths.shares.x >= profile.paths.shares.y && profile.paths.shares.sum() <= 1 + 1e-9)
    #expect(profile.paths.paths.allSatisfy { $0.points[0] == SIMD2(0, 0) })
  }

  /// Another surveyor, of another cell with the same limit, trains nothing but the cell.
  @Test func aLimitIsSolvedOnce() throws {
    let known = KnownLimits()
    func survey(depth: Int) throws -> (survey: CellSurvey, steps: Int) {
      var steps = 0
      let surveyor = Surveyor(on: Trainer(kernel: KernelChoice.available[0]), known: known)
      let survey = try surveyor.survey(problem(alpha: 1, depth: depth), dataset: dataset) {
        steps += 1
        return false
      }
      return (survey, steps)
    }
    let (first, second) = (try survey(depth: 16), try survey(depth: 32))
    #expect(first.survey.distances.limit?.error == second.survey.distances.limit?.error)
    #expect(first.survey.profile?.limitNorms == second.survey.profile?.limitNorms)
    // The cell, its linearised twin, and the network that is looked into: ten steps each, and an end each at most.
    #expect(second.steps <= 33 && first.steps > 60, "\(first.steps) and \(second.steps)")
  }

  /// Only what was asked for is measured, and it is what the outputs say.
  @Test func measuresWhatIsAskedFor() throws {
    let surveyor = Surveyor(on: Trainer(kernel: KernelChoice.available[0]))
    let problem = problem(alpha: 1, depth: 16)
    func distances(_ measures: Set<LimitMeasure>) throws -> LimitDistances {
      try surveyor.distances(problem, dataset: dataset, measuring: measures)
    }
    #expect(try distances([]) == LimitDistances())
    let (limit, tangent) = (try distances([.limit]), try distances([.tangent]))
    #expect(limit.tangent == nil && tangent.limit == nil)
    #expect(
      try distances([.limit, .tangent]) == LimitDistances(limit: limit.limit, tangent: tangent.tangent))
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let solved = try MeanODE.solve(problem, dataset: dataset, accuracy: 0.0005, trainer: trainer)
    let outputs = try trainer.outputs(problem, dataset: dataset)
    let direct = outputs.compactMap(\.trained).map { distance($0, solved.output) }
    let measured = try #require(limit.limit)
    #expect(abs(measured.distance.median - (direct[0] + direct[1]) / 2) < 3 * measured.error)
  }

  /// The distance to the kernel's limit in units of what training changed, with the solver's error in the same.
  @Test func measuresTheDistanceToTheKernelsLimit() throws {
    let known = KnownLimits()
    func measured(_ problem: Problem) throws -> LimitDistances.TangentLimit {
      let surveyor = Surveyor(on: Trainer(kernel: KernelChoice.available[0]), known: known)
      let distances = try surveyor.distances(problem, dataset: dataset, measuring: [.tangentLimit])
      #expect(distances.limit == nil && distances.tangent == nil && distances.has([.tangentLimit]))
      #expect(!distances.has([.tangentLimit, .tangent]))
      return try #require(distances.tangentLimit)
    }
    let problem = problem(alpha: 6, depth: 128, width: 32)
    let lazy = try measured(problem)
    let limit = try LazyKernelODE.solve(problem, dataset: dataset, accuracy: 1e-4)
    let outputs = try Trainer(kernel: KernelChoice.available[0]).outputs(problem, dataset: dataset)
    let direct = try outputs.map { output in
      let trained = try #require(output.trained)
      return distance(trained, limit.output) / distance(trained, output.initial)
    }
    #expect(abs(lazy.distance.median - (direct[0] + direct[1]) / 2) < lazy.error)
    #expect(lazy.error > 0 && lazy.error < 0.002 && lazy.distance.low <= lazy.distance.median)
    // Far from the limit of infinitely many units, though near its own twin.
    let few = try measured(self.problem(alpha: 6, depth: 4, width: 4))
    #expect(few.distance.median > 2 * lazy.distance.median)
    // Nothing to measure from.
    var lost = problem
    lost.scaling.eta = 1e6
    let none = try measured(lost)
    #expect(none.distance.median.isNaN && none.error.isNaN)
    var long = problem
    long.steps = 100_000
    #expect(throws: TrainingFailure.unreachable(error: .infinity)) {
      try LazyKernelODE.solve(long, dataset: dataset)
    }
  }

  /// No limit, no distance, and no failure.
  @Test func whatDivergesHasNoDistance() throws {
    var lost = problem(alpha: 1)
    lost.scaling.eta = 1e6
    let surveyor = Surveyor(on: Trainer(kernel: KernelChoice.available[0]))
    let survey = try surveyor.survey(lost, dataset: dataset)
    let limit = try #require(survey.distances.limit)
    #expect(limit.distance.median.isNaN && limit.error.isNaN && limit.outputNorm.isNaN)
    #expect(survey.distances.tangent?.median.isNaN == true)
  }

  @Test func halfTheSeedsAreEnoughForAMedian() {
    #expect(LimitDistances.Seeds([1, 3, .nan, .nan]) == LimitDistances.Seeds(median: 2, low: 1, high: 3))
    #expect(LimitDistances.Seeds([1, .nan, .infinity]).median.isNaN)
    #expect(LimitDistances.Seeds([]).median.isNaN)
  }

  @Test func cancelledSurveysGiveNothing() {
    let surveyor = Surveyor(on: Trainer(kernel: KernelChoice.available[0]))
    #expect(throws: TrainingFailure.self) {
      try surveyor.survey(problem(alpha: 1), dataset: dataset, isCancelled: { true })
    }
  }
}
