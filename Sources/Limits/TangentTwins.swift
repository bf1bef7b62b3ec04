import Engine
import EngineInterface
import Model

/// Eight networks of one shape, a seed a lane, whose blocks are linearised in their weights around the initial ones. In `h`
/// they stay non-linear. No lane can influence another.
protocol TangentTwins: AnyObject {
  /// What they and their embedding need.
  static func bytes(_ problem: Problem) -> Double

  /// `nil` where the system has no such memory.
  /// - Parameter dataset: as many samples as the problem has, as networks read them.
  init?(_ problem: Problem, embeddings: Embeddings?, dataset: Dataset, kernel: any Kernel)

  /// The samples and targets of the next passes.
  func load(_ dataset: Dataset)
  /// Starts every lane from its own weights of all blocks, as `EnsembleRun.weights` has them.
  func start(_ weights: [[[[Float]]]])
  /// Takes the weights of networks that differ in their samples alone.
  func copyWeights(from other: Self)
  func forward()
  /// From the forward pass just made back to `B_0`, every block's weights taking their step.
  func backward()
  /// `h_L` of a lane, (N·T, D), or `y`, (N·T, d_out).
  func output(ofLane lane: Int) -> [Float]
}

extension Problem {
  /// Whether its twins are `LinearisedPerceptrons`.
  var hasPlainBlocks: Bool { block == .perceptron && norm == .none }
}
