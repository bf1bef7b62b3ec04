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

  /// - Parameters:
  ///   - problem: its depth, width, seeds and initialization do not matter.
  ///   - accuracy: largest `error`.
  ///   - budget: largest number of operations.
  init(
    of problem: Problem, accuracy: Double, budget: Double, training: @escaping Training
  ) throws(TrainingFailure) {
    var depth = Self.leastDepth
    while true {
      var solver = Solver(network: Self.network(problem, depth: depth), training: training)
      let result = try solver.solve(accuracy: accuracy, budget: budget)
      if result.error <= accuracy {
        self = result
        return
      }
      // More seeds would not have helped: the depth is at fault.
      guard result.standardError <= accuracy, result.operations <= budget / 4 else {
        throw .unreachable(error: result.error)
      }
      depth *= 2
    }
  }

  init(output: [Float], standardError: Double, depthError: Double, operations: Double) {
    self.output = output
    self.standardError = standardError
    self.depthError = depthError
    self.operations = operations
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
    network.shape.width = whole * ((leastWidth + whole - 1) / whole)
    network.shape.depth = depth
    network.initialization = .orthogonal
    network.split = 1
    network.firstSeed = firstSeed
    network.seedCount = Ensemble.laneCount
    return network
  }
}
