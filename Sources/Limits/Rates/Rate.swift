import Engine
import EngineInterface
import Model
import RealModule

/// The paper's rates, each a figure of its own.
package enum Rate: String, CaseIterable, Sendable {
  case depthWidth = "depth-width"
  case residualScale = "residual-scale"
  case lazy
  case initialization
  case hiddenWidth = "hidden-width"
  case dimension
  case chaos

  /// How much is trained: seconds or minutes on two cores.
  package enum Effort: Sendable { case quick, full }

  package var summary: String {
    switch self {
    case .depthWidth: "the output's distance to the Mean ODE against depth and width"
    case .residualScale: "output spread and weight change against the residual scale"
    case .lazy: "the distance to the Neural Tangent ODE against α"
    case .initialization: "forward and backward pass against their mean ODEs before training"
    case .hiddenWidth: "one limit for hidden widths M = 1, √L and L"
    case .chaos: "propagation of chaos: paths Lipschitz in depth, units ever less dependent"
    case .dimension: "the fluctuation against the embedding dimension"
    }
  }

  package func measure(_ effort: Effort, _ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    switch self {
    case .depthWidth: try DepthWidthRate(effort).report(experiment)
    case .residualScale: try ResidualScaleRate(effort).report(experiment)
    case .lazy: try LazyRate(effort).report(experiment)
    case .initialization: try InitializationRate(effort).report(experiment)
    case .hiddenWidth: try HiddenWidthRate(effort).report(experiment)
    case .chaos: try ChaosRate(effort).report(experiment)
    case .dimension: try DimensionRate(effort).report(experiment)
    }
  }
}

/// The networks that the rates train.
enum RateNetwork {
  /// Critical at `scale` 1: `σ_u = √D`, `σ_v = S√D`, α = 1; the data have the number of the draw for a seed.
  static func configuration(
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

/// Slope of `log y` against `log x`, by least squares.
func slope(_ points: [(x: Double, y: Double)]) -> Double {
  let logs = points.map { (x: Double.log($0.x), y: Double.log($0.y)) }
  let count = Double(logs.count)
  let (mx, my) = (logs.reduce(0) { $0 + $1.x } / count, logs.reduce(0) { $0 + $1.y } / count)
  return logs.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / logs.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
}
