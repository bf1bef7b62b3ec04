import Engine
import Model

/// The lazy ODE's passes by the rule of Heun on `layers` equal steps in `s`: the history is kept at their ends alone.
struct LazyKernelPasses {
  private let layers: Int
  /// `η`
  private let rate: Double
  /// `X` and `Y`, a sample each.
  let samples: [[Double]]
  private let targets: [[Double]]
  /// The history at `s = l/layers`.
  private let nodes: [KernelPoints]

  init(
    _ kernel: TrainingKernel, series: GaussianSeries?, layers: Int, rate: Double, dataset: Dataset
  ) {
    self.layers = layers
    self.rate = rate
    samples = Self.rows(dataset.x, dataset.inputs)
    targets = Self.rows(dataset.y, dataset.inputs)
    nodes = (0...layers).map { _ in KernelPoints(kernel, series: series) }
  }

  static func rows(_ values: [Float], _ dimension: Int) -> [[Double]] {
    stride(from: 0, to: values.count, by: dimension).map { values[$0..<$0 + dimension].map(Double.init) }
  }

  mutating func train(steps: Int, isCancelled: () -> Bool) throws(TrainingFailure) {
    for _ in 0..<steps {
      if isCancelled() { throw .cancelled }
      for (sample, start) in samples.enumerated() {
        try learn(forward(start), target: targets[sample])
      }
      for node in nodes { node.keepAdded() }
    }
  }

  /// `h(1)` of samples, those that it is trained on or others, after the steps so far, (N, D).
  func outputs(
    _ samples: [[Double]], isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> [Double] {
    var outputs: [Double] = []
    for start in samples {
      if isCancelled() { throw .cancelled }
      outputs += forward(start)[layers].state
    }
    guard outputs.allSatisfy(\.isFinite) else { throw .diverged }
    return outputs
  }

  /// The states of one sample along the depth.
  private func forward(_ start: [Double]) -> [KernelPoints.Query] {
    let step = 1 / Double(layers)
    var states = [nodes[0].query(start)]
    for layer in 0..<layers {
      let state = states[layer].state
      let slope = nodes[layer].sum(states[layer])
      let guess = state.indices.map { state[$0] - rate * step * slope[$0] }
      let end = nodes[layer + 1].sum(nodes[layer + 1].query(guess))
      states.append(
        nodes[layer + 1].query(state.indices.map { state[$0] - rate * step / 2 * (slope[$0] + end[$0]) }))
    }
    return states
  }

  /// The adjoints back along them, which every depth adds to its history.
  private func learn(_ states: [KernelPoints.Query], target: [Double]) throws(TrainingFailure) {
    let step = 1 / Double(layers)
    let output = states[layers].state
    guard output.allSatisfy(\.isFinite) else { throw .diverged }
    var adjoint = output.indices.map { (output[$0] - target[$0]) / Double(samples.count) }
    // `−∇⟨E, dh/ds⟩/η` at the deeper end of a step.
    var above = nodes[layers].pull(states[layers], nodes[layers].gradients(states[layers]), adjoint: adjoint)
    nodes[layers].add(states[layers], adjoint: adjoint)
    for layer in (0..<layers).reversed() {
      let node = nodes[layer]
      let gradients = node.gradients(states[layer])
      let guess = adjoint.indices.map { adjoint[$0] - rate * step * above[$0] }
      let below = node.pull(states[layer], gradients, adjoint: guess)
      for k in adjoint.indices { adjoint[k] -= rate * step / 2 * (above[k] + below[k]) }
      above = node.pull(states[layer], gradients, adjoint: adjoint)
      node.add(states[layer], adjoint: adjoint)
    }
  }
}
