import Model

/// The rules by which seeds are judged, with the regimes that they lead to.
package final class Rulebook: Sendable {
  /// In the order of the rules: of seeds that are at odds ties go to the earlier one.
  package let regimes: [Regime]
  /// The first that applies decides; the last always does.
  package let rules: [Rule]
  /// In order of precedence.
  package let notes: [Rule.Note]
  /// All that a cell can have, in the order of legends.
  package let marks: [Mark]
  /// Those that any of it asks for.
  package let thresholds: [Thresholds.Name]
  /// Of those that mean something else than by the built-in rules.
  let meanings: [Mark: String]

  init(
    regimes: [Regime], rules: [Rule], notes: [Rule.Note], marks: [Mark], thresholds: [Thresholds.Name],
    meanings: [Mark: String] = [:]
  ) {
    self.thresholds = thresholds
    self.meanings = meanings
    self.regimes = regimes
    self.rules = rules
    self.notes = notes
    self.marks = marks
  }

  package static let builtIn = Rulebook(
    regimes: Regime.allCases, rules: Rule.all, notes: Rule.notes, marks: Mark.all,
    thresholds: Thresholds.Name.allCases)

  /// When a cell has a mark by these rules.
  package func meaning(of mark: Mark) -> String { meanings[mark] ?? mark.meaning }

  /// Losses tell whether training is stable, whatever is trained.
  private static let stable = Array(Rule.all.prefix { $0.reason == .unstable })
  private static let ofLosses = Rule.notes.filter { [.catapult, .barelyTrained].contains($0.reason) }

  /// Nothing more is said of a seed than that it trained.
  fileprivate static let losses: Rulebook = {
    let trained = Regime(rank: 1, .trained)
    return Rulebook(
      regimes: [.divergent, trained], rules: stable + [Rule("otherwise", trained)], notes: ofLosses,
      marks: [.trained, .unstable], thresholds: [.catapult, .barelyTrained])
  }()

  fileprivate static let featureUpdate: Rulebook = {
    let lazy = Regime(rank: 3, .lazy)
    return Rulebook(
      regimes: [.divergent, .undecided, .featureLearning, lazy],
      rules: stable + [
        Rule("not measured", .undecided, .notMeasured, .noUnit),
        Rule("features moved", .featureLearning, nil, .features), Rule("otherwise", lazy),
      ], notes: ofLosses, marks: [.featureLearning, .lazy, .unstable, .undecided],
      thresholds: [.feature, .catapult, .barelyTrained],
      meanings: [
        .featureLearning: "the features moved, by their threshold or more",
        .undecided: "seeds have no feature update",
      ])
  }()
}

extension RuleChoice {
  package var book: Rulebook {
    switch self {
    case .builtIn: .builtIn
    case .losses: .losses
    case .featureUpdate: .featureUpdate
    case .own(let own): own.rulebook
    }
  }

  /// What is known of a declared network decides.
  init(_ declaration: Declaration) {
    let names = declaration.quantities.map(\.name)
    self = names.contains(Evidence.featureUpdate) ? .featureUpdate : .losses
  }
}

extension OwnRules {
  fileprivate var rulebook: Rulebook {
    guard let rulebook = book as? Rulebook else { preconditionFailure("rules come to a rulebook") }
    return rulebook
  }
}

extension Rule {
  /// Index of the rule that decides.
  package static func deciding(_ seed: Evidence, _ thresholds: Thresholds) -> Int {
    let rules = thresholds.rules.book.rules
    return rules.firstIndex { $0.applies(seed, thresholds) } ?? rules.count - 1
  }

  /// The reason of a seed's rule, else the first note on it.
  package static func reason(_ seed: Evidence, _ thresholds: Thresholds) -> Reason? {
    reason(seed, thresholds, decidedBy: deciding(seed, thresholds))
  }

  static func reason(_ seed: Evidence, _ thresholds: Thresholds, decidedBy index: Int) -> Reason? {
    let book = thresholds.rules.book
    return book.rules[index].reason ?? book.notes.first { $0.applies(seed, thresholds) }?.reason
  }
}

extension Mark {
  /// Of declared networks, of which nothing is known but what they report.
  fileprivate static let trained = Mark(
    name: "trained", title: "trained", shortTitle: "trained", letter: "T", themeRole: lazyODE.themeRole,
    print: lazyODE.print, meaning: "the losses are finite, and the last one is not above the first",
    isOwn: true)

  fileprivate static let lazy = Mark(
    name: "lazy", title: "lazy", shortTitle: "lazy", letter: "L", themeRole: lazyODE.themeRole,
    print: lazyODE.print, meaning: "the features moved less than their threshold", isOwn: true)
}
