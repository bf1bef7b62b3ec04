import EngineInterface
import Model

/// The naive embedding behind the kernels' interface, lane by lane, whatever lanes are.
extension NaiveKernel {
  package func embed(_ embedding: EmbeddingArrays, into state: Entries) {
    for lane in 0..<Ensemble.laneCount {
      let samples = values(embedding.samples, embedding.rows * embedding.inputs, lane)
      put(network(embedding, lane).states(samples), into: state, lane)
    }
  }

  package func readOut(_ embedding: EmbeddingArrays, of state: Entries) {
    for lane in 0..<Ensemble.laneCount {
      let last = values(state, embedding.rows * embedding.dimension, lane)
      put(network(embedding, lane).readout(last), into: embedding.output, lane)
    }
  }

  package func residual(
    _ embedding: EmbeddingArrays, adjoint: Entries, losses: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    let count = embedding.rows * embedding.outputs
    for lane in 0..<Ensemble.laneCount {
      // A network of no blocks whose last state is the output: the loss is all that is asked of it.
      var behind = Network<ResidualBranch<Float>>(blocks: [], scales: [], loss: embedding.loss)
      behind.states = [values(embedding.output, count, lane)]
      let (loss, residual, _) = behind.loss(
        targets: values(embedding.targets, count, lane), samples: embedding.rows)
      losses.pointee[lane] = loss
      put(residual, into: embedding.residual, lane)
      put(network(embedding, lane).adjoint(residual), into: adjoint, lane)
    }
  }

  package func step(_ embedding: EmbeddingArrays, last: Entries, adjoint: Entries) {
    let states = embedding.rows * embedding.dimension
    for lane in 0..<Ensemble.laneCount {
      let memory = embedding.stepMemory { $0[lane] }
      var network = Network<ResidualBranch<Float>>(
        blocks: [], scales: [], loss: embedding.loss, optimizer: embedding.optimizer,
        memory: { _ in memory })
      network.embedding = self.network(embedding, lane)
      network.samples = values(embedding.samples, embedding.rows * embedding.inputs, lane)
      network.states = [values(last, states, lane)]
      network.adjoints = [values(adjoint, states, lane)]
      network.stepEmbedding(values(embedding.residual, embedding.rows * embedding.outputs, lane))
      guard let stepped = network.embedding else { continue }
      put(stepped.inputWeights, into: embedding.inputWeights, lane)
      put(stepped.outputWeights, into: embedding.outputWeights, lane)
      for number in 0..<embedding.optimizer.momentCount {
        put(stepped.inputMoments.map { $0[number] }, into: embedding.inputMoments(number), lane)
        put(stepped.outputMoments.map { $0[number] }, into: embedding.outputMoments(number), lane)
      }
    }
  }

  private func network(_ arrays: EmbeddingArrays, _ lane: Int) -> Embedding<Float> {
    let (d, inputs, outputs) = (arrays.dimension, arrays.inputs, arrays.outputs)
    var embedding = Embedding(
      dimension: d, inputs: inputs, outputs: outputs,
      inputWeights: arrays.isTrained ? values(arrays.inputWeights, d * inputs, lane) : [],
      outputWeights: values(arrays.outputWeights, d * outputs, lane),
      rate: arrays.isTrained ? arrays.step[0][lane] : nil)
    guard arrays.isTrained else { return embedding }
    for number in 0..<arrays.optimizer.momentCount {
      for (i, kept) in values(arrays.inputMoments(number), d * inputs, lane).enumerated() {
        embedding.inputMoments[i][number] = kept
      }
      for (i, kept) in values(arrays.outputMoments(number), d * outputs, lane).enumerated() {
        embedding.outputMoments[i][number] = kept
      }
    }
    return embedding
  }

  private func values(_ entries: Entries, _ count: Int, _ lane: Int) -> [Float] {
    (0..<count).map { entries[$0][lane] }
  }

  private func put(_ values: [Float], into entries: Entries, _ lane: Int) {
    for (i, value) in values.enumerated() { entries[i][lane] = value }
  }
}
