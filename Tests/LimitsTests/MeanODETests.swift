import Engine
import EngineInterface
import Model
import Testing

@testable import Limits

@Suite struct MeanODETests {
  let trainer = Trainer(kernel: KernelChoice.available[0])

  private func critical(alpha: Double, draw: Int, steps: Int = 30) -> Problem {
    let size = 5.0.squareRoot()
    return Problem(
      shape: Shape(depth: 1, width: 1, dimension: 5, samples: 6),
      scaling: Scaling(alpha: alpha, sigmaU: size, sigmaV: size), steps: steps, data: .gaussian(seed: draw))
  }

  /// Against the plain way: large networks with independent units, extrapolated in depth from other weights.
  @Test(arguments: [1.0, 4.0], [0, 1, 2])
  func agreesWithLargeNetworks(alpha: Double, draw: Int) throws {
    let problem = critical(alpha: alpha, draw: draw)
    let dataset = Dataset(gaussianSeed: draw, samples: 6, dimension: 5)
    let limit = try MeanODE.solve(problem, dataset: dataset, accuracy: 0.003, trainer: trainer)
    #expect(limit.error <= 0.003 && limit.standardError > 0 && limit.depthError > 0)

    var large = problem
    large.shape.depth = 128
    large.shape.width = 256
    large.seedCount = 8
    let coarse = try trainer.outputs(large, dataset: dataset).map { try #require($0.trained) }
    let fine = try trainer.outputs(large.resplit(2), dataset: dataset).map { try #require($0.trained) }
    var plain = Samples()
    for (f1, f2) in zip(coarse, fine) { plain.add(zip(f1, f2).map { 2 * Double($1) - Double($0) }) }
    let plainError = (plain.variance / 8).squareRoot()
    let apart = distance(limit.output, plain.mean.map(Float.init))
    let expected = (limit.error * limit.error + plainError * plainError).squareRoot()
    #expect(apart < 2.5 * expected, "\(apart) apart, errors \(limit.error) and \(plainError)")
    // An error that is far too large would not be honest either.
    #expect(apart > 0.1 * expected)
  }

  /// The bias in depth is like 1/L, whatever the activation: it halves where the same units stand twice as deep.
  @Test(arguments: ActivationName.allCases) func theBiasHalvesAsTheDepthDoubles(_ activation: ActivationName)
    throws
  {
    var problem = critical(alpha: 1, draw: 0, steps: 20)
    problem.activation = activation
    (problem.shape.depth, problem.shape.width, problem.initialization) = (32, 256, .antithetic)
    problem.scaling.eta = 0.5
    let dataset = Dataset(gaussianSeed: 0, samples: 6, dimension: 5)
    let outputs = try [1, 2, 4, 8].map { factor in
      try trainer.outputs(problem.resplit(factor), dataset: dataset).map {
        try #require($0.trained).map(Double.init)
      }
    }
    let biases = zip(outputs, outputs.dropFirst()).map { coarse, fine in
      Samples(zip(coarse, fine).map { zip($0, $1).map { $0 - $1 } }).meanNorm
    }
    for (bias, next) in zip(biases, biases.dropFirst()) {
      #expect((1.7...2.4).contains(bias / next), "\(biases)")
    }
  }

  @Test func depthWidthAndSeedsOfTheCellDoNotMatter() {
    var other = critical(alpha: 1, draw: 0)
    other.shape.depth = 77
    other.shape.width = 9
    other.firstSeed = 5
    other.initialization = .antithetic
    #expect(MeanODE.limitProblem(other) == MeanODE.limitProblem(critical(alpha: 1, draw: 0)))
    #expect(MeanODE.limitProblem(other) != MeanODE.limitProblem(critical(alpha: 2, draw: 0)))
  }

  @Test func refusesWhatTheBudgetDoesNotReach() throws {
    let dataset = Dataset(gaussianSeed: 0, samples: 6, dimension: 5)
    do {
      _ = try MeanODE.solve(
        critical(alpha: 1, draw: 0), dataset: dataset, accuracy: 1e-6, budget: 1e9, trainer: trainer)
      Issue.record("no refusal")
    } catch TrainingFailure.unreachable(let error) {
      #expect(error > 1e-6 && error < 0.1)
    }
  }

  @Test func saysThatTrainingDiverged() throws {
    var problem = critical(alpha: 1, draw: 0)
    problem.scaling.eta = 1e6
    let dataset = Dataset(gaussianSeed: 0, samples: 6, dimension: 5)
    #expect(throws: TrainingFailure.diverged) {
      try MeanODE.solve(problem, dataset: dataset, accuracy: 0.01, trainer: trainer)
    }
  }

  @Test func stopsWhenCancelled() {
    let dataset = Dataset(gaussianSeed: 0, samples: 6, dimension: 5)
    #expect(throws: TrainingFailure.cancelled) {
      try MeanODE.solve(critical(alpha: 1, draw: 0), dataset: dataset, accuracy: 0.01, trainer: trainer) {
        true
      }
    }
  }

  @Test func samplesHaveTheirMeanAndVariance() {
    var samples = Samples()
    #expect(samples.variance == .infinity)
    for values in [[1.0, 4], [2, 4], [6, 4]] { samples.add(values) }
    #expect(samples.mean == [3, 4])
    #expect(samples.variance == 7.0 / 2)
  }
}

@Suite struct OrthogonalUnitsTests {
  @Test(arguments: [1, 2], [6, 100])
  func keepLengthsAndAreOrthogonal(split: Int, width: Int) throws {
    let d = 4
    var problem = Problem(
      shape: Shape(depth: 2, width: width, dimension: d, samples: 3), scaling: Scaling(sigmaU: 2, sigmaV: 3),
      steps: 1, initialization: .antithetic, seedCount: 1)
    problem = problem.resplit(split)
    let dataset = Dataset(gaussianSeed: 0, samples: 3, dimension: d)
    let trainer = Trainer(kernel: KernelChoice.available[0])
    func weights(_ problem: Problem) throws -> (u: [[Float]], v: [[Float]]) {
      let run = try trainer.begin(problem, seed: 3, dataset: dataset)
      func rows(_ values: [Float]) -> [[Float]] {
        stride(from: 0, to: values.count, by: d).map { Array(values[$0..<$0 + d]) }
      }
      return (rows(run.weights(ofLane: 0).flatMap { $0[0] }), rows(run.weights(ofLane: 0).flatMap { $0[1] }))
    }
    let before = try weights(problem)
    problem.initialization = .orthogonal
    let after = try weights(problem)
    func product(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    for (old, new) in [(before.u, after.u), (before.v, after.v)] {
      for (a, b) in zip(old, new) { #expect(abs(product(a, a) - product(b, b)) < 1e-4 * product(a, a)) }
      #expect(old != new)
      // The groups of D pairs of each drawn block; the first group of the first block is enough to see.
      let block = width / 2
      for first in stride(from: 0, to: block, by: d) {
        let group = first..<min(first + d, block)
        for i in group {
          for j in group where j < i { #expect(abs(product(new[2 * i], new[2 * j])) < 1e-3) }
        }
      }
    }
    for pair in 0..<width / 2 {
      #expect(after.u[2 * pair] == after.u[2 * pair + 1])
      #expect(after.v[2 * pair] == after.v[2 * pair + 1].map { -$0 })
    }
  }
}
