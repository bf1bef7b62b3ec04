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
  /// Whether the problem has one.
  package static func exists(for problem: Problem) -> Bool { KernelObstacle(in: problem) == nil }

  /// `h(1)` after K steps. `isCancelled` is asked once a gradient step.
  /// - Parameters:
  ///   - problem: one that has this limit; depth, width, seeds and initialization do not matter.
  ///   - accuracy: largest error of the result.
  ///   - budget: largest number of floating-point operations.
  package static func solve(
    _ problem: Problem, dataset: Dataset, accuracy: Double = 1e-3, budget: Double = 1e12,
    isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> SolvedLimit {
    try solver(problem, dataset, nil, accuracy, budget)
      .solve(steps: problem.steps, isCancelled: isCancelled)
  }

  /// What it makes of samples that it is not trained on, (T, D): their states obey the same equation with the history of
  /// the others.
  package static func solve(
    _ problem: Problem, dataset: Dataset, heldOut: Dataset, accuracy: Double = 1e-3, budget: Double = 1e12,
    isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> SolvedLimit {
    try solver(problem, dataset, heldOut, accuracy, budget)
      .solve(.heldOut, steps: problem.steps, isCancelled: isCancelled)
  }

  static func solver(
    _ problem: Problem, _ dataset: Dataset, _ heldOut: Dataset?, _ accuracy: Double, _ budget: Double
  ) -> LazyKernelSolver {
    guard exists(for: problem),
      let solver = LazyKernelSolver(
        problem, dataset: dataset, heldOut: heldOut, accuracy: accuracy, budget: budget)
    else {
      preconditionFailure("only where the limit exists")
    }
    return solver
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
}
