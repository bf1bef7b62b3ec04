import Engine
import EngineInterface
import Model

extension SolvedLimit {
  /// Trains batches of seeds, where they lower the error most, until it is small enough.
  struct Solver {
    let network: Problem
    let training: Training

    /// `f(L)`, (N, D).
    private var outputs = Samples()
    /// `(2/3)(f(2L) − f(L)) + (8/3)(f(4L) − f(2L))`: takes the terms in 1/L and 1/L² from `f(L)`.
    private var corrections = Samples()
    /// `(2/3)(f(4L) − f(2L) − (f(2L) − f(L))/2)`: the part of that which the term in 1/L² makes at depth 4L.
    private var remainders = Samples()
    private var operations = 0.0

    init(network: Problem, training: @escaping Training) {
      self.network = network
      self.training = training
    }

    mutating func solve(accuracy: Double, budget: Double) throws(TrainingFailure) -> SolvedLimit {
      try addBatch(withCorrections: true)
      while true {
        let result = result
        if result.error <= accuracy || result.operations > budget { return result }
        // What is left to the standard error when the depth error is as it is; half of both if that is too large.
        let room = max(accuracy * accuracy - result.depthError * result.depthError, accuracy * accuracy / 2)
        if result.standardError * result.standardError <= room { return result }
        // A batch with corrections costs three times as much; it is worth it where it takes away more than that.
        let gain = corrections.variance / square(corrections.count) + outputs.variance / square(outputs.count)
        try addBatch(withCorrections: gain > 3 * outputs.variance / square(outputs.count))
      }
    }

    private var result: SolvedLimit {
      let error = outputs.variance / Double(outputs.count) + corrections.variance / Double(corrections.count)
      let output = zip(outputs.mean, corrections.mean).map { Float($0 + $1) }
      return SolvedLimit(
        output: output, standardError: error.squareRoot(), depthError: remainders.meanNorm,
        operations: operations)
    }

    private func square(_ count: Int) -> Double { Double(count) * Double(count) }

    private mutating func addBatch(withCorrections: Bool) throws(TrainingFailure) {
      var batch = network
      batch.firstSeed += outputs.count
      let first = try train(batch)
      for output in first { outputs.add(output) }
      guard withCorrections else { return }
      let second = try train(batch.resplit(2))
      let third = try train(batch.resplit(4))
      for seed in first.indices {
        let (f1, f2, f4) = (first[seed], second[seed], third[seed])
        corrections.add(f1.indices.map { 2.0 / 3 * (f2[$0] - f1[$0]) + 8.0 / 3 * (f4[$0] - f2[$0]) })
        remainders.add(f1.indices.map { 2.0 / 3 * (f4[$0] - f2[$0] - (f2[$0] - f1[$0]) / 2) })
      }
    }

    private mutating func train(_ problem: Problem) throws(TrainingFailure) -> [[Double]] {
      operations += problem.operations
      var outputs: [[Double]] = []
      for seed in try training(problem) {
        guard let output = seed.trained else { throw .diverged }
        outputs.append(output.map(Double.init))
      }
      return outputs
    }
  }
}
