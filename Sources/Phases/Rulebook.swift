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

  /// A study's own, which stand before those of the base.
  package let own: [OwnRule]
  private let base: Rulebook?

  init(
    regimes: [Regime], rules: [Rule], notes: [Rule.Note], marks: [Mark], thresholds: [Thresholds.Name],
    meanings: [Mark: String] = [:], own: [OwnRule] = [], before base: Rulebook? = nil
  ) {
    (self.own, self.base) = (own, base)
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
  static let losses: Rulebook = {
    let trained = Regime(rank: 1, .trained)
    return Rulebook(
      regimes: [.divergent, trained], rules: stable + [Rule("otherwise", trained)], notes: ofLosses,
      marks: [.trained, .unstable], thresholds: [.catapult, .barelyTrained])
  }()

  static let featureUpdate: Rulebook = {
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

extension Rulebook {
  /// What is known of a declared network decides.
  static func of(_ declaration: Declaration) -> Rulebook {
    let names = declaration.quantities.map(\.name)
    return names.contains(Evidence.featureUpdate) ? .featureUpdate : .losses
  }
}

extension Rulebook: Hashable {
  /// Own rules that were read twice are the same.
  package static func == (a: Rulebook, b: Rulebook) -> Bool {
    a === b || !a.own.isEmpty && a.own == b.own && a.base == b.base
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(own)
    if own.isEmpty { hasher.combine(ObjectIdentifier(self)) }
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
