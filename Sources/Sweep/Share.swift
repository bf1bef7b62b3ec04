import Archive
import Engine
import Model

/// One of `count` parts of a study, worked without a word to the others: a cell's share follows from its problem, or from
/// that with the most steps where several are trained at once.
package struct Share: Hashable, Sendable {
  /// From 1 to `count`.
  package let index: Int
  package let count: Int

  package static let most = 100_000

  /// From `i/n`; `nil` where it is not that.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1], (1...Self.most).contains(count),
      (1...count).contains(index)
    else { return nil }
    self.index = index
    self.count = count
  }

  package func contains(_ problem: Problem) -> Bool {
    ProblemKey(problem).value % UInt64(count) == UInt64(index - 1)
  }
}
