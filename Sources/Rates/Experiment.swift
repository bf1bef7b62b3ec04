import Dispatch
import Engine
import EngineInterface
import Limits
import Model
import Synchronization

/// Where the trainings of a rate are made: on several workers, in any order, with the results in the order asked for.
package final class Experiment: Sendable {
  /// How far the stage under way is.
  package struct Progress: Hashable, Sendable {
    package var stage: String
    /// 0 … 1, by the operations of what is finished.
    package var share: Double
  }

  private struct State {
    var next = 0
    var finished = 0.0
    var failure: TrainingFailure?
  }

  private let kernel: any Kernel
  private let jobs: Int
  private let cancellation: @Sendable () -> Bool
  private let observe: @Sendable (Progress) -> Void
  private let hasFailed = Atomic(false)

  /// - Parameters:
  ///   - isCancelled: asked once a gradient step.
  ///   - observe: told how far it is, on any thread.
  package init(
    kernel: any Kernel, jobs: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
    observe: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.kernel = kernel
    self.jobs = max(1, jobs)
    cancellation = isCancelled
    self.observe = observe
  }

  /// Whether nobody waits for results any more, for example because another worker has failed.
  package var isCancelled: Bool { cancellation() || hasFailed.load(ordering: .relaxed) }

  /// `body` of every item, with a trainer of the worker's own; the costliest first, so that none is left for the end.
  func map<Item: Sendable, Result: Sendable>(
    _ stage: String, _ items: [Item], cost: (Item) -> Double = { _ in 1 },
    _ body: @Sendable (Item, Trainer) throws(TrainingFailure) -> Result
  ) throws(TrainingFailure) -> [Result] {
    let costs = items.map(cost)
    let total = costs.reduce(0, +)
    let order = items.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
    let state = Mutex(State())
    let results = Mutex([Result?](repeating: nil, count: items.count))
    observe(Progress(stage: stage, share: 0))
    DispatchQueue.concurrentPerform(iterations: min(jobs, items.count)) { _ in
      let trainer = Trainer(kernel: kernel)
      while let index = state.withLock({ state -> Int? in
        guard state.failure == nil, state.next < order.count else { return nil }
        defer { state.next += 1 }
        return order[state.next]
      }) {
        do throws(TrainingFailure) {
          if isCancelled { throw .cancelled }
          let result = try body(items[index], trainer)
          results.withLock { $0[index] = result }
          let finished = state.withLock { state in
            state.finished += costs[index]
            return state.finished
          }
          observe(Progress(stage: stage, share: finished / total))
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
          hasFailed.store(true, ordering: .relaxed)
        }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return results.withLock { $0.compactMap(\.self) }
  }

  /// The trained outputs of every problem, a seed each: (N, D), or `nil` where one did not stay finite.
  func trainedOutputs(_ stage: String, _ problems: [Problem]) throws(TrainingFailure) -> [[[Double]?]] {
    try map(stage, problems, cost: \.operations) { problem, trainer throws(TrainingFailure) in
      try self.trained(problem, trainer).map { $0.trained.map { $0.map(Double.init) } }
    }
  }

  /// The same where all have to stay finite.
  func finiteOutputs(_ stage: String, _ problems: [Problem]) throws(TrainingFailure) -> [[[Double]]] {
    let outputs = try trainedOutputs(stage, problems)
    guard outputs.allSatisfy({ $0.allSatisfy { $0 != nil } }) else { throw .diverged }
    return outputs.map { $0.compactMap(\.self) }
  }

  func trained(_ problem: Problem, _ trainer: Trainer) throws(TrainingFailure) -> [TrainedOutput] {
    try trainer.outputs(
      problem, dataset: trainer.drawnData(for: problem), isCancelled: { self.isCancelled })
  }

  /// What is measured on every problem's networks.
  func measurements(_ stage: String, _ problems: [Problem]) throws(TrainingFailure) -> [Measurement] {
    try map(stage, problems, cost: \.operations) { problem, trainer throws(TrainingFailure) in
      try trainer.train(
        problem, dataset: trainer.drawnData(for: problem), isCancelled: { self.isCancelled })
    }
  }

  /// The Neural Tangent ODE of every problem by its kernel, known to the accuracy.
  func kernelLimits(_ problems: [Problem], accuracy: Double) throws(TrainingFailure) -> [SolvedLimit] {
    try map("limits", problems) { problem, trainer throws(TrainingFailure) in
      try LazyKernelODE.solve(
        problem, dataset: trainer.drawnData(for: problem), accuracy: accuracy,
        isCancelled: { self.isCancelled })
    }
  }

  /// The Mean ODE of every problem, known to the accuracy.
  func meanODEs(_ problems: [Problem], accuracy: Double) throws(TrainingFailure) -> [SolvedLimit] {
    try map("limits", problems) { problem, trainer throws(TrainingFailure) in
      try MeanODE.solve(
        problem, dataset: trainer.drawnData(for: problem), accuracy: accuracy, trainer: trainer,
        isCancelled: { self.isCancelled })
    }
  }
}
