import Engine
import Model
import RealModule

/// Copies of one unit in some layers of a network, which take the steps that a unit takes there.
package struct Tracker {
  package let layers: [Int]
  /// Input and output weights of each copy, (D).
  package private(set) var u: [[Double]]
  package private(set) var v: [[Double]]
  /// Input weights of each copy before the first step and after each.
  package private(set) var inputPaths: [[[Double]]]

  /// A unit that starts from `u` and `v` in each of the layers.
  package init(layers: [Int], u: [Double], v: [Double]) {
    self.layers = layers
    self.u = layers.map { _ in u }
    self.v = layers.map { _ in v }
    inputPaths = layers.map { _ in [u] }
  }

  /// The first unit of the first layer of a network, in at most `count` layers from the first to the last.
  init(_ network: PlainNetwork, count: Int) {
    let (depth, d) = (network.configuration.shape.depth, network.configuration.shape.dimension)
    let last = max(1, min(count, depth) - 1)
    self.init(
      layers: (0..<min(count, depth)).map { $0 * (depth - 1) / last }, u: Array(network.u[0..<d]),
      v: Array(network.v[0..<d]))
  }

  /// A step by the states and adjoints of a network whose backward pass has just been made.
  package mutating func step(_ network: PlainNetwork) {
    let (d, scaling) = (network.configuration.shape.dimension, network.configuration.scaling)
    let inputStep = scaling.inputStep(dimension: d) * scaling.eta / scaling.alpha / Double(d)
    let outputStep = scaling.outputStep(dimension: d) * scaling.eta / scaling.alpha
    for (i, layer) in layers.enumerated() {
      var (du, dv) = ([Double](repeating: 0, count: d), [Double](repeating: 0, count: d))
      for sample in stride(from: 0, to: network.stateSize, by: d) {
        let h = network.states[(layer * network.stateSize + sample)...].prefix(d)
        let b = network.adjoints[((layer + 1) * network.stateSize + sample)...].prefix(d)
        let t = Double.tanh(zip(u[i], h).reduce(0) { $0 + $1.0 * $1.1 } / Double(d))
        let pull = zip(v[i], b).reduce(0) { $0 + $1.0 * $1.1 } * (1 - t * t)
        for (k, (h, b)) in zip(h, b).enumerated() {
          du[k] += h * pull
          dv[k] += b * t
        }
      }
      for k in 0..<d {
        u[i][k] -= inputStep * du[k]
        v[i][k] -= outputStep * dv[k]
      }
      inputPaths[i].append(u[i])
    }
  }
}
