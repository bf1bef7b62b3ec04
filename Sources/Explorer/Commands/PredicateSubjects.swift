import Archive
import Phases
import Synchronization

/// What the cells of a study have and a condition can name.
struct PredicateSubjects: Sendable {
  struct Subject: Sendable {
    let name: String
    /// The words that it can be; `nil` for numbers.
    let words: [String]?
    let field: @Sendable (Cell, CellSummary) -> Field
  }

  /// Every column that the CSV can have, and the quantities that need none.
  let all: [Subject]
  /// Shorter names of columns.
  let aliases: [String: String]
  /// Symbols of parameters that are no single word, as `ασ_v/(LM)`.
  let formulas: [String]
  /// The symbols on the screen, where they are no parameter's.
  private let symbols: [String: String]
  private let vocabulary: Vocabulary

  static let builtIn = PredicateSubjects(.builtIn)
  /// Of the trainer that was asked about last: a process has one.
  private static let declared = Mutex<PredicateSubjects?>(nil)

  static func of(_ vocabulary: Vocabulary) -> PredicateSubjects {
    if vocabulary.isBuiltIn { return builtIn }
    return declared.withLock { known in
      if let known, known.vocabulary == vocabulary { return known }
      let made = PredicateSubjects(vocabulary)
      known = made
      return made
    }
  }

  /// Those of a cell.
  static func of(_ summary: CellSummary) -> PredicateSubjects {
    guard let declaration = summary.declaration else { return builtIn }
    if let known = declared.withLock({ $0 }), known.vocabulary.declaration === declaration { return known }
    return of(Vocabulary(declaration))
  }

  private init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    let quantities = vocabulary.quantities
    let tabulated = quantities.columns + quantities.occasionalColumns
    let words = Self.words(vocabulary.rules)
    let occasional = vocabulary.isBuiltIn ? CSVExporter.occasionalColumns : []
    all =
      (CSVExporter.columns(of: vocabulary) + occasional).map { column in
        let words = words[column.name] ?? vocabulary.parameter(named: column.name)?.choices
        return Subject(name: column.name, words: words, field: column.field)
      }
      + quantities.all.filter { !tabulated.contains($0) }.map { quantity in
        Subject(name: quantity.name, words: nil) { Field(quantity, of: $1) }
      }
    let own = vocabulary.isBuiltIn ? ["theory": "predicted_regime", "note": "notes"] : ["note": "notes"]
    aliases = tabulated.filter { $0.row.symbols != nil }.reduce(into: own) {
      $0[$1.symbols.ascii] = $1.name
    }
    // A trainer may call something what a loss is called; names tell them apart.
    symbols = Dictionary(quantities.all.map { ($0.symbols.greek, $0.name) }) { first, _ in first }
    formulas = vocabulary.parameters.flatMap(\.spellings).filter { !$0.allSatisfy(Condition.isInNames) }
  }

  private static func words(_ book: Rulebook) -> [String: [String]] {
    [
      "regime": book.regimes.map(\.csvName), "predicted_regime": book.regimes.map(\.csvName),
      "letter": book.marks.map { String($0.letter) }, "reason": Reason.allCases.map(\.rawValue) + ["none"],
      "notes": book.notes.map(\.reason.rawValue) + ["none"],
    ]
  }

  func subject(named name: String) -> Subject? {
    let text = name.replacing("-", with: "_")
    let meant = aliases[text] ?? symbols[text] ?? vocabulary.parameter(spelling: text)?.name ?? text
    return all.first { $0.name == meant }
  }

  /// The word that a cell has, or several of them.
  func words(_ name: String, _ cell: Cell, _ summary: CellSummary) -> [String] {
    switch subject(named: name)?.field(cell, summary) {
    case .text(let text): [text.isEmpty ? "none" : text]
    case .words(let words): words.isEmpty ? ["none"] : words
    default: []
    }
  }

  func value(_ name: String, _ cell: Cell, _ summary: CellSummary) -> (value: Double, isExact: Bool)? {
    switch subject(named: name)?.field(cell, summary) {
    case .integer(let value): (Double(value), true)
    case .number(let value): (value, vocabulary.parameter(named: name)?.isInteger ?? false)
    case .measured(let value): (Double(value), false)
    case .text, .words, .none?, nil: nil
    }
  }
}
