/// How residual branches, initial weights and step sizes are scaled.
package struct Scaling: Hashable, Sendable {
  /// The step size of the input weights as a function of α and σ_v.
  package enum StepRule: String, Hashable, Sendable, CaseIterable {
    /// `η_u = D · min(α², D/σ_v²)`: a run depends on α and σ_v only through `S`.
    case matched
    /// `η_u = D` at every α: unstable at small α and small depth.
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

  package init(
    alpha: Double = 1, sigmaU: Double, sigmaV: Double, eta: Double = 1, stepRule: StepRule = .matched
  ) {
    self.alpha = alpha
    self.sigmaU = sigmaU
    self.sigmaV = sigmaV
    self.eta = eta
    self.stepRule = stepRule
  }

  /// `S = α σ_v/√D`: 1 at the critical residual scale.
  package func relativeScale(dimension: Int) -> Double { alpha * sigmaV / Double(dimension).squareRoot() }

  /// `α σ_v/(LM)`, the residual scale of a two-layer-perceptron block.
  package func residualScale(_ shape: Shape) -> Double {
    alpha * sigmaV / (Double(shape.depth) * Double(shape.width))
  }

  /// `η_u`, the multiplier of the input weights' step.
  package func inputStep(dimension: Int) -> Double {
    let d = Double(dimension)
    return switch stepRule {
    case .matched: d * min(alpha * alpha, d / (sigmaV * sigmaV))
    case .general: d
    }
  }

  /// `η_v = D`, the multiplier of the output weights' step.
  package func outputStep(dimension: Int) -> Double { Double(dimension) }
}
