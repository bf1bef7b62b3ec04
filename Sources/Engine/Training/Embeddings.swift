import EngineInterface
import Model

/// The matrices that a problem's embeddings start from: `W_E`, shape (D, d_in), with entries of variance 1/d_in, and `W_U`,
/// shape (D, d_out), with entries of variance d_out, or 1 where targets are labels, so that logits start small.
///
/// The data draw them, as they draw batches, so that all networks of a data set have one limit. Row by row: a larger D
/// extends those of a smaller one.
package struct Embeddings: Hashable, Sendable {
  package let dimension, inputs, outputs: Int
  package let isTrained: Bool
  package let inputWeights, outputWeights: [Float]

  /// `nil` where samples are states and states outputs.
  package init?(_ problem: Problem) {
    guard problem.embedding != .none else { return nil }
    (dimension, inputs, outputs) = (problem.shape.dimension, problem.inputs, problem.outputs)
    isTrained = problem.embedding.isTrained
    let seed = Int(truncatingIfNeeded: problem.data.seed)
    func draw(_ stream: RandomStream, _ columns: Int, scale: Double) -> [Float] {
      Dataset.draw(stream, seed: seed, layer: 0, rows: 0..<problem.shape.dimension, dimension: columns)
        .flatMap { $0.map { Float(scale) * $0 } }
    }
    inputWeights = draw(.inputEmbedding, inputs, scale: 1 / Double(inputs).squareRoot())
    outputWeights = draw(
      .readout, outputs, scale: problem.loss.isOfLabels ? 1 : Double(outputs).squareRoot())
  }

  /// `W_E x` of each row of samples, (rows, D).
  package func states(_ samples: [Float]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(samples.count / inputs * dimension)
    samples.withUnsafeBufferPointer { x in
      inputWeights.withUnsafeBufferPointer { weights in
        for row in stride(from: 0, to: x.count, by: inputs) {
          for unit in stride(from: 0, to: weights.count, by: inputs) {
            result.append(Self.product(x, row, weights, unit, inputs))
          }
        }
      }
    }
    return result
  }

  /// `W_Uᵀh/D` of each row of states, (rows, d_out).
  package func outputs(_ states: [Float]) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(states.count / dimension * outputs)
    for row in stride(from: 0, to: states.count, by: dimension) {
      for i in 0..<outputs {
        var sum = 0.0
        for d in 0..<dimension { sum += Double(states[row + d]) * Double(outputWeights[d * outputs + i]) }
        result.append(Float(sum / Double(dimension)))
      }
    }
    return result
  }

  /// In an order that depends on the length alone, eight terms side by side.
  private static func product(
    _ a: UnsafeBufferPointer<Float>, _ i: Int, _ b: UnsafeBufferPointer<Float>, _ j: Int, _ count: Int
  ) -> Float {
    var sums = SIMD8<Float>(repeating: 0)
    var k = 0
    while k + 8 <= count {
      var (left, right) = (SIMD8<Float>(), SIMD8<Float>())
      for lane in 0..<8 { (left[lane], right[lane]) = (a[i + k + lane], b[j + k + lane]) }
      sums += left * right
      k += 8
    }
    var sum = sums.sum()
    while k < count {
      sum += a[i + k] * b[j + k]
      k += 1
    }
    return sum
  }
}

extension DataSource {
  /// What batches and embeddings are drawn with: the seed of the data, or their digest.
  var seed: UInt64 {
    switch self {
    case .gaussian(let seed): UInt64(truncatingIfNeeded: seed)
    case .files(_, _, let digest): digest
    }
  }
}

/// A data set as a problem's networks read it.
package struct EmbeddedData: Sendable {
  package let embeddings: Embeddings?
  /// What is loaded: of embeddings that are fixed the samples are states already.
  package let dataset: Dataset
  /// The loss of the network without blocks.
  package let identityLoss: Float

  init(_ dataset: Dataset, _ problem: Problem) {
    embeddings = Embeddings(problem)
    guard let embeddings else {
      self.dataset = dataset
      identityLoss = dataset.loss(problem.loss, of: dataset.x)
      return
    }
    let states = embeddings.states(dataset.x)
    self.dataset = embeddings.isTrained ? dataset : dataset.replacing(samples: states)
    identityLoss = dataset.loss(problem.loss, of: embeddings.outputs(states))
  }
}
