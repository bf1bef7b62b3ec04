import Engine
import EngineInterface
import Model
import RealModule

/// One network in double precision, a loop over blocks, samples and units: slow, and open to look into at every
/// layer. Its blocks are the two-layer perceptrons or those linearised in their parameters, which `LinearisedNetworks`
/// is checked against.
package struct PlainNetwork {
  package enum Block { case perceptron, tangent }

  package let configuration: Problem
  package let block: Block
  /// `U`, `V` and what they were at the start, (L, M, D).
  package var u: [Double]
  package var v: [Double]
  private let u0: [Double]
  private let v0: [Double]
  /// `Y`, (N, D).
  private let targets: [Double]
  /// `h_l`, (L+1, N, D).
  package private(set) var states: [Double]
  /// `B_l`, (L+1, N, D).
  package private(set) var adjoints: [Double]

  /// - Parameters: `u`, `v`: the weights, (L, M, D), which are the initial ones.
  package init(
    _ configuration: Problem, u: [Float], v: [Float], dataset: Dataset, block: Block = .perceptron
  ) {
    self.configuration = configuration
    self.block = block
    self.u = u.map(Double.init)
    self.v = v.map(Double.init)
    u0 = self.u
    v0 = self.v
    targets = dataset.y.map(Double.init)
    let count = (configuration.shape.depth + 1) * dataset.x.count
    states = dataset.x.map(Double.init) + [Double](repeating: 0, count: count - dataset.x.count)
    adjoints = [Double](repeating: 0, count: count)
    forward()
  }

  private var width: Int { configuration.shape.width }
  private var dimension: Int { configuration.shape.dimension }
  /// Entries of one state, N·D.
  package var stateSize: Int { targets.count }
  /// `h_L`, (N, D).
  package var output: [Double] { Array(states.suffix(stateSize)) }
  /// `α/(LM)`
  private var branch: Double {
    configuration.scaling.alpha / Double(configuration.shape.depth * configuration.shape.width)
  }

  /// `h_l = h_{l−1} + α/(LM) Σ_m v tanh(p)`, `p = uᵀh_{l−1}/D`; tangent: `v tanh(p₀) + v₀ tanh′(p₀) (u − u₀)ᵀh/D`.
  package mutating func forward() {
    let d = dimension
    for layer in 0..<configuration.shape.depth {
      for sample in stride(from: 0, to: stateSize, by: d) {
        let (from, to) = (layer * stateSize + sample, (layer + 1) * stateSize + sample)
        for k in 0..<d { states[to + k] = states[from + k] }
        for unit in stride(from: layer * width * d, to: (layer + 1) * width * d, by: d) {
          if block == .perceptron {
            let t = Double.tanh(dot(u, unit, states, from) / Double(d)) * branch
            for k in 0..<d { states[to + k] += v[unit + k] * t }
          } else {
            let p = dot(u0, unit, states, from) / Double(d)
            let t = Double.tanh(p)
            let change = (1 - t * t) * (dot(u, unit, states, from) / Double(d) - p) * branch
            for k in 0..<d { states[to + k] += v[unit + k] * t * branch + v0[unit + k] * change }
          }
        }
      }
    }
  }

  /// `B_{l−1} = B_l + α/(LMD) Σ_m u tanh′(p) vᵀB_l` and, if the weights are to move, their step of gradient descent.
  package mutating func backward(training: Bool) {
    let (d, scaling) = (dimension, configuration.scaling)
    let inputStep = scaling.inputStep(dimension: d) * scaling.eta / scaling.alpha / Double(d)
    let outputStep = scaling.outputStep(dimension: d) * scaling.eta / scaling.alpha
    let last = configuration.shape.depth * stateSize
    for k in 0..<stateSize {
      adjoints[last + k] = (states[last + k] - targets[k]) / Double(stateSize)
    }
    var du = [Double](repeating: 0, count: d)
    var dv = du
    for layer in (0..<configuration.shape.depth).reversed() {
      let (low, high) = (layer * stateSize, (layer + 1) * stateSize)
      for k in 0..<stateSize { adjoints[low + k] = adjoints[high + k] }
      for unit in stride(from: layer * width * d, to: (layer + 1) * width * d, by: d) {
        for k in 0..<d { (du[k], dv[k]) = (0, 0) }
        for sample in stride(from: 0, to: stateSize, by: d) {
          let (h, b) = (low + sample, high + sample)
          let p = dot(block == .perceptron ? u : u0, unit, states, h) / Double(d)
          let t = Double.tanh(p)
          let slope = 1 - t * t
          let pull = dot(v, unit, adjoints, b)
          if block == .perceptron {
            for k in 0..<d {
              adjoints[low + sample + k] += branch / Double(d) * u[unit + k] * slope * pull
              du[k] += states[h + k] * slope * pull
              dv[k] += adjoints[b + k] * t
            }
          } else {
            let pull0 = dot(v0, unit, adjoints, b)
            let change = dot(u, unit, states, h) / Double(d) - p
            let through = slope * pull - 2 * t * slope * change * pull0
            for k in 0..<d {
              adjoints[low + sample + k] +=
                branch / Double(d) * (u0[unit + k] * through + (u[unit + k] - u0[unit + k]) * slope * pull0)
              du[k] += states[h + k] * slope * pull0
              dv[k] += adjoints[b + k] * t
            }
          }
        }
        guard training else { continue }
        for k in 0..<d {
          u[unit + k] -= inputStep * du[k]
          v[unit + k] -= outputStep * dv[k]
        }
      }
    }
  }

  /// Moves one entry of `h_0 = X`.
  mutating func moveSample(_ index: Int, by change: Double) { states[index] += change }

  private func dot(_ a: [Double], _ i: Int, _ b: [Double], _ j: Int) -> Double {
    var sum = 0.0
    for k in 0..<dimension { sum += a[i + k] * b[j + k] }
    return sum
  }
}
