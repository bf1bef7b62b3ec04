import Model

/// The networks that a rate trains, and what of theory is known of them.
package struct RateNetwork: Hashable, Sendable {
  /// `σ`, the non-linearity of the blocks.
  package var activation: ActivationName

  /// The draws of the data are numbered from here on.
  package var firstDraw: Int

  package init(activation: ActivationName = Problem.standard.activation, firstDraw: Int = 0) {
    self.activation = activation
    self.firstDraw = firstDraw
  }

  /// Whether they are those of the paper and of its notebook: the constants stated there, and the ranges over draws of the
  /// data measured with them, are known of no others. Exponents do not depend on the activation.
  var isStandard: Bool { activation == Problem.standard.activation }

  /// What they have that the paper's do not, in words; empty for those.
  package var words: String { isStandard ? "" : "\(activation.rawValue) units" }

  /// `√(E σ(Z)²)` of a standard normal `Z`, to the three digits that are stated of tanh: the initial displacement over
  /// `√D/√(LM)` at the critical scale.
  var displacement: Double { (activation.meanSquare(1).squareRoot() * 1000).rounded() / 1000 }

  /// Critical at `scale` 1: `σ_u = √D`, `σ_v = S√D`, α = 1; the data have the number of the draw, from `firstDraw` on,
  /// for a seed.
  func problem(
    draw: Int, depth: Int, width: Int, dimension: Int = 10, samples: Int = 10, steps: Int, scale: Double = 1,
    initialization: Initialization = .independent, seeds: Int
  ) -> Problem {
    let root = Double(dimension).squareRoot()
    return Problem(
      shape: Shape(depth: depth, width: width, dimension: dimension, samples: samples),
      scaling: Scaling(sigmaU: root, sigmaV: scale * root), steps: steps,
      data: .gaussian(seed: firstDraw + draw),
      activation: activation, initialization: initialization, seedCount: seeds)
  }
}
