import Engine
import Model

/// The Neural Mean ODE (Measures.md, Limits): what networks of the same problem tend to as `L` and `L·M` grow.
package enum MeanODE {
  /// Its trained output. `isCancelled` is asked once a gradient step.
  /// - Parameters:
  ///   - accuracy: largest error of the result.
  ///   - budget: largest number of floating-point operations.
  package static func solve(
    _ problem: Problem, dataset: Dataset, accuracy: Double, budget: Double = 1e13,
    trainer: Trainer, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> SolvedLimit {
    try SolvedLimit(of: problem, accuracy: accuracy, budget: budget) { network throws(TrainingFailure) in
      try trainer.outputs(network, dataset: dataset, isCancelled: isCancelled)
    }
  }

  /// What the limit depends on: problems for which this is equal have the same.
  package static func limitProblem(_ problem: Problem) -> Problem {
    SolvedLimit.network(problem, depth: SolvedLimit.leastDepth)
  }
}
