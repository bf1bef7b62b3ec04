import KernelInterface
import Networks

/// The trained output of the Neural Mean ODE (README, Limits), with its error.
///
/// A network of depth L and hidden width M is off by `a/L + c/L²` in the mean and fluctuates like `b/√(LM)`. The mean
/// is taken away by training the same units at the depths L, 2L, 4L (Richardson), the fluctuation by the mean over
/// many small networks with antithetic, orthogonal units. The differences between depths fluctuate far less than the
/// outputs, so that they are measured on fewer seeds.
package struct MeanODE: Hashable, Sendable {
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

  package enum Failure: Error, Hashable {
    case cancelled
    case outOfMemory(bytes: Double)
    /// A training did not stay finite: there is no limit to follow.
    case diverged
    /// The accuracy needs more operations than the budget; what was reached.
    case unreachable(error: Double)
  }

  /// Solves the limit that `configuration` belongs to; its depth, width, seeds and initialization do not matter.
  /// - Parameters:
  ///   - accuracy: largest `error`.
  ///   - budget: largest number of operations.
  package static func solve(
    _ configuration: Configuration, dataset: Dataset, accuracy: Double, budget: Double = 1e13,
    trainer: Trainer,
    isCancelled: () -> Bool = { false }
  ) throws(Failure) -> MeanODE {
    var depth = leastDepth
    while true {
      var solver = Solver(network: network(configuration, depth: depth), dataset: dataset, trainer: trainer)
      let result = try solver.solve(accuracy: accuracy, budget: budget, isCancelled: isCancelled)
      if result.error <= accuracy { return result }
      // More seeds would not have helped: the depth is at fault.
      guard result.standardError <= accuracy, result.operations <= budget / 4 else {
        throw .unreachable(error: result.error)
      }
      depth *= 2
    }
  }

  /// What the limit depends on.
  package static func problem(_ configuration: Configuration) -> Configuration {
    network(configuration, depth: leastDepth)
  }

  private static let leastDepth = 32
  /// Seeds that no cell uses: its networks must be independent of the limit's.
  private static let firstSeed = 1 << 40

  private static func network(_ configuration: Configuration, depth: Int) -> Configuration {
    var network = configuration
    // Whole groups of D pairs, at a quarter of the width whole pairs, and some units for the smallest D.
    let d = configuration.shape.dimension
    let whole = d % 4 == 0 ? 2 * d : d % 2 == 0 ? 4 * d : 8 * d
    network.shape.width = whole * ((leastWidth + whole - 1) / whole)
    network.shape.depth = depth
    network.initialization = .orthogonal
    network.split = 1
    network.firstSeed = firstSeed
    network.seedCount = Ensemble.laneCount
    return network
  }

  private static let leastWidth = 80
}
