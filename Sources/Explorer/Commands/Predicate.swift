import Archive
import Phases

/// A condition on cells: names of the CSV's columns against values.
package typealias Predicate = Condition

extension Predicate {
  /// - Parameter vocabulary: of the study whose cells it is about.
  package init(_ text: String, _ vocabulary: Vocabulary = .builtIn) throws(CommandError) {
    let subjects = PredicateSubjects.of(vocabulary)
    let words = ConditionWords(
      names: subjects.all.map(\.name) + subjects.aliases.keys.sorted(), formulas: subjects.formulas,
      otherwise: "Tab lists them"
    ) { name in subjects.subject(named: name).map { ($0.name, $0.words) } }
    do throws(ConditionProblem) {
      try self.init(text, words)
    } catch {
      throw CommandError(error.description)
    }
  }
}

extension Predicate {
  /// Whether a cell has it. What was not measured has no relation to any number.
  package func holds(_ cell: Cell, _ summary: CellSummary) -> Bool {
    holds(cell, summary, PredicateSubjects.of(summary))
  }

  private func holds(_ cell: Cell, _ summary: CellSummary, _ subjects: PredicateSubjects) -> Bool {
    switch self {
    case .not(let predicate): !predicate.holds(cell, summary, subjects)
    case .all(let predicates): predicates.allSatisfy { $0.holds(cell, summary, subjects) }
    case .any(let predicates): predicates.contains { $0.holds(cell, summary, subjects) }
    case .text(let name, let relation, let word):
      subjects.words(name, cell, summary).contains(word) ? relation == .equal : relation == .notEqual
    case .same(let name, let relation, let other):
      subjects.words(name, cell, summary) == subjects.words(other, cell, summary)
        ? relation == .equal : relation == .notEqual
    // Numbers on the screen have three digits, so that as many are enough to be equal; whole numbers are exact.
    case .number(let name, let relation, let value):
      subjects.value(name, cell, summary).map {
        relation.holds($0.value, value, tolerance: $0.isExact ? 0 : 0.005)
      } ?? false
    case .compared(let name, let relation, let other):
      if let a = subjects.value(name, cell, summary), let b = subjects.value(other, cell, summary) {
        relation.holds(a.value, b.value, tolerance: a.isExact && b.isExact ? 0 : 0.005)
      } else {
        false
      }
    }
  }

  /// What is asked for in it, as far as these are quantities.
  package var quantities: [Quantity] {
    switch self {
    // What is asked for is measured on the built-in networks alone.
    case .number(let name, _, _): Quantity.allCases.filter { $0.name == name }
    case .compared(let name, _, let other): Quantity.allCases.filter { [name, other].contains($0.name) }
    case .text, .same: []
    case .not(let predicate): predicate.quantities
    case .all(let parts), .any(let parts): parts.flatMap(\.quantities)
    }
  }
}
