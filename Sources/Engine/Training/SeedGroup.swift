import EngineInterface
import Model

/// Some seeds of a problem, or all of them, to be trained at once.
package struct SeedGroup: Hashable, Sendable {
  package let problem: Problem
  /// Which of the problem's seeds, counted from 0.
  package let seeds: Range<Int>

  /// - Parameter seeds: within the problem's; all of them by default.
  package init(_ problem: Problem, seeds: Range<Int>? = nil) {
    let all = 0..<problem.seedCount
    self.problem = problem
    self.seeds = seeds?.clamped(to: all) ?? all
  }

  package var isWhole: Bool { seeds.count == problem.seedCount }

  /// The part of the problem's seeds.
  package var share: Double { Double(seeds.count) / Double(problem.seedCount) }

  /// How many groups like this one fill whole vectors: 1 where its seeds do already.
  package var groupsPerBatch: Int {
    let size = Ensemble.networkCount(problem)
    return (1...size).first { $0 * seeds.count % size == 0 } ?? 1
  }
}
