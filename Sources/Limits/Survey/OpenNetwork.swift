import Engine
import Model

/// A network in double precision: slow, and open to look into at every layer.
package typealias OpenNetwork = Network<ResidualBranch<Double>>

// Of one block and precision alone: what is generic would be compiled for none in particular.
extension Network where Body == ResidualBranch<Double> {
  /// The network of a run as it is now, after a forward pass.
  package init(_ problem: Problem, _ run: EnsembleRun, _ dataset: Dataset) {
    let (branches, settings) = (problem.branches, problem.optimizerSettings)
    self.init(
      blocks: run.weights(ofLane: 0).enumerated().map { index, weights in
        ResidualBranch(
          branches[index % branches.count], of: problem, weights: weights.map { $0.map(Double.init) })
      },
      scales: branches.map(problem.scale), loss: problem.loss, optimizer: problem.optimizer,
      memory: { settings.memory(step: $0) })
    embedding = run.embedding(ofLane: 0)
    forward(dataset)
  }

  package mutating func forward(_ dataset: Dataset) { forward(dataset.x.map(Double.init)) }

  package mutating func backward(to dataset: Dataset, training: Bool) {
    backward(targets: dataset.y.map(Double.init), samples: dataset.rows, training: training)
  }
}

/// Norms along the depth of one network: at `s = l/L`, l = 0 … L.
package struct LayerNorms: Hashable, Sendable {
  /// Rms entry of `h_l`.
  package var states: [Double]
  /// Rms entry of `B_l`, in units of 1/(NTD).
  package var adjoints: [Double]

  package init(states: [Double], adjoints: [Double]) {
    self.states = states
    self.adjoints = adjoints
  }

  /// Of a network whose forward pass has just been made.
  init(_ network: OpenNetwork, _ dataset: Dataset) {
    var network = network
    network.backward(to: dataset, training: false)
    // Of a layer's blocks the first one's.
    func norms(_ blocks: [[Double]], unit: Double) -> [Double] {
      stride(from: 0, to: blocks.count, by: network.scales.count).map { block in
        let layer = blocks[block]
        return (layer.reduce(0) { $0 + $1 * $1 } / Double(layer.count)).squareRoot() * unit
      }
    }
    states = norms(network.states, unit: 1)
    adjoints = norms(network.adjoints, unit: Double(network.states[0].count))
  }
}

/// The norms before and after training.
package struct DepthNorms: Hashable, Sendable {
  package var initial: LayerNorms
  package var trained: LayerNorms

  package init(initial: LayerNorms, trained: LayerNorms) {
    self.initial = initial
    self.trained = trained
  }
}
