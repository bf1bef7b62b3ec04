import Archive
import Engine
import Input
import Limits
import Model

/// The arrays of one seed's training as `.npy` files, so that anyone can check the run in NumPy.
struct WeightDump {
  let directory: String

  /// Makes the directory, or finds out now that nothing can be written there.
  init(directory: String, of problem: Problem) throws {
    self.directory = directory
    guard FileSystem.makeFolder(directory) else {
      throw Refusal.unwritable(directory, "the directory cannot be made: \(FileSystem.problem)")
    }
    for name in Self.names(problem) { try OutputFile("\(directory)/\(name).npy").checkWritable() }
  }

  private static func names(_ problem: Problem) -> [String] {
    let weights =
      problem.branches.flatMap { $0.isHeads ? ["Q", "K", "W", "O"] : ["U", "V"] }
      + (problem.embedding == .none ? [] : ["WE", "WU"])
    return ["X", "Y", "output", "tangent"] + weights + weights.map { $0 + "0" }
  }

  /// Trains the first seed again: alone it has the same bits as in its ensemble.
  func write(_ problem: Problem, trainer: Trainer, dataset: Dataset) throws {
    let shape = problem.shape
    var run = try trainer.begin(problem, seed: problem.firstSeed, dataset: dataset)
    let rows = [shape.samples] + (shape.tokens > 1 ? [shape.tokens] : [])
    let outputs = rows + [dataset.outputs]
    try write("X", rows + [dataset.inputs], dataset.x)
    try write("Y", outputs, dataset.y)
    try write(run.weights(ofLane: 0), of: problem, "0")
    if let embedding = run.embedding(ofLane: 0) { try write(embedding, "0") }
    _ = run.advanceToEnd { false }
    try write(run.weights(ofLane: 0), of: problem, "")
    if let embedding = run.embedding(ofLane: 0) { try write(embedding, "") }
    try write("output", outputs, run.output(ofLane: 0))
    var first = problem
    first.seedCount = 1
    let tangent = try NeuralTangentODE.outputs(first, dataset: dataset, trainer: trainer)
    try write("tangent", outputs, tangent[0].trained ?? dataset.y.map { _ in .nan })
  }

  /// `U` and `V`, (L, M, D), of hidden units; `Q`, `K`, `W` and `O`, (L, M, d, D), of heads.
  private func write(_ blocks: [[[Float]]], of problem: Problem, _ suffix: String) throws {
    let (depth, d, branches) = (problem.shape.depth, problem.shape.dimension, problem.branches)
    for (index, branch) in branches.enumerated() {
      let own = stride(from: index, to: blocks.count, by: branches.count).map { blocks[$0] }
      func write(_ name: String, array: Int, part: Int = 0, of parts: Int = 1, _ shape: [Int]) throws {
        let values = own.flatMap { block in
          let size = block[array].count / parts
          return block[array][part * size..<(part + 1) * size]
        }
        try self.write(name + suffix, [depth, branch.width] + shape + [d], values)
      }
      switch branch.kind {
      case .units:
        try write("U", array: 0, [])
        try write("V", array: 1, [])
      case .heads(let rows):
        for (part, name) in ["Q", "K", "W"].enumerated() {
          try write(name, array: 0, part: part, of: 3, [rows])
        }
        try write("O", array: 1, [rows])
      }
    }
  }

  private func write(_ embedding: Embedding<Double>, _ suffix: String) throws {
    let d = embedding.dimension
    try write("WE\(suffix)", [d, embedding.inputs], embedding.inputWeights.map { Float($0) })
    try write("WU\(suffix)", [d, embedding.outputs], embedding.outputWeights.map { Float($0) })
  }

  private func write(_ name: String, _ shape: [Int], _ values: [Float]) throws {
    try NumPyFile(shape: shape, values: values).write(to: "\(directory)/\(name).npy")
  }
}
