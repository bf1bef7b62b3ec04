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
  init(_ network: PlainNetwork) {
    var network = network
    network.backward(training: false)
    let size = network.stateSize
    func norms(_ values: [Double], unit: Double) -> [Double] {
      stride(from: 0, to: values.count, by: size).map { start in
        let sum = values[start..<start + size].reduce(0) { $0 + $1 * $1 }
        return (sum / Double(size)).squareRoot() * unit
      }
    }
    states = norms(network.states, unit: 1)
    adjoints = norms(network.adjoints, unit: Double(size))
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
