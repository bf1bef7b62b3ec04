import Archive
import Phases

/// A condition on cells, such as `regime=lazy-ode & depth>64`: names of the CSV's columns against values.
package indirect enum Predicate: Hashable, Sendable {
  case number(String, Relation, Double)
  /// Equal or not; of several words, whether one of them is.
  case text(String, Relation, String)
  /// Whether two subjects are the same word.
  case same(String, Relation, String)
  case not(Predicate)
  case all([Predicate])
  case any([Predicate])

  package enum Relation: String, CaseIterable, Hashable, Sendable {
    // The longer ones first, as they are read.
    case notEqual = "!="
    case atMost = "<="
    case atLeast = ">="
    case equal = "="
    case below = "<"
    case above = ">"
  }
}

extension Predicate {
  /// What cells have and a condition can name.
  struct Subject: Sendable {
    let name: String
    /// The words that it can be; `nil` for numbers.
    let words: [String]?
    let field: @Sendable (Cell, CellSummary) -> Field
  }

  /// Every column that the CSV can have, and the quantities that need none.
  static let subjects: [Subject] =
    (CSVExporter.columns + CSVExporter.occasionalColumns).map { column in
      let words = words[column.name] ?? Parameter(named: column.name)?.choices
      return Subject(name: column.name, words: words, field: column.field)
    }
    + Quantity.allCases.filter { !(Quantity.columns + Quantity.occasionalColumns).contains($0) }.map {
      quantity in
      Subject(name: quantity.name, words: nil) { Field(quantity, of: $1) }
    }

  private static let words: [String: [String]] = [
    "regime": Regime.allCases.map(\.csvName), "predicted_regime": Regime.allCases.map(\.csvName),
    "letter": Mark.all.map { String($0.letter) }, "reason": Reason.allCases.map(\.rawValue) + ["none"],
    "notes": Rule.notes.map(\.reason.rawValue) + ["none"],
  ]

  /// Shorter names of columns.
  static let aliases = (Quantity.columns + Quantity.occasionalColumns).filter { $0.row.symbols != nil }
    .reduce(into: ["theory": "predicted_regime", "note": "notes"]) { $0[$1.symbols.ascii] = $1.name }

  /// The symbols on the screen, where they are no parameter's.
  private static let symbols = Dictionary(
    uniqueKeysWithValues: Quantity.allCases.map { ($0.symbols.greek, $0.name) })

  /// Symbols of parameters that are no single word, as `ασ_v/(LM)`.
  static let formulas = Parameter.allCases.flatMap(\.spellings).filter { !$0.allSatisfy(isInNames) }

  static func isInNames(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_-".contains(character)
  }

  static func subject(named name: String) -> Subject? {
    let text = name.replacing("-", with: "_")
    let meant = aliases[text] ?? symbols[text] ?? Parameter(spelling: text)?.name ?? text
    return subjects.first { $0.name == meant }
  }

  /// Whether a cell has it. What was not measured has no relation to any number.
  package func holds(_ cell: Cell, _ summary: CellSummary) -> Bool {
    switch self {
    case .not(let predicate): !predicate.holds(cell, summary)
    case .all(let predicates): predicates.allSatisfy { $0.holds(cell, summary) }
    case .any(let predicates): predicates.contains { $0.holds(cell, summary) }
    case .text(let name, let relation, let word):
      Self.words(name, cell, summary).contains(word) ? relation == .equal : relation == .notEqual
    case .same(let name, let relation, let other):
      Self.words(name, cell, summary) == Self.words(other, cell, summary)
        ? relation == .equal : relation == .notEqual
    case .number(let name, let relation, let value):
      Self.value(name, cell, summary).map { relation.holds($0.value, value, isExact: $0.isExact) } ?? false
    }
  }

  /// The word that a cell has, or several of them.
  private static func words(_ name: String, _ cell: Cell, _ summary: CellSummary) -> [String] {
    switch subject(named: name)?.field(cell, summary) {
    case .text(let text): [text.isEmpty ? "none" : text]
    case .words(let words): words.isEmpty ? ["none"] : words
    default: []
    }
  }

  private static func value(
    _ name: String, _ cell: Cell, _ summary: CellSummary
  ) -> (value: Double, isExact: Bool)? {
    switch subject(named: name)?.field(cell, summary) {
    case .integer(let value): (Double(value), true)
    case .number(let value): (value, Parameter(named: name)?.isInteger ?? false)
    case .measured(let value): (Double(value), false)
    case .text, .words, .none?, nil: nil
    }
  }

  /// What is asked for in it, as far as these are quantities.
  package var quantities: [Quantity] {
    switch self {
    case .number(let name, _, _): Quantity.allCases.filter { $0.name == name }
    case .text, .same: []
    case .not(let predicate): predicate.quantities
    case .all(let parts), .any(let parts): parts.flatMap(\.quantities)
    }
  }

  /// As it is typed.
  package var text: String {
    switch self {
    case .number(let name, let relation, let value): "\(name)\(relation.rawValue)\(value.shortest)"
    case .text(let name, let relation, let word), .same(let name, let relation, let word):
      "\(name)\(relation.rawValue)\(word)"
    case .not(let predicate): "!(\(predicate.text))"
    case .any(let parts): parts.map(\.text).joined(separator: " | ")
    case .all(let parts):
      parts.map { part in
        if case .any = part { "(\(part.text))" } else { part.text }
      }.joined(separator: " & ")
    }
  }
}

extension Predicate.Relation {
  /// Numbers on the screen have three digits, so that as many are enough to be equal; whole numbers are exact.
  fileprivate func holds(_ a: Double, _ b: Double, isExact: Bool) -> Bool {
    let isEqual = a == b || (!isExact && abs(a - b) <= 0.005 * abs(b))
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
