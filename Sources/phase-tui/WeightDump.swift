import Archive
import Engine
import EngineInterface
import Foundation
import Input
import Limits
import Model
import Phases

/// The arrays of one seed's training as `.npy` files, so that anyone can check the run in NumPy.
struct WeightDump {
  let directory: String

  /// Makes the directory, or finds out now that nothing can be written there.
  init(directory: String) throws {
    self.directory = directory
    guard FileSystem.makeFolder(directory) else {
      throw Refusal.unwritable(directory, "the directory cannot be made: \(FileSystem.problem)")
    }
    for name in ["X", "Y", "U0", "V0", "U", "V", "output", "tangent"] {
      try OutputFile("\(directory)/\(name).npy").checkWritable()
    }
  }

  /// Trains the first seed again: alone it has the same bits as in its ensemble.
  func write(_ problem: Problem, trainer: Trainer, dataset: Dataset) throws {
    let shape = problem.shape
    var run = try trainer.begin(problem, seed: problem.firstSeed, dataset: dataset)
    let weights = [shape.depth, shape.width, shape.dimension]
    let data = [shape.samples, shape.dimension]
    try write("X", data, dataset.x)
    try write("Y", data, dataset.y)
    try write("U0", weights, run.inputWeights(ofLane: 0))
    try write("V0", weights, run.outputWeights(ofLane: 0))
    _ = run.advanceToEnd { false }
    try write("U", weights, run.inputWeights(ofLane: 0))
    try write("V", weights, run.outputWeights(ofLane: 0))
    try write("output", data, run.output(ofLane: 0))
    var first = problem
    first.seedCount = 1
    let tangent = try NeuralTangentODE.outputs(first, dataset: dataset, trainer: trainer)
    try write("tangent", data, tangent[0].trained ?? dataset.x.map { _ in .nan })
  }

  private func write(_ name: String, _ shape: [Int], _ values: [Float]) throws {
    try NumPyFile(shape: shape, values: values).write(to: "\(directory)/\(name).npy")
  }
}
