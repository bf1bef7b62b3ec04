/// How residual branches, initial weights and step sizes are scaled.
package struct Scaling: Hashable, Sendable {
  /// The step size of the input weights as a function of α and σ_v.
  package enum StepRule: String, Hashable, Sendable, CaseIterable {
    /// `η_u D · min(α², D/σ_v²)`: a run depends on α and σ_v only through `S`.
    case matched
    /// `η_u D` at every α: unstable at small α and small depth.
    case general
  }

  /// `α`: each block is multiplied by `α/(LM)`.
  package var alpha: Double
  /// `σ_u`, the standard deviation of the initial input weights.
  package var sigmaU: Double
  /// `σ_v`, the standard deviation of the initial output weights.
  package var sigmaV: Double
  /// `η`, the base step size.
  package var eta: Double
  package var stepRule: StepRule
  /// `η_u` and `η_v`, factors of the step sizes of the input and the output weights.
  package var etaU: Double
  package var etaV: Double

  package init(
    alpha: Double = 1, sigmaU: Double, sigmaV: Double, eta: Double = 1, stepRule: StepRule = .matched,
    etaU: Double = 1, etaV: Double = 1
  ) {
    self.alpha = alpha
    self.sigmaU = sigmaU
    self.sigmaV = sigmaV
    self.eta = eta
    self.stepRule = stepRule
    self.etaU = etaU
    self.etaV = etaV
  }

  /// `S = α σ_v/√D`: 1 at the critical residual scale.
  package func relativeScale(dimension: Int) -> Double { alpha * sigmaV / Double(dimension).squareRoot() }

  /// `α σ_v/(LM)`, the residual scale of a two-layer-perceptron block.
  package func residualScale(_ shape: Shape) -> Double {
    alpha * sigmaV / (Double(shape.depth) * Double(shape.width))
  }

  /// The rate of the input weights: their step's multiplier times `η/α`, or `η_u η min(1, 1/S)` where steps are as large
  /// as their rate.
  package func inputRate(_ optimizer: OptimizerName, dimension: Int) -> Double {
    guard optimizer.isNormalised else { return inputStep(dimension: dimension) * (eta / alpha) }
    return switch stepRule {
    case .matched: etaU * (eta * min(1, 1 / relativeScale(dimension: dimension)))
    case .general: etaU * eta
    }
  }

  /// The rate of the output weights: their step's multiplier times `η/α`, or `η_v η/α`.
  package func outputRate(_ optimizer: OptimizerName, dimension: Int) -> Double {
    (optimizer.isNormalised ? etaV : outputStep(dimension: dimension)) * (eta / alpha)
  }

  /// The rate of embeddings that are trained, on the loss' own gradient: `ηD`, or η where steps are as large as their
  /// rate.
  package func embeddingRate(_ optimizer: OptimizerName, dimension: Int) -> Double {
    optimizer.isNormalised ? eta : eta * Double(dimension)
  }

  /// The multiplier of the input weights' step, `η_u D · min(α², D/σ_v²)`.
  package func inputStep(dimension: Int) -> Double {
    let d = Double(dimension)
    return switch stepRule {
    case .matched: etaU * (d * min(alpha * alpha, d / (sigmaV * sigmaV)))
    case .general: etaU * d
    }
  }

  /// The multiplier of the output weights' step, `η_v D`.
  package func outputStep(dimension: Int) -> Double { etaV * Double(dimension) }
}
