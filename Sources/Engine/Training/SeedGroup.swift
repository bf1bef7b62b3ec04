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

  /// Whether groups of problems that share vectors fill whole ones.
  package static func fillVectors(_ groups: [SeedGroup]) -> Bool {
    guard let first = groups.first else { return true }
    return groups.reduce(0) { $0 + $1.seeds.count } % Ensemble.networkCount(first.problem) == 0
  }

  /// The first seeds of problems that share vectors: so many of each, and as many more as fill whole vectors; all of them where
  /// they do not.
  package static func first(_ least: Int, of problems: [Problem]) -> [SeedGroup] {
    guard let first = problems.first else { return [] }
    let size = Ensemble.networkCount(first)
    let lanes = (problems.count * least + size - 1) / size * size
    let all = problems.reduce(0) { $0 + $1.seedCount }
    guard lanes <= all else { return problems.map { SeedGroup($0) } }
    let (each, more) = lanes.quotientAndRemainder(dividingBy: problems.count)
    return problems.enumerated().map { index, problem in
      SeedGroup(problem, seeds: 0..<each + (index < more ? 1 : 0))
    }
  }
}
