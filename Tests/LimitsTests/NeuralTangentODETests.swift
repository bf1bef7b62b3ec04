import Engine
import EngineInterface
import Model
import TestSupport
import Testing

@testable import Limits

/// What the float64 implementation found of a tangent twin.
struct GoldenTangent: Decodable {
  struct Seed: Decodable {
    var tangentDistance: Double
    var tangentOutput: [Double]
  }

  var perSeed: [Seed]

  static let cases = Golden<GoldenTangent>.cases(in: "tangent.json")
}

@Suite struct NeuralTangentODETests {
  /// A seed of the second group of lanes has the bits that it has alone, whatever the group before has left behind.
  @Test(arguments: [0, 3], [OptimizerName.gradientDescent, .adam])
  func everyGroupStartsAnew(batch: Int, optimizer: OptimizerName) throws {
    var problem = Problem(
      shape: Shape(depth: 4, width: 3, dimension: 5, samples: 7),
      scaling: Scaling(sigmaU: 2, sigmaV: 2, eta: optimizer.usualEta), steps: 6, optimizer: optimizer,
      seedCount: 11)
    problem.batch = batch
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let data = trainer.drawnData(for: problem)
    let together = try NeuralTangentODE.outputs(problem, dataset: data, trainer: trainer)
    for seed in [0, 8, 10] {
      var alone = problem
      (alone.firstSeed, alone.seedCount) = (seed, 1)
      let lone = try NeuralTangentODE.outputs(alone, dataset: data, trainer: trainer)
      #expect(lone[0].trained == together[seed].trained && lone[0].initial == together[seed].initial)
    }
  }

  @Test func goldenFileIsThere() { #expect(GoldenTangent.cases.count >= 8) }

  @Test(arguments: GoldenTangent.cases, KernelChoice.available.map(\.name))
  func agreesWithTheFloat64Twin(golden: Golden<GoldenTangent>, kernel: String) throws {
    let trainer = Trainer(kernel: try #require(KernelChoice.available.first { $0.name == kernel }))
    let problem = golden.problem
    let data = trainer.drawnData(for: problem)
    let tangents = try NeuralTangentODE.outputs(problem, dataset: data, trainer: trainer)
    let outputs = try trainer.outputs(problem, dataset: data)
    #expect(tangents.map(\.seed) == Array(problem.seeds) && tangents.count == golden.results.perSeed.count)
    let distances = NeuralTangentODE.tangentDistances(outputs, to: tangents)
    for (i, expected) in golden.results.perSeed.enumerated() {
      let output = try #require(tangents[i].trained)
      let apart = distance(output, expected.tangentOutput.map(Float.init))
      #expect(apart < 1e-3 * distance(output, data.x) + 1e-6, "\(apart)")
      // The initial outputs are those of the network itself.
      #expect(distance(tangents[i].initial, outputs[i].initial) < 1e-5)
      #expect(abs(distances[i] - expected.tangentDistance) < 1e-3 * expected.tangentDistance + 1e-5)
    }
  }

  private func twin(_ problem: Problem, _ dataset: Dataset) throws -> Network<
    FirstOrder<ResidualBranch<Double>>
  > {
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let run = try trainer.begin(problem, seed: 0, dataset: dataset)
    return withExtendedLifetime(trainer) { OpenNetwork(problem, run, dataset).linearised() }
  }

  /// The fast twins against the plain one, in single against double precision.
  @Test(arguments: [0.3, 1, 5], ActivationName.allCases)
  func lanesTrainLikeThePlainTwin(alpha: Double, activation: ActivationName) throws {
    let problem = Problem(
      shape: Shape(depth: 7, width: 5, dimension: 4, samples: 3),
      scaling: Scaling(alpha: alpha, sigmaU: 2, sigmaV: 2, eta: 0.5), steps: 12, activation: activation,
      seedCount: 9)
    let dataset = Dataset(gaussianSeed: 2, samples: 3, dimension: 4)
    var plain = try twin(problem, dataset)
    plain.forward(dataset)
    for _ in 0..<problem.steps {
      plain.backward(to: dataset, training: true)
      plain.forward(dataset)
    }
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let outputs = try NeuralTangentODE.outputs(problem, dataset: dataset, trainer: trainer)
    #expect(outputs.count == 9)
    #expect(distance(try #require(outputs[0].trained), plain.output.map(Float.init)) < 1e-5)
    // The ninth seed is alone in its group, and has the bits that it has alone.
    var last = problem
    last.firstSeed = 8
    last.seedCount = 1
    let alone = try NeuralTangentODE.outputs(last, dataset: dataset, trainer: trainer)
    #expect(alone[0] == outputs[8])
  }

  /// Float64 ranges over draws of the data at D = N = 10, M = 8, L = 256, K = 50; and the drift non-linearity is
  /// 1.3–2.5 times the distance.
  @Test(
    arguments: [(1, 0.12...0.25), (3.16, 0.02...0.08), (10, 0.0035...0.013)]
      as [(Double, ClosedRange<Double>)])
  func distancesLieInTheReferenceRanges(alpha: Double, range: ClosedRange<Double>) throws {
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let root = 10.0.squareRoot()
    for draw in 0..<5 {
      let problem = Problem(
        shape: Shape(depth: 256, width: 8, dimension: 10, samples: 10),
        scaling: Scaling(alpha: alpha, sigmaU: root, sigmaV: root), data: .gaussian(seed: draw))
      let data = Dataset(gaussianSeed: draw, samples: 10, dimension: 10)
      let tangents = try NeuralTangentODE.outputs(problem, dataset: data, trainer: trainer)
      let distances = NeuralTangentODE.tangentDistances(
        try trainer.outputs(problem, dataset: data), to: tangents)
      let median = Double(distances.map(Float.init).finiteMedian)
      #expect((0.9 * range.lowerBound...1.1 * range.upperBound).contains(median), "\(draw): \(median)")
      let measured = try trainer.train(problem, dataset: data)
      let rho = Double(
        measured.seeds.compactMap(\.orderParameters.last).map(\.driftNonlinearity).finiteMedian)
      #expect((0.9 * 1.3...1.1 * 2.5).contains(rho / median), "\(draw): \(rho / median)")
    }
  }

  @Test func stopsWhenCancelled() {
    let problem = GoldenTangent.cases[0].problem
    let data = Dataset(gaussianSeed: 0, samples: 10, dimension: 10)
    #expect(throws: TrainingFailure.self) {
      try NeuralTangentODE.outputs(
        problem, dataset: data, trainer: Trainer(kernel: KernelChoice.available[0])
      ) { true }
    }
  }

  @Test func whatDidNotStayFiniteHasNoDistance() {
    let one = TrainedOutput(seed: 0, initial: [0, 0], trained: [3, 4])
    let near = TrainedOutput(seed: 0, initial: [0, 0], trained: [3, 3])
    let lost = TrainedOutput(seed: 0, initial: [0, 0], trained: nil)
    let distances = NeuralTangentODE.tangentDistances([one, one, lost], to: [near, lost, one])
    #expect(abs(distances[0] - 0.2) < 1e-12 && distances[1].isNaN && distances[2].isNaN)
  }
}

extension Network where Body == FirstOrder<ResidualBranch<Double>> {
  fileprivate mutating func forward(_ dataset: Dataset) { forward(dataset.x.map(Double.init)) }

  fileprivate mutating func backward(to dataset: Dataset, training: Bool) {
    backward(targets: dataset.y.map(Double.init), samples: dataset.samples, training: training)
  }
}
