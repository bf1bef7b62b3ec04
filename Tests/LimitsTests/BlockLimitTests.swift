import Engine
import EngineInterface
import Model
import Testing

@testable import Limits

/// The Mean ODE of attention heads and of transformers.
@Suite struct BlockLimitTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  /// D = 8, N = T = 4, d = 2, K = 20. At η = 1 heads of some data train at the edge of stability.
  static let problems: [Problem] = [BlockName.heads, .transformer].flatMap { block in
    let root = 8.0.squareRoot()
    var problem = Problem(
      shape: Shape(depth: 32, width: 64, dimension: 8, samples: 4, tokens: 4, keyDimension: 2, heads: 64),
      scaling: Scaling(sigmaU: root, sigmaV: root, eta: 0.25), steps: 20)
    problem.block = block
    var (large, causal, normalised, adam) = (problem, problem, problem, problem)
    large.scaling.alpha = 3
    causal.mask = .causal
    normalised.norm = .rms
    (adam.optimizer, adam.scaling.eta) = (.adam, 0.05)
    return [problem, large, causal, normalised, adam]
  }

  /// Ratios seen: 1.93–2.10; those known of float64 are 1.82, 1.95 (heads) and 2.22, 1.82 (transformer).
  @Test(arguments: problems) func theBiasHalvesAsTheDepthDoubles(_ problem: Problem) throws {
    var problem = problem
    problem.initialization = .antithetic
    let data = trainer.drawnData(for: problem)
    let outputs = try [1, 2, 4, 8].map { factor in
      try trainer.outputs(problem.resplit(factor), dataset: data).map {
        try #require($0.trained).map(Double.init)
      }
    }
    let biases = zip(outputs, outputs.dropFirst()).map { coarse, fine in
      Samples(zip(coarse, fine).map { zip($0, $1).map { $0 - $1 } }).meanNorm
    }
    for (bias, next) in zip(biases, biases.dropFirst()) {
      #expect((1.8...2.25).contains(bias / next), "\(biases)")
    }
  }

  /// Solved to the accuracy asked for, and the distance of networks to it falls like 1/√(LM).
  @Test(arguments: problems) func networksTendToTheLimit(_ problem: Problem) throws {
    let data = trainer.drawnData(for: problem)
    let accuracy = 0.005 * max(1, problem.relativeScale)
    let limit = try MeanODE.solve(
      problem, dataset: data, accuracy: accuracy, budget: 2.5e11, trainer: trainer)
    #expect(limit.error <= accuracy && limit.standardError > 0 && limit.depthError > 0)
    let scaled = try [(32, 8), (128, 32)].map { depth, width in
      var network = problem
      (network.shape.depth, network.shape.width, network.shape.heads) = (depth, width, width)
      let outputs = try trainer.outputs(network, dataset: data)
      let apart = try outputs.map { distance(try #require($0.trained), limit.output) }
      return apart.reduce(0, +) / 8 * Double(depth * width).squareRoot()
    }
    // 16 times as many units: four times as near.
    #expect((0.7...1.4).contains(scaled[1] / scaled[0]), "\(scaled)")
  }

  /// What the budget does reach is a result where it is near enough.
  @Test func aToleranceIsForWhatTheBudgetDoesNotReach() throws {
    let problem = Self.problems[0]
    let data = trainer.drawnData(for: problem)
    func solve(tolerance: Double?) throws -> SolvedLimit {
      try SolvedLimit(of: problem, accuracy: 1e-4, tolerance: tolerance, budget: 1e10) {
        network throws(TrainingFailure) in try trainer.outputs(network, dataset: data)
      }
    }
    let limit = try solve(tolerance: 0.05)
    #expect(limit.error > 1e-4 && limit.error < 0.05)
    for tolerance in [nil, limit.error / 2] {
      #expect(throws: TrainingFailure.unreachable(error: limit.error)) { try solve(tolerance: tolerance) }
    }
  }

  @Test(arguments: [BlockName.heads, .transformer]) func depthAndWidthsOfTheCellDoNotMatter(
    _ block: BlockName
  ) {
    var problem = Self.problems[0]
    problem.block = block
    var other = problem
    (other.shape.depth, other.shape.width, other.firstSeed) = (7, 6, 3)
    if block == .transformer { other.shape.heads = 2 }
    #expect(MeanODE.limitProblem(other) == MeanODE.limitProblem(problem))
    other.mask = .causal
    #expect(MeanODE.limitProblem(other) != MeanODE.limitProblem(problem))
    // Heads of many rows are as many as pairs along D need, and divide twice.
    problem.shape.keyDimension = 100
    let network = MeanODE.limitProblem(problem)
    for branch in network.branches { #expect(branch.width >= 16 && branch.width % 8 == 0) }
    for (branch, finer) in zip(network.branches, network.resplit(4).branches) {
      #expect(finer.width * 4 == branch.width)
    }
  }
}

@Suite struct BlockSurveyTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func problem(_ block: BlockName, depth: Int = 6, eta: Double = 0.25) -> Problem {
    var problem = Problem(
      shape: Shape(depth: depth, width: 6, dimension: 6, samples: 3, tokens: 3, keyDimension: 2, heads: 4),
      scaling: Scaling(sigmaU: 2.4, sigmaV: 2.4, eta: eta), steps: 10, seedCount: 2)
    problem.block = block
    return problem
  }

  private func network(_ problem: Problem, _ data: Dataset) throws -> OpenNetwork {
    let run = try trainer.begin(problem, seed: 0, dataset: data)
    return OpenNetwork(problem, run, data)
  }

  @Test(arguments: [BlockName.heads, .transformer], MaskName.allCases)
  func trainsLikeTheKernels(_ block: BlockName, _ mask: MaskName) throws {
    var problem = problem(block)
    (problem.mask, problem.norm) = (mask, mask == .causal ? .rms : .none)
    let data = trainer.drawnData(for: problem)
    var plain = try network(problem, data)
    for _ in 0..<problem.steps {
      plain.backward(to: data, training: true)
      plain.forward(data)
    }
    let outputs = try trainer.outputs(problem, dataset: data)
    let expected = try #require(outputs[0].trained)
    for (value, other) in zip(plain.output, expected) { #expect(abs(value - Double(other)) < 1e-4) }
  }

  /// Of a transformer the norms are those of whole layers, and the heads are followed.
  @Test(arguments: [BlockName.heads, .transformer]) func surveysTheCell(_ block: BlockName) throws {
    let problem = problem(block)
    let data = trainer.drawnData(for: problem)
    let survey = try Surveyor(on: trainer).survey(problem, dataset: data)
    let profile = try #require(survey.profile)
    let initial = try network(problem, data)
    let layers = block == .transformer ? 2 : 1
    func rms(_ values: [Double]) -> Double {
      (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }
    #expect(initial.states.count == 6 * layers + 1 && profile.norms.initial.states.count == 7)
    for (layer, norm) in profile.norms.initial.states.enumerated() {
      #expect(abs(norm - rms(initial.states[layer * layers])) < 1e-9)
    }
    #expect(profile.norms.trained.adjoints.count == 7 && profile.limitNorms.trained.states.count == 257)
    #expect(abs(profile.limitNorms.initial.states[0] - profile.norms.initial.states[0]) < 1e-9)
    #expect(profile.paths.paths.map(\.s) == (0..<6).map { Double($0) / 6 })
    #expect(profile.paths.shares[0] > 0.2)
    let limit = try #require(survey.distances.limit)
    #expect(limit.error < limit.distance.median && limit.distance.median.isFinite)
    #expect(try #require(survey.distances.tangent).median > 0.001)
    // There is no kernel of heads.
    #expect(survey.distances.tangentLimit?.distance.median.isNaN == true)
  }

  /// The first head of the first layer goes where its copy goes.
  @Test(arguments: [BlockName.heads, .transformer]) func aTrackerFollowsItsHead(_ block: BlockName) throws {
    let problem = problem(block)
    let data = trainer.drawnData(for: problem)
    var network = try network(problem, data)
    var tracker = Tracker(network, of: problem, count: 3)
    for _ in 0..<4 {
      network.backward(to: data, training: true)
      tracker.step(network)
      network.forward(data)
      let d = problem.shape.dimension
      let rows = problem.branches[0].readingRows(ofUnit: 0)
      let own = rows.flatMap { network.blocks[0].weights[0][$0 * d..<($0 + 1) * d] }
      for (copy, weight) in zip(tracker.u[0], own) { #expect(abs(copy - weight) < 1e-12) }
    }
    #expect(tracker.u[0] != tracker.u[2])
  }
}
