/// What ended trainings before there was a result.
package enum TrainingFailure: Error, Hashable {
  case cancelled
  /// The system has no memory of this many bytes.
  case outOfMemory(bytes: Double)
  /// A training that has to stay finite did not.
  case diverged
  /// A limit could not be known better than this within its budget.
  case unreachable(error: Double)
}
