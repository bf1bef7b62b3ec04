import Engine
import Limits
import Model
import Testing

/// Twins of embedded networks: the network's maps in front and behind, and blocks that are linearised.
@Suite struct TwinEmbeddingTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func problem(_ embedding: EmbeddingName, _ loss: LossName, batch: Int = 0) -> Problem {
    var problem = Problem(
      shape: Shape(
        depth: 5, width: 6, dimension: 7, samples: 8, inputDimension: 3, outputDimension: 4),
      scaling: Scaling(alpha: 2, sigmaU: 2.6, sigmaV: 2.6, eta: 0.3), steps: 8, loss: loss, seedCount: 2)
    (problem.embedding, problem.batch, problem.test) = (embedding, batch, 5)
    return problem
  }

  private static let cases: [(EmbeddingName, LossName)] = LossName.allCases.flatMap { loss in
    [(EmbeddingName.fixed, loss), (.trained, loss)]
  }

  /// The oracle's twin in double precision, whose embeddings take the network's steps.
  @Test(arguments: cases, [0, 3])
  func twinsAgreeWithTheOracle(_ parts: (EmbeddingName, LossName), batch: Int) throws {
    let problem = problem(parts.0, parts.1, batch: batch)
    let data = trainer.drawnData(for: problem)
    let heldOut = try #require(trainer.heldOutData(for: problem, own: nil))
    let found = try NeuralTangentODE.outputs(problem, dataset: data, heldOut: heldOut, trainer: trainer)
    let batches = Batches(problem)
    for (index, seed) in problem.seeds.enumerated() {
      let run = try trainer.begin(problem, seed: seed, dataset: data)
      var twin = OpenNetwork(problem, run, data).linearised()
      for step in 1...problem.steps {
        let some = batches.map { data[$0.rows(step: step)] } ?? data
        twin.forward(some.x.map(Double.init))
        twin.backward(targets: some.y.map(Double.init), samples: some.rows, training: true)
      }
      for (set, outputs) in [(data, found.samples), (heldOut, found.heldOut)] {
        twin.forward(set.x.map(Double.init))
        let trained = try #require(outputs[index].trained)
        #expect(trained.count == set.rows * 4)
        for (a, b) in zip(trained, twin.output) { #expect(abs(Double(a) - b) < 2e-4) }
      }
    }
  }

  /// A kernel of states tells nothing of outputs, and no step of it is an edge.
  @Test(arguments: cases) func kernelsAreNotDefined(_ parts: (EmbeddingName, LossName)) throws {
    let problem = problem(parts.0, parts.1)
    let data = trainer.drawnData(for: problem)
    #expect(!LazyKernelODE.exists(for: problem) && !LinearMeanODE.exists(for: problem))
    #expect(TrainingKernel(of: problem) == nil && TrainingKernel.edge(of: problem, data: data) == nil)
    let survey = try Surveyor(on: trainer).survey(problem, dataset: data)
    #expect(survey.distances.tangentLimit?.error.isNaN == true)
    #expect(survey.distances.tangent?.median.isFinite == true && survey.profile != nil)
  }

  /// Networks come nearer to the Mean ODE of their outputs as they grow.
  @Test func networksTendToTheMeanODE() throws {
    for (embedding, loss) in Self.cases {
      var problem = problem(embedding, loss)
      problem.test = 0
      problem.scaling.alpha = 1
      let data = trainer.drawnData(for: problem)
      let limit = try MeanODE.solve(problem, dataset: data, accuracy: 0.02, trainer: trainer)
      #expect(limit.output.count == 8 * 4)
      let distances = try [(4, 8), (64, 128)].map { depth, width in
        (problem.shape.depth, problem.shape.width) = (depth, width)
        let outputs = try trainer.outputs(problem, dataset: data)
        return try outputs.map { distance(try #require($0.trained), limit.output) }.max() ?? .nan
      }
      #expect(distances[1] < 0.5 * distances[0] && distances[1] < 0.1, "\(embedding) \(loss) \(distances)")
    }
  }
}
