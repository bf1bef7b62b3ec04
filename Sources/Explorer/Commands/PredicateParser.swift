import Input
import Phases

extension Predicate {
  /// Reads `a=1 & (b<2 | !c>=3)`; the error says at which column what would be right.
  package init(_ text: String) throws(CommandError) {
    var parser = PredicateParser(text)
    self = try parser.predicate()
  }
}

/// `|` binds weaker than `&`, and that weaker than `!`.
private struct PredicateParser {
  private let characters: [Character]
  private var place = 0
  private var depth = 0

  init(_ text: String) { characters = Array(text) }

  mutating func predicate() throws(CommandError) -> Predicate {
    let result = try any()
    guard place == characters.count else { throw problem("expected &, | or the end") }
    return result
  }

  private func problem(_ text: String, at place: Int? = nil) -> CommandError {
    CommandError("column \((place ?? self.place) + 1): \(text)")
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

  private mutating func any() throws(CommandError) -> Predicate {
    var parts: [Predicate] = []
    repeat {
      let part = try all()
      if case .any(let inner) = part { parts += inner } else { parts.append(part) }
    } while take("|")
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func all() throws(CommandError) -> Predicate {
    var parts: [Predicate] = []
    repeat {
      let part = try one()
      if case .all(let inner) = part { parts += inner } else { parts.append(part) }
    } while take("&")
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func one() throws(CommandError) -> Predicate {
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

  private mutating func comparison() throws(CommandError) -> Predicate {
    let start = place
    let name = formula() ?? word(Predicate.isInNames)
    guard !name.isEmpty else { throw problem("expected a name, as in: regime=lazy & depth>64", at: start) }
    guard let subject = Predicate.subject(named: name) else {
      let known = Predicate.subjects.map(\.name) + Predicate.aliases.keys.sorted()
      throw problem(name.unknown("quantity", among: known, otherwise: "Tab lists them"), at: start)
    }
    skipBlanks()
    guard let relation = Predicate.Relation.allCases.first(where: { take($0.rawValue) }) else {
      throw problem("expected one of = != < <= > >= after \(name)")
    }
    // `==` is as good as `=`.
    if relation == .equal { _ = take("=") }
    let valueStart = place
    let value = word { !$0.isWhitespace && !"&|()".contains($0) }
    guard let words = subject.words else {
      guard let number = Double(value), !number.isNaN else {
        throw problem("expected a number, not \"\(value)\"", at: valueStart)
      }
      skipBlanks()
      return .number(subject.name, relation, number)
    }
    guard relation == .equal || relation == .notEqual else {
      throw problem("\(name) is a word, which is = or != another", at: valueStart)
    }
    if let other = Predicate.subject(named: value), other.words == words, other.name != subject.name {
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
    guard let formula = Predicate.formulas.first(where: { rest.starts(with: $0) }) else { return nil }
    place += formula.count
    return formula
  }

  private mutating func word(_ belongs: (Character) -> Bool) -> String {
    let word = characters[place...].prefix(while: belongs)
    place += word.count
    return String(word)
  }
}
