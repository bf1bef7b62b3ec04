import Engine
import Model

/// Norms along the depth of one network: at `s = l/L`, l = 0 … L.
package struct LayerNorms: Hashable, Sendable {
  /// Rms entry of `h_l`.
  package var states: [Double]
  /// Rms entry of `B_l`, in units of 1/(ND).
  package var adjoints: [Double]

  package init(states: [Double], adjoints: [Double]) {
    self.states = states
    self.adjoints = adjoints
  }

  /// Of a network whose forward pass has just been made.
  init(_ network: OpenNetwork, _ dataset: Dataset) {
    var network = network
    network.backward(to: dataset, training: false)
    func norms(_ layers: [[Double]], unit: Double) -> [Double] {
      layers.map { layer in
        (layer.reduce(0) { $0 + $1 * $1 } / Double(layer.count)).squareRoot() * unit
      }
    }
    states = norms(network.states, unit: 1)
    adjoints = norms(network.adjoints, unit: Double(dataset.x.count))
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
