import Engine
import EngineInterface
import Model
import Testing

@testable import Limits

/// The twins of any blocks, against those of plain perceptrons and against the plain network in double precision.
@Suite struct TangentTwinTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func outputs<Twins: TangentTwins>(
    of twins: Twins.Type, _ problem: Problem
  ) throws -> [TrainedOutputs] {
    try NeuralTangentODE.outputs(
      of: twins, problem, after: [2, problem.steps], trainer.drawnData(for: problem),
      trainer.heldOutData(for: problem, own: nil), trainer
    ) { false }
  }

  /// Both are the same twins, to rounding: samples and held-out ones, on the way and at the end.
  @Test(arguments: EmbeddingName.allCases, [OptimizerName.gradientDescent, .adam])
  func plainPerceptronsAreNetworks(_ embedding: EmbeddingName, _ optimizer: OptimizerName) throws {
    for (batch, loss) in [(0, LossName.squared), (3, embedding == .none ? .squared : .crossEntropy)] {
      var problem = Problem(
        shape: Shape(depth: 6, width: 5, dimension: 4, samples: 7, inputDimension: 3, outputDimension: 2),
        scaling: Scaling(alpha: 1.5, sigmaU: 2, sigmaV: 2, eta: 0.5 * optimizer.usualEta), steps: 9,
        loss: loss,
        optimizer: optimizer, seedCount: 9, task: loss.isOfLabels ? .classes : .gaussian, test: 5)
      (problem.batch, problem.embedding) = (batch, embedding)
      let plain = try outputs(of: LinearisedPerceptrons.self, problem)
      let any = try outputs(of: LinearisedNetworks.self, problem)
      for (some, others) in zip(plain, any) {
        #expect(some.samples.count == 9 && others.heldOut.count == 9)
        for (one, other) in zip(some.samples + some.heldOut, others.samples + others.heldOut) {
          #expect(one.seed == other.seed && distance(one.initial, other.initial) < 1e-6)
          let apart = distance(try #require(one.trained), try #require(other.trained))
          #expect(apart < 1e-5, "\(apart)")
        }
      }
    }
  }

  static let problems: [Problem] = [BlockName.heads, .transformer, .perceptron].flatMap { block in
    [(NormName.none, MaskName.none, OptimizerName.gradientDescent), (.rms, .causal, .adam)].map {
      norm, mask, optimizer in
      var problem = Problem(
        shape: Shape(depth: 5, width: 4, dimension: 6, samples: 3, tokens: 3, keyDimension: 2, heads: 2),
        scaling: Scaling(alpha: 2, sigmaU: 2.4, sigmaV: 2.4, eta: 0.5 * optimizer.usualEta), steps: 8,
        optimizer: optimizer, seedCount: 9)
      (problem.block, problem.norm, problem.mask) = (block, norm, mask)
      return problem
    }
  }

  @Test(arguments: problems) func networksTrainLikeThePlainTwin(_ problem: Problem) throws {
    let data = trainer.drawnData(for: problem)
    let (x, y) = (data.x.map(Double.init), data.y.map(Double.init))
    let run = try trainer.begin(problem, seed: 0, dataset: data)
    var plain = OpenNetwork(problem, run, data).linearised()
    plain.forward(x)
    for _ in 0..<problem.steps {
      plain.backward(targets: y, samples: data.rows, training: true)
      plain.forward(x)
    }
    let outputs = try NeuralTangentODE.outputs(problem, dataset: data, trainer: trainer)
    let apart = distance(try #require(outputs[0].trained), plain.output.map(Float.init))
    #expect(apart < 1e-4, "\(apart)")
    let networks = try trainer.outputs(problem, dataset: data)
    for (twin, network) in zip(outputs, networks) { #expect(distance(twin.initial, network.initial) < 1e-5) }
    // The ninth seed is alone in its group, and has the bits that it has alone.
    var last = problem
    (last.firstSeed, last.seedCount) = (8, 1)
    #expect(try NeuralTangentODE.outputs(last, dataset: data, trainer: trainer)[0] == outputs[8])
  }

  /// A network that hardly moves its features is near its twin; one that moves them is not.
  @Test(arguments: [BlockName.heads, .transformer])
  func twinsAreNearerTheLazierTheNetwork(_ block: BlockName) throws {
    let distances = try [1.0, 10].map { scale in
      var problem = Problem(
        shape: Shape(depth: 128, width: 8, dimension: 8, samples: 4, tokens: 4, keyDimension: 2, heads: 8),
        scaling: Scaling(alpha: scale, sigmaU: 8.0.squareRoot(), sigmaV: 8.0.squareRoot(), eta: 0.25),
        steps: 20)
      problem.block = block
      let data = trainer.drawnData(for: problem)
      let twins = try NeuralTangentODE.outputs(problem, dataset: data, trainer: trainer)
      let networks = try trainer.outputs(problem, dataset: data)
      return NeuralTangentODE.tangentDistances(networks, to: twins).map(Float.init).finiteMedian
    }
    #expect(distances[0] > 0.05 && distances[1] < distances[0] / 4, "\(distances)")
  }
}
