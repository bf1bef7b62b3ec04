/// By which rules a study's seeds are judged; the rules themselves are in a `Rulebook`.
package enum RuleChoice: Hashable, Sendable {
  /// Those of the built-in networks (Measures.md).
  case builtIn
  /// Of networks of which only losses are known.
  case losses
  /// The same, and how far the features move.
  case featureUpdate
  /// A study's own, and behind them one of the others.
  case own(OwnRules)
}

/// A rule that a study gives: `[[rule]] regime = "collapsed" letter = "C" when = "accuracy < 0.2"`.
package struct OwnRule: Hashable, Sendable {
  /// What people read; one that there is already, or one of its own.
  package var regime: String
  /// Of one of its own; `nil`: that of the regime that there is.
  package var letter: Character?
  /// On a seed.
  package var when: Condition

  package init(regime: String, letter: Character?, when: Condition) {
    self.regime = regime
    self.letter = letter
    self.when = when
  }

  /// In tables and conditions.
  package var name: String { regime.replacing(" ", with: "-") }
}

/// The rules that a study gives, by reference as every seed is judged by them.
package final class OwnRules: Hashable, Sendable {
  package let rules: [OwnRule]
  /// What they come to, made once.
  let book: any AnyObject & Sendable

  init(_ rules: [OwnRule], book: any AnyObject & Sendable) {
    self.rules = rules
    self.book = book
  }

  package static func == (a: OwnRules, b: OwnRules) -> Bool { a === b || a.rules == b.rules }
  package func hash(into hasher: inout Hasher) { hasher.combine(rules) }
}
