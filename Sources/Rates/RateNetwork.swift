import Model

/// The networks that the rates train.
enum RateNetwork {
  /// Critical at `scale` 1: `σ_u = √D`, `σ_v = S√D`, α = 1; the data have the number of the draw for a seed.
  static func problem(
    draw: Int, depth: Int, width: Int, dimension: Int = 10, samples: Int = 10, steps: Int, scale: Double = 1,
    initialization: Initialization = .independent, seeds: Int
  ) -> Problem {
    let root = Double(dimension).squareRoot()
    return Problem(
      shape: Shape(depth: depth, width: width, dimension: dimension, samples: samples),
      scaling: Scaling(sigmaU: root, sigmaV: scale * root), steps: steps, data: .gaussian(seed: draw),
      initialization: initialization, seedCount: seeds)
  }
}
