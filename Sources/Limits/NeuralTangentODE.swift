import Engine
import EngineInterface
import Model

/// The lazy ODE (Measures.md, Limits): the twin of a network whose blocks are linearised in their parameters around the
/// same initial weights, trained by the same steps. Embeddings are the network's own: those that are fixed are a linear map
/// in front and another behind, those that are trained take its steps and are not linearised.
package enum NeuralTangentODE {
  /// What the twin of every seed makes of the samples before and after training; `isCancelled` is asked once a step.
  package static func outputs(
    _ problem: Problem, dataset: Dataset, trainer: Trainer, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [TrainedOutput] {
    try outputs(problem, dataset: dataset, heldOut: nil, trainer: trainer, isCancelled: isCancelled).samples
  }

  /// The same, and what it makes of held-out samples, (T, D); of those nothing where there are none.
  package static func outputs(
    _ problem: Problem, dataset: Dataset, heldOut: Dataset?, trainer: Trainer,
    isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> TrainedOutputs {
    try outputs(
      problem, after: [problem.steps], dataset: dataset, heldOut: heldOut, trainer: trainer,
      isCancelled: isCancelled)[0]
  }

  /// The same after each of several numbers of steps, the least first, from one training.
  package static func outputs(
    _ problem: Problem, after ends: [Int], dataset: Dataset, heldOut: Dataset?, trainer: Trainer,
    isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [TrainedOutputs] {
    let batches = Batches(problem)
    let data = trainer.embedded(dataset, for: problem)
    func batch(_ step: Int) -> Dataset { batches.map { data.dataset[$0.rows(step: step)] } ?? data.dataset }
    let first = batch(1)
    let networks = try networks(problem, data.embeddings, first, trainer)
    // Where steps are taken on fewer samples than there are, all are measured by networks of their own.
    let all = batches == nil ? networks : try Self.networks(problem, data.embeddings, data.dataset, trainer)
    let others = try heldOut.map { heldOut throws(TrainingFailure) in
      try Self.networks(
        problem, data.embeddings, trainer.embedded(heldOut, for: problem).dataset, trainer)
    }
    var outputs = ends.map { _ -> TrainedOutputs in ([], []) }
    for group in problem.seeds.groups(of: Ensemble.laneCount) {
      for lane in 0..<Ensemble.laneCount {
        // Lanes without a seed repeat the last one.
        let seed = min(group.lowerBound + lane, group.upperBound - 1)
        let run = try trainer.begin(problem, seed: seed, dataset: dataset)
        networks.start(
          lane: lane, inputWeights: run.weights(ofLane: 0).flatMap { $0[0] },
          outputWeights: run.weights(ofLane: 0).flatMap { $0[1] })
      }
      // The group before may have left another batch.
      networks.load(first)
      networks.forward()
      measure(all, like: networks)
      let initial = group.indices.map { all.output(ofLane: $0 - group.lowerBound) }
      others?.copyWeights(from: networks)
      others?.forward()
      let initialOthers = others.map { others in
        group.indices.map { others.output(ofLane: $0 - group.lowerBound) }
      }
      var step = 0
      for (index, end) in ends.enumerated() {
        while step < end {
          if isCancelled() { throw .cancelled }
          networks.backward()
          step += 1
          if batches != nil { networks.load(batch(step + 1)) }
          networks.forward()
        }
        measure(all, like: networks)
        outputs[index].samples += trained(all, group, initial)
        if let others, let initialOthers {
          others.copyWeights(from: networks)
          others.forward()
          outputs[index].heldOut += trained(others, group, initialOthers)
        }
      }
    }
    return outputs
  }

  /// Leaves the outputs of all samples by the weights of networks that may be trained on fewer.
  private static func measure(_ all: LinearisedNetworks, like networks: LinearisedNetworks) {
    guard all !== networks else { return }
    all.copyWeights(from: networks)
    all.forward()
  }

  /// Of as many samples as the dataset has, as networks read it.
  private static func networks(
    _ problem: Problem, _ embeddings: Embeddings?, _ dataset: Dataset, _ trainer: Trainer
  ) throws(TrainingFailure) -> LinearisedNetworks {
    var problem = problem
    problem.shape.samples = dataset.samples
    guard
      let networks = LinearisedNetworks(
        problem, embeddings: embeddings, dataset: dataset, kernel: trainer.kernel)
    else {
      throw .outOfMemory(bytes: LinearisedNetworks.bytes(problem) + TwinEmbedding.bytes(problem))
    }
    return networks
  }

  private static func trained(
    _ networks: LinearisedNetworks, _ seeds: Range<Int>, _ initial: [[Float]]
  ) -> [TrainedOutput] {
    seeds.enumerated().map { lane, seed in
      let output = networks.output(ofLane: lane)
      return TrainedOutput(
        seed: seed, initial: initial[lane], trained: output.allSatisfy(\.isFinite) ? output : nil)
    }
  }

  /// Its trained output in the limit of infinite depth and width.
  package static func solve(
    _ problem: Problem, dataset: Dataset, accuracy: Double, budget: Double = 1e13,
    trainer: Trainer, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> SolvedLimit {
    try SolvedLimit(of: problem, accuracy: accuracy, budget: budget) { network throws(TrainingFailure) in
      try outputs(network, dataset: dataset, trainer: trainer, isCancelled: isCancelled)
    }
  }

  /// `‖h_K − h̃_K‖/‖h_K − h_0‖` of every seed; `nan` where either did not stay finite.
  package static func tangentDistances(_ outputs: [TrainedOutput], to tangents: [TrainedOutput]) -> [Double] {
    zip(outputs, tangents).map { output, tangent in
      guard let trained = output.trained, let linearised = tangent.trained else { return .nan }
      return distance(trained, linearised) / distance(trained, output.initial)
    }
  }
}

extension Range<Int> {
  /// Consecutive ranges of `size`, the last perhaps shorter.
  fileprivate func groups(of size: Int) -> [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: size).map { $0..<Swift.min($0 + size, upperBound) }
  }
}
