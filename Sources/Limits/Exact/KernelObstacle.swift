import Model

/// Why a problem has no kernel by which its blocks learn (`TrainingKernel`), and with it no lazy ODE by that kernel and no
/// edge of the first step: what these are known for, which it is not.
package enum KernelObstacle: String, CaseIterable, Hashable, Sendable {
  case block = "known for perceptrons only"
  case optimizer = "known for gradient descent only"
  case batches = "known for full batches only"
  case loss = "known for squared error only"
  case embedding = "known without embeddings only"
  case norm = "known without norms only"
  case tokens = "known for one token only"

  /// The first that a problem has; `nil` where it has a kernel.
  package init?(in problem: Problem) {
    guard let first = Self.allCases.first(where: { $0.stands(in: problem) }) else { return nil }
    self = first
  }

  private func stands(in problem: Problem) -> Bool {
    switch self {
    case .block: problem.block != .perceptron
    case .optimizer: problem.optimizer != .gradientDescent
    case .batches: problem.isBatched
    case .loss: problem.loss != .squared
    case .embedding: problem.embedding != .none
    case .norm: problem.norm != .none
    case .tokens: problem.shape.tokens != 1
    }
  }
}
