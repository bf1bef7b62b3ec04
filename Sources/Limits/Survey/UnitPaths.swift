import Networks
import RealModule

/// A unit that starts from the same point in every layer, follows the gradients there and moves nothing itself.
package struct UnitPaths: Hashable, Sendable {
  /// For each layer followed, its depth `s = l/L` and where the input weights were after each step, in two coordinates.
  package struct Path: Hashable, Sendable {
    package var s: Double
    package var points: [SIMD2<Double>]

    package init(s: Double, points: [SIMD2<Double>]) {
      self.s = s
      self.points = points
    }
  }

  package var paths: [Path]

  package init(paths: [Path]) { self.paths = paths }
}

/// Copies of one unit in some layers of a network.
struct Tracker {
  let layers: [Int]
  private var u: [[Double]]
  private var v: [[Double]]
  private(set) var points: [[SIMD2<Double>]]

  /// At most `count` layers from the first to the last, each with the first unit of the first layer.
  init(_ network: PlainNetwork, count: Int) {
    let (depth, d) = (network.configuration.shape.depth, network.configuration.shape.dimension)
    let last = max(1, min(count, depth) - 1)
    layers = (0..<min(count, depth)).map { $0 * (depth - 1) / last }
    u = layers.map { _ in Array(network.u[0..<d]) }
    v = layers.map { _ in Array(network.v[0..<d]) }
    points = layers.map { _ in [] }
    record()
  }

  private mutating func record() {
    for i in layers.indices { points[i].append(SIMD2(u[i][0], u[i][min(1, u[i].count - 1)])) }
  }

  /// A step by the states and adjoints of a network whose backward pass has just been made.
  mutating func step(_ network: PlainNetwork) {
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
    }
    record()
  }
}
