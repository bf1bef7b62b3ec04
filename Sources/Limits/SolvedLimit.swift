import Engine
import EngineInterface
import Model

/// The trained output of a limit of infinite depth and width, with its error.
///
/// A network of depth L and hidden width M is off by `a/L + c/L²` in the mean and fluctuates like `b/√(LM)`. The mean
/// is taken away by training the same units at the depths L, 2L, 4L (Richardson), the fluctuation by the mean over
/// many small networks with antithetic, orthogonal units. The differences between depths fluctuate far less than the
/// outputs, so that they are measured on fewer seeds.
package struct SolvedLimit: Hashable, Sendable {
  /// `h(1)` after K steps, (N, D).
  package let output: [Float]
  /// Rms over the entries of the standard error of `output`.
  package let standardError: Double
  /// Rms over the entries of what one more order of extrapolation changes.
  package let depthError: Double
  /// Floating-point operations of the trainings, tanh not counted.
  package let operations: Double

  /// Rms over the entries of how far `output` is from the limit, estimated.
  package var error: Double { (standardError * standardError + depthError * depthError).squareRoot() }
  /// Rms of the entries of `output`.
  package var outputNorm: Double { distance(output, [Float](repeating: 0, count: output.count)) }

  /// The trained outputs of every seed of a problem.
  typealias Training = (Problem) throws(TrainingFailure) -> [TrainedOutput]
}

extension SolvedLimit {
  /// - Parameters:
  ///   - problem: its depth, width, seeds and initialization do not matter.
  ///   - accuracy: largest `error`.
  ///   - tolerance: largest `error` where the budget does not reach the accuracy; else the accuracy.
  ///   - budget: largest number of operations.
  init(
    of problem: Problem, accuracy: Double, tolerance: Double? = nil, budget: Double, training: Training
  ) throws(TrainingFailure) {
    var depth = Self.leastDepth
    while true {
      var solver = Solver(network: Self.network(problem, depth: depth))
      let result = try solver.solve(accuracy: accuracy, budget: budget, training: training)
      if result.error <= accuracy {
        self = result
        return
      }
      // More seeds would not have helped: the depth is at fault.
      guard result.standardError <= accuracy, result.operations <= budget / 4 else {
        guard result.error <= tolerance ?? accuracy else { throw .unreachable(error: result.error) }
        self = result
        return
      }
      depth *= 2
    }
  }

  static let leastDepth = 32
  private static let leastWidth = 80
  /// Seeds that no cell uses: its networks must be independent of the limit's.
  private static let firstSeed = 1 << 40

  static func network(_ problem: Problem, depth: Int) -> Problem {
    var network = problem
    // Whole groups of D pairs, at a quarter of the width whole pairs, and some units for the smallest D.
    let d = problem.shape.dimension
    let whole = d % 4 == 0 ? 2 * d : d % 2 == 0 ? 4 * d : 8 * d
    for branch in problem.branches {
      // A head has as many rows as some units.
      let least = max(1, leastWidth / branch.outputs)
      let width = whole * ((least + whole - 1) / whole)
      if branch.isHeads, problem.block == .transformer {
        network.shape.heads = width
      } else {
        network.shape.width = width
      }
    }
    network.shape.depth = depth
    network.initialization = .orthogonal
    network.split = 1
    network.test = 0
    network.firstSeed = firstSeed
    network.seedCount = Ensemble.laneCount
    return network
  }
}

extension SolvedLimit {
  /// Trains batches of seeds, where they lower the error most, until it is small enough.
  struct Solver {
    let network: Problem

    /// `f(L)`, (N, D).
    private var outputs = Samples()
    /// `(2/3)(f(2L) − f(L)) + (8/3)(f(4L) − f(2L))`: takes the terms in 1/L and 1/L² from `f(L)`.
    private var corrections = Samples()
    /// `(2/3)(f(4L) − f(2L) − (f(2L) − f(L))/2)`: the part of that which the term in 1/L² makes at depth 4L.
    private var remainders = Samples()
    private var operations = 0.0

    init(network: Problem) { self.network = network }

    mutating func solve(
      accuracy: Double, budget: Double, training: Training
    ) throws(TrainingFailure) -> SolvedLimit {
      try addBatch(withCorrections: true, training)
      while true {
        let result = result
        if result.error <= accuracy || result.operations > budget { return result }
        // What is left to the standard error when the depth error is as it is; half of both if that is too large.
        let room = max(accuracy * accuracy - result.depthError * result.depthError, accuracy * accuracy / 2)
        if result.standardError * result.standardError <= room { return result }
        // A batch with corrections costs three times as much; it is worth it where it takes away more than that.
        let gain = corrections.variance / square(corrections.count) + outputs.variance / square(outputs.count)
        try addBatch(withCorrections: gain > 3 * outputs.variance / square(outputs.count), training)
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

    private mutating func addBatch(withCorrections: Bool, _ training: Training) throws(TrainingFailure) {
      var batch = network
      batch.firstSeed += outputs.count
      let first = try train(batch, training)
      for output in first { outputs.add(output) }
      guard withCorrections else { return }
      let second = try train(batch.resplit(2), training)
      let third = try train(batch.resplit(4), training)
      for seed in first.indices {
        let (f1, f2, f4) = (first[seed], second[seed], third[seed])
        corrections.add(f1.indices.map { 2.0 / 3 * (f2[$0] - f1[$0]) + 8.0 / 3 * (f4[$0] - f2[$0]) })
        remainders.add(f1.indices.map { 2.0 / 3 * (f4[$0] - f2[$0] - (f2[$0] - f1[$0]) / 2) })
      }
    }

    private mutating func train(
      _ problem: Problem, _ training: Training
    ) throws(TrainingFailure) -> [[Double]] {
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
