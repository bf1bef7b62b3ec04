import Engine
import Model

/// A network in double precision: slow, and open to look into at every layer.
package typealias OpenNetwork = Network<Perceptron<Double>>

extension Network where Body == Perceptron<Double> {
  /// The network of a run as it is now, after a forward pass.
  package init(_ problem: Problem, _ run: EnsembleRun, _ dataset: Dataset) {
    self.init(
      problem, inputWeights: run.inputWeights(ofLane: 0), outputWeights: run.outputWeights(ofLane: 0))
    forward(dataset)
  }
}

extension Network where Scalar == Double {
  package mutating func forward(_ dataset: Dataset) { forward(dataset.x.map(Double.init)) }

  package mutating func backward(to dataset: Dataset, training: Bool) {
    backward(targets: dataset.y.map(Double.init), samples: dataset.samples, training: training)
  }
}
