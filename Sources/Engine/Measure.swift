import Model

/// What training problems gives: the one place where problems, data and a trainer meet.
///
/// The problems share shape, data and initialization (`Problem.sharesVectors`), so that their seeds fill the vectors
/// together, and those that differ in their steps alone are trained once; each has the bits that it has alone.
/// - Parameters:
///   - ownData: the user's own arrays, of which every problem has the first samples; without them data are drawn by the
///     problems' data seed, and the trainer keeps the last.
///   - isCancelled: asked once a gradient step.
package func measure(
  _ problems: [Problem], on trainer: Trainer, ownData: Dataset? = nil, isCancelled: () -> Bool = { false }
) throws(TrainingFailure) -> [Measurement] {
  let dataset = trainer.data(for: problems[0], own: ownData)
  let heldOut = trainer.heldOutData(for: problems[0], own: ownData)
  return try trainer.train(problems, dataset: dataset, heldOut: heldOut, isCancelled: isCancelled)
}

/// The same of one problem.
package func measure(
  _ problem: Problem, on trainer: Trainer, ownData: Dataset? = nil, isCancelled: () -> Bool = { false }
) throws(TrainingFailure) -> Measurement {
  try measure([problem], on: trainer, ownData: ownData, isCancelled: isCancelled)[0]
}

/// What ended trainings before there was a result.
package enum TrainingFailure: Error, Hashable {
  case cancelled
  /// The system has no memory of this many bytes.
  case outOfMemory(bytes: Double)
  /// A training that has to stay finite did not.
  case diverged
  /// A limit could not be known better than this within its budget.
  case unreachable(error: Double)
  /// What a trainer said, or what it did.
  case ofTrainer(String)
}
