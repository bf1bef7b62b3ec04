/// A condition in names against values, such as `regime=lazy-ode & depth>64`: on cells, or on seeds where a study's own rules
/// judge them.
package indirect enum Condition: Hashable, Sendable {
  case number(String, Relation, Double)
  /// Two numbers that have names.
  case compared(String, Relation, String)
  /// Equal or not; of several words, whether one of them is.
  case text(String, Relation, String)
  /// Whether two subjects are the same word.
  case same(String, Relation, String)
  case not(Condition)
  case all([Condition])
  case any([Condition])

  package enum Relation: String, CaseIterable, Hashable, Sendable {
    // The longer ones first, as they are read.
    case notEqual = "!="
    case atMost = "<="
    case atLeast = ">="
    case equal = "="
    case below = "<"
    case above = ">"

    /// - Parameter tolerance: relative, within which two are equal.
    package func holds(_ a: Double, _ b: Double, tolerance: Double = 0) -> Bool {
      let isEqual = a == b || abs(a - b) <= tolerance * abs(b)
      return switch self {
      case .equal: isEqual
      case .notEqual: !isEqual
      case .below: a < b
      case .above: a > b
      case .atMost: a <= b
      case .atLeast: a >= b
      }
    }
  }
}

extension Condition {
  /// As it is typed.
  package var text: String {
    switch self {
    case .number(let name, let relation, let value): "\(name)\(relation.rawValue)\(value.shortest)"
    case .text(let name, let relation, let word), .same(let name, let relation, let word),
      .compared(let name, let relation, let word):
      "\(name)\(relation.rawValue)\(word)"
    case .not(let predicate): "!(\(predicate.text))"
    case .any(let parts): parts.map(\.text).joined(separator: " | ")
    case .all(let parts):
      parts.map { part in
        if case .any = part { "(\(part.text))" } else { part.text }
      }.joined(separator: " & ")
    }
  }

  /// Whether it holds where names have these numbers and words. What has no number has no relation to any.
  func holds(_ number: (String) -> Double?, _ word: (String) -> String?) -> Bool {
    switch self {
    case .not(let condition): !condition.holds(number, word)
    case .all(let conditions): conditions.allSatisfy { $0.holds(number, word) }
    case .any(let conditions): conditions.contains { $0.holds(number, word) }
    case .number(let name, let relation, let value): number(name).map { relation.holds($0, value) } ?? false
    case .compared(let name, let relation, let other):
      if let a = number(name), let b = number(other) { relation.holds(a, b) } else { false }
    case .text(let name, let relation, let text): (word(name) == text) == (relation == .equal)
    case .same(let name, let relation, let other): (word(name) == word(other)) == (relation == .equal)
    }
  }
}
