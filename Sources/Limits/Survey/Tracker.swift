import Model

/// Copies of one unit in some layers of a network, which take the steps that a unit takes there.
package struct Tracker {
  package let layers: [Int]
  /// Each copy as a block of its own.
  private var units: [Perceptron<Double>]
  /// Input weights of each copy before the first step and after each.
  package private(set) var inputPaths: [[[Double]]]

  /// Input and output weights of each copy, (D).
  package var u: [[Double]] { units.map(\.weights[0]) }
  package var v: [[Double]] { units.map(\.weights[1]) }

  /// A unit that starts from `u` and `v` in each of the layers.
  package init(layers: [Int], u: [Double], v: [Double], activation: ActivationName) {
    self.layers = layers
    let unit = Perceptron(
      width: 1, dimension: u.count, activation: activation, inputWeights: u, outputWeights: v)
    units = layers.map { _ in unit }
    inputPaths = layers.map { _ in [u] }
  }

  /// The first unit of the first layer of a network, in at most `count` layers from the first to the last.
  init(_ network: OpenNetwork, count: Int) {
    let (depth, block) = (network.depth, network.blocks[0])
    let last = max(1, min(count, depth) - 1)
    self.init(
      layers: (0..<min(count, depth)).map { $0 * (depth - 1) / last },
      u: Array(block.weights[0][..<block.dimension]), v: Array(block.weights[1][..<block.dimension]),
      activation: block.activation)
  }

  /// A step by the states and adjoints of a network whose backward pass has just been made.
  package mutating func step(_ network: OpenNetwork) {
    for (i, layer) in layers.enumerated() {
      let state = network.states[layer]
      network.step(&units[i], state: state, adjoint: network.adjoints[layer + 1])
      inputPaths[i].append(units[i].weights[0])
    }
  }
}
