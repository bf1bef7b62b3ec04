import Input

/// What conditions can name.
package struct ConditionWords: Sendable {
  /// A name, and the words that it can be; `nil` for numbers.
  package typealias Subject = (name: String, words: [String]?)

  /// By its name, or whatever else is as good.
  let subject: @Sendable (String) -> Subject?
  /// All of them, for who has misspelt one.
  let names: [String]
  /// Names that are no single word, as `ασ_v/(LM)`.
  let formulas: [String]
  /// What is said where no name is near.
  let otherwise: String?

  package init(
    names: [String], formulas: [String] = [], otherwise: String? = nil,
    subject: @escaping @Sendable (String) -> Subject?
  ) {
    self.names = names
    self.formulas = formulas
    self.otherwise = otherwise
    self.subject = subject
  }

  func subject(named name: String) -> Subject? { subject(name) }
}

/// What is wrong with the text of a condition, in one line.
package struct ConditionProblem: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension Condition {
  /// Reads `a=1 & (b<2 | !c>=3)`; the error says at which column what would be right.
  package init(_ text: String, _ words: ConditionWords) throws(ConditionProblem) {
    var parser = ConditionParser(text, words)
    self = try parser.predicate()
  }

  package static func isInNames(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-".contains(character)
  }
}

/// `|` binds weaker than `&`, and that weaker than `!`.
private struct ConditionParser {
  private let characters: [Character]
  private let subjects: ConditionWords
  private var place = 0
  private var depth = 0

  init(_ text: String, _ subjects: ConditionWords) {
    characters = Array(text)
    self.subjects = subjects
  }

  mutating func predicate() throws(ConditionProblem) -> Condition {
    let result = try any()
    guard place == characters.count else { throw problem("expected &, | or the end") }
    return result
  }

  private func problem(_ text: String, at place: Int? = nil) -> ConditionProblem {
    ConditionProblem("column \((place ?? self.place) + 1): \(text)")
  }

  private mutating func skipBlanks() {
    while place < characters.count, characters[place].isWhitespace { place += 1 }
  }

  private mutating func take(_ text: String) -> Bool {
    guard characters[place...].starts(with: text) else { return false }
    place += text.count
    skipBlanks()
    return true
  }

  private mutating func any() throws(ConditionProblem) -> Condition {
    var parts: [Condition] = []
    repeat {
      let part = try all()
      if case .any(let inner) = part { parts += inner } else { parts.append(part) }
    } while take("|")
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func all() throws(ConditionProblem) -> Condition {
    var parts: [Condition] = []
    repeat {
      let part = try one()
      if case .all(let inner) = part { parts += inner } else { parts.append(part) }
    } while take("&")
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func one() throws(ConditionProblem) -> Condition {
    skipBlanks()
    // Nobody types this many; deeper text would only use up the stack.
    guard depth < 50 else { throw problem("there are too many ( or !") }
    depth += 1
    defer { depth -= 1 }
    if take("!") { return .not(try one()) }
    if take("(") {
      let inner = try any()
      guard take(")") else { throw problem("expected )") }
      return inner
    }
    return try comparison()
  }

  private mutating func comparison() throws(ConditionProblem) -> Condition {
    let start = place
    let name = formula() ?? word(Condition.isInNames)
    guard !name.isEmpty else { throw problem("expected a name, as in: regime=lazy & depth>64", at: start) }
    guard let subject = subjects.subject(named: name) else {
      throw problem(
        name.unknown("quantity", among: subjects.names, otherwise: subjects.otherwise), at: start)
    }
    skipBlanks()
    guard let relation = Condition.Relation.allCases.first(where: { take($0.rawValue) }) else {
      throw problem("expected one of = != < <= > >= after \(name)")
    }
    // `==` is as good as `=`.
    if relation == .equal { _ = take("=") }
    let valueStart = place
    let value = word { !$0.isWhitespace && !"&|()".contains($0) }
    guard let words = subject.words else {
      if Double(value) == nil, let other = subjects.subject(named: value), other.words == nil {
        skipBlanks()
        return .compared(subject.name, relation, other.name)
      }
      guard let number = Double(value), !number.isNaN else {
        throw problem("expected a number, not \"\(value)\"", at: valueStart)
      }
      skipBlanks()
      return .number(subject.name, relation, number)
    }
    guard relation == .equal || relation == .notEqual else {
      throw problem("\(name) is a word, which is = or != another", at: valueStart)
    }
    if let other = subjects.subject(named: value), other.words == words, other.name != subject.name {
      skipBlanks()
      return .same(subject.name, relation, other.name)
    }
    let meant = words.contains(value) ? [value] : words.filter { $0.hasPrefix(value) }
    guard !value.isEmpty, meant.count == 1 else {
      throw problem("expected one of: \(words.joined(separator: ", "))", at: valueStart)
    }
    skipBlanks()
    return .text(subject.name, relation, meant[0])
  }

  private mutating func formula() -> String? {
    let rest = characters[place...]
    guard let formula = subjects.formulas.first(where: { rest.starts(with: $0) }) else { return nil }
    place += formula.count
    return formula
  }

  private mutating func word(_ belongs: (Character) -> Bool) -> String {
    let word = characters[place...].prefix(while: belongs)
    place += word.count
    return String(word)
  }
}
