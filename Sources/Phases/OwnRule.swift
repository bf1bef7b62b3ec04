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
