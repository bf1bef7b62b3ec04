import Phases
import Synchronization

/// What is said of all cells together: worked out when it is first drawn, and kept until a cell changes. Of a million
/// cells that takes longer than everything else on the screen.
package final class Outlook: Sendable {
  private let comparison = Mutex<TheoryComparison?>(nil)
  private let hasSplitVotes = Mutex<Bool?>(nil)

  fileprivate func comparison(_ make: () -> TheoryComparison) -> TheoryComparison {
    comparison.withLock { kept in
      let found = kept ?? make()
      kept = found
      return found
    }
  }

  fileprivate func hasSplitVotes(_ look: () -> Bool) -> Bool {
    hasSplitVotes.withLock { kept in
      let found = kept ?? look()
      kept = found
      return found
    }
  }
}

extension Diagram {
  /// Theory's prediction beside what is shown.
  package var theoryComparison: TheoryComparison {
    outlook.comparison {
      TheoryComparison(
        shown.compactMap { cell, summary in margins[cell].map { ($0, summary.verdict.regime) } })
    }
  }

  /// Whether any cell that is shown has split votes.
  var hasSplitVotes: Bool {
    outlook.hasSplitVotes { shown.values.contains { $0.verdict.contender != nil } }
  }
}
