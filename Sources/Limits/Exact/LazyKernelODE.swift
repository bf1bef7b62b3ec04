import Engine
import Model
import RealModule

/// The Neural Tangent ODE without any unit: what networks linearised in their blocks' parameters tend to as `L` and `L·M`
/// grow (Measures.md, Limits). With `E = D·B`, after `k` steps,
///
///     dh/ds = −η Σ_m κ(h, h_m(s)) E_m(s),   h(0) = X
///     dE/ds = −∇_h ⟨E, dh/ds⟩,               E(1) = (h(1) − Y)/N
///
/// over the states and adjoints `h_m, E_m` of all samples in all steps before.
package enum LazyKernelODE {
  /// Whether the problem has one: squared loss, and weights that follow their gradients.
  package static func exists(for problem: Problem) -> Bool {
    problem.loss == .squared && TrainingKernel(of: problem) != nil
  }

  /// `h(1)` after K steps. `isCancelled` is asked once a gradient step.
  /// - Parameters:
  ///   - problem: one that has this limit; depth, width, seeds and initialization do not matter.
  ///   - accuracy: largest error of the result.
  ///   - budget: largest number of floating-point operations.
  package static func solve(
    _ problem: Problem, dataset: Dataset, accuracy: Double = 1e-3, budget: Double = 1e12,
    isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> SolvedLimit {
    guard exists(for: problem), let kernel = TrainingKernel(of: problem) else {
      preconditionFailure("only where the limit exists")
    }
    let series = KernelPoints.series(of: kernel.activation)
    var layers = leastLayers
    var operations = 0.0
    func solution(
      _ layers: Int, _ series: GaussianSeries?
    ) throws(TrainingFailure) -> [Double] {
      let cost = operationCount(problem, layers: layers, terms: series.map { 8 * $0.blocks } ?? 8)
      guard operations + cost <= budget else { throw .unreachable(error: .infinity) }
      operations += cost
      var passes = LazyKernelPasses(
        kernel, series: series, layers: layers, rate: problem.scaling.eta * kernel.outputWeight,
        dataset: dataset)
      return try passes.train(steps: problem.steps, isCancelled: isCancelled)
    }
    let coarsest = try solution(layers, series)
    // Half the terms: what that changes bounds what the terms left out would.
    let seriesError =
      series == nil
      ? 0
      : apart(coarsest, try solution(layers, KernelPoints.series(of: kernel.activation, terms: 32)))
    layers *= 2
    var finest = try solution(layers, series)
    var extrapolated = extrapolate(coarsest, finest)
    while true {
      layers *= 2
      let finer = try solution(layers, series)
      let next = extrapolate(finest, finer)
      // Twice the layers make the extrapolated output at least four times better.
      let depthError = apart(extrapolated, next) / 3
      let error = (depthError * depthError + seriesError * seriesError).squareRoot()
      if error <= accuracy {
        return SolvedLimit(
          output: next.map { Float($0) }, standardError: 0, depthError: error, operations: operations)
      }
      guard seriesError <= accuracy / 2 else { throw .unreachable(error: error) }
      (finest, extrapolated) = (finer, next)
    }
  }

  /// The steps' errors are of second order in 1/layers.
  private static func extrapolate(_ coarse: [Double], _ fine: [Double]) -> [Double] {
    zip(coarse, fine).map { (4 * $1 - $0) / 3 }
  }

  /// What the limit depends on: problems for which this is equal have the same.
  package static func limitProblem(_ problem: Problem) -> Problem {
    var limit = problem
    limit.shape.depth = 1
    limit.shape.width = 1
    limit.initialization = .independent
    limit.split = 1
    limit.test = 0
    limit.firstSeed = 0
    limit.seedCount = 1
    switch problem.scaling.stepRule {
    case .matched:
      // Every S ≥ 1 has the same.
      limit.scaling.sigmaV = Double(problem.shape.dimension).squareRoot()
      limit.scaling.alpha = min(problem.relativeScale, 1)
    case .general:
      limit.scaling.alpha = 1
    }
    return limit
  }

  private static let leastLayers = 4

  private static func operationCount(_ problem: Problem, layers: Int, terms: Int) -> Double {
    let shape = problem.shape
    // Half of all pairs of steps; two values, and one more with its derivatives.
    let pairs = Double(layers) * Double(shape.samples * problem.steps) * Double(shape.samples * problem.steps)
    return pairs / 2 * (14 * Double(terms) + 12 * Double(shape.dimension))
  }

  private static func apart(_ a: [Double], _ b: [Double]) -> Double {
    (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)).squareRoot()
  }
}
