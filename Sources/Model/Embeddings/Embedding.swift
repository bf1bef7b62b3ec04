/// The two linear maps around a network, as plain loops: `h_0 = W_E x` and `y = W_Uᵀ h_L/D`.
///
/// `W_E` has the shape (D, d_in) and `W_U` (D, d_out); samples and outputs (N, d_in) and (N, d_out).
public struct Embedding<Scalar: Elementary> {
  public let dimension, inputs, outputs: Int
  public var inputWeights, outputWeights: [Scalar]
  /// Of the steps of both; `nil` where they stay as they are.
  public let rate: Scalar?
  /// What the optimizer keeps of each.
  public var inputMoments, outputMoments: [Moments<Scalar>]

  @inlinable public init(
    dimension: Int, inputs: Int, outputs: Int, inputWeights: [Scalar], outputWeights: [Scalar], rate: Scalar?
  ) {
    (self.dimension, self.inputs, self.outputs) = (dimension, inputs, outputs)
    (self.inputWeights, self.outputWeights, self.rate) = (inputWeights, outputWeights, rate)
    inputMoments = inputWeights.map { _ in Moments() }
    outputMoments = outputWeights.map { _ in Moments() }
  }

  @inlinable var zero: Scalar { Scalar(constant: 0) }
  @inlinable var perDimension: Scalar { Scalar(constant: 1 / Double(dimension)) }

  /// `W_E x`, (N, D).
  @inlinable public func states(_ samples: [Scalar]) -> [Scalar] {
    var result: [Scalar] = []
    for row in stride(from: 0, to: samples.count, by: inputs) {
      for d in 0..<dimension {
        result.append((0..<inputs).reduce(zero) { $0 + samples[row + $1] * inputWeights[d * inputs + $1] })
      }
    }
    return result
  }

  /// `W_Uᵀ h/D`, (N, d_out).
  @inlinable public func readout(_ states: [Scalar]) -> [Scalar] {
    var result: [Scalar] = []
    for row in stride(from: 0, to: states.count, by: dimension) {
      for i in 0..<outputs {
        let sum = (0..<dimension).reduce(zero) { $0 + states[row + $1] * outputWeights[$1 * outputs + i] }
        result.append(sum * perDimension)
      }
    }
    return result
  }

  /// `W_U r/D`, (N, D): the derivative by the last state of a loss whose derivative by the outputs is `r`.
  @inlinable public func adjoint(_ residual: [Scalar]) -> [Scalar] {
    var result: [Scalar] = []
    for row in stride(from: 0, to: residual.count, by: outputs) {
      for d in 0..<dimension {
        let sum = (0..<outputs).reduce(zero) { $0 + residual[row + $1] * outputWeights[d * outputs + $1] }
        result.append(sum * perDimension)
      }
    }
    return result
  }

  /// The gradients `Σ_n B_0 xᵀ` of `W_E` and `Σ_n h_L rᵀ/D` of `W_U`.
  @inlinable public func gradients(
    samples: [Scalar], last: [Scalar], residual: [Scalar], adjoint: [Scalar]
  ) -> (input: [Scalar], output: [Scalar]) {
    var input = inputWeights.map { _ in zero }
    var output = outputWeights.map { _ in zero }
    for row in 0..<samples.count / inputs {
      for d in 0..<dimension {
        let (b, h) = (adjoint[row * dimension + d], last[row * dimension + d])
        for i in 0..<inputs { input[d * inputs + i] = input[d * inputs + i] + b * samples[row * inputs + i] }
        for i in 0..<outputs {
          output[d * outputs + i] = output[d * outputs + i] + h * residual[row * outputs + i]
        }
      }
    }
    return (input, output.map { $0 * perDimension })
  }
}
