import CSupport
import Engine
import EngineInterface
import Model

/// Twins of any blocks, norm and embedding: the plain network, in eight lanes at once.
final class LinearisedNetworks: TangentTwins {
  private let problem: Problem
  /// What the data draw.
  private let start: Embedding<TwinLane>?
  private var network: Network<FirstOrder<ResidualBranch<TwinLane>>>
  /// `X` and `Y` as they are loaded.
  private var samples: [TwinLane] = []
  private var targets: [TwinLane] = []
  private var rows = 0

  static func bytes(_ problem: Problem) -> Double {
    let (shape, rows) = (problem.shape, Double(problem.shape.rows))
    let layer = problem.branches.reduce(0.0) { sum, branch in
      let columns = Double(branch.width) * Double(branch.inputs + branch.outputs)
      let scores = branch.isHeads ? 2 * rows * Double(shape.tokens) * Double(branch.width) : 0
      // Weights, the initial ones and two moments; values, pre-activations and how they change.
      return sum + 4 * columns * Double(shape.dimension) + 2 * rows * columns + scores
        + 2 * rows * Double(shape.dimension)
    }
    let ends = Double(problem.inputs + problem.outputs)
    let embedding = problem.embedding == .none ? 0 : 3 * Double(shape.dimension) * ends
    return (Double(shape.depth) * layer + rows * ends + embedding) * Double(MemoryLayout<TwinLane>.stride)
  }

  init?(_ problem: Problem, embeddings: Embeddings?, dataset: Dataset, kernel: any Kernel) {
    // Arrays end the program where there is no memory.
    guard let bytes = Int(exactly: Self.bytes(problem).rounded()), let memory = support_allocate_large(bytes)
    else { return nil }
    support_release_large(memory, bytes)
    self.problem = problem
    start = embeddings.map { embeddings in
      let rate = problem.scaling.embeddingRate(problem.optimizer, dimension: problem.shape.dimension)
      return Embedding(
        dimension: embeddings.dimension, inputs: embeddings.inputs, outputs: embeddings.outputs,
        inputWeights: embeddings.inputWeights.map(Self.everywhere),
        outputWeights: embeddings.outputWeights.map(Self.everywhere),
        rate: embeddings.isTrained ? TwinLane(constant: rate) : nil)
    }
    network = Self.network(problem, blocks: [])
    load(dataset)
  }

  private static func everywhere(_ number: Float) -> TwinLane { TwinLane(SIMD8(repeating: number)) }

  private static func network(
    _ problem: Problem, blocks: [ResidualBranch<TwinLane>]
  ) -> Network<FirstOrder<ResidualBranch<TwinLane>>> {
    let settings = problem.optimizerSettings
    let scales = problem.branches.map { branch in
      let scale = problem.scale(of: branch)
      return BranchScale(
        branch: TwinLane(constant: scale.branch), rates: scale.rates.map { TwinLane(constant: $0) })
    }
    return Network(
      blocks: blocks, scales: scales, loss: problem.loss, optimizer: problem.optimizer,
      memory: { settings.memory(step: $0) }
    ).linearised()
  }

  func load(_ dataset: Dataset) {
    samples = dataset.x.map(Self.everywhere)
    targets = dataset.y.map(Self.everywhere)
    rows = dataset.rows
  }

  func start(_ weights: [[[[Float]]]]) {
    let branches = problem.branches
    let blocks = weights[0].indices.map { block in
      ResidualBranch(
        branches[block % branches.count], of: problem,
        weights: weights[0][block].indices.map { array in
          let lanes = weights.map { $0[block][array] }
          return lanes[0].indices.map { i in
            var entry = SIMD8<Float>()
            for lane in lanes.indices { entry[lane] = lanes[lane][i] }
            return TwinLane(entry)
          }
        })
    }
    network = Self.network(problem, blocks: blocks)
    network.embedding = start
  }

  func copyWeights(from other: LinearisedNetworks) {
    network.blocks = other.network.blocks
    network.embedding = other.network.embedding
  }

  func forward() {
    // Of embeddings that are fixed the samples are states already.
    if start?.rate == nil { network.forward(from: samples) } else { network.forward(samples) }
  }

  func backward() { network.backward(targets: targets, samples: rows, training: true) }

  func output(ofLane lane: Int) -> [Float] { network.output.map { $0.lanes[lane] } }
}
