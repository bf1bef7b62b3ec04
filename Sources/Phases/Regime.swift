/// How a network trains at a point of the diagram, in the order of the rules: ties go to the earlier one.
package struct Regime: CaseIterable, Hashable, Sendable {
  /// Its place among those of its rulebook.
  package let rank: Int
  /// Of a regime that is not built in; its name and its title are the mark's.
  private let own: Mark?

  /// One that is not built in.
  init(rank: Int, _ own: Mark) { (self.rank, self.own) = (rank, own) }

  private init(builtIn rank: Int) { (self.rank, own) = (rank, nil) }

  package static var divergent: Regime { Regime(builtIn: 0) }
  package static var undecided: Regime { Regime(builtIn: 1) }
  package static var featureLearning: Regime { Regime(builtIn: 2) }
  package static var lazyODE: Regime { Regime(builtIn: 3) }

  package static let allCases = rows.indices.map(Regime.init(builtIn:))

  /// How its cells look; those of a reason that is drawn apart look otherwise.
  package var mark: Mark { own ?? Self.rows[rank].mark }
  /// In tables and conditions: `feature-learning`.
  package var csvName: String { own?.name ?? Self.rows[rank].name }
  /// What people read: `feature learning`.
  package var displayName: String { own?.title ?? Self.rows[rank].title }

  /// A new regime is a row here and its constant, a role in `Terminal/Themes/Role.swift`, and its colours in
  /// `themes/default.toml`.
  private static let rows: [(name: String, title: String, mark: Mark)] = [
    (name: "divergent", title: "divergent", mark: .unstable),
    (name: "undecided", title: "undecided", mark: .undecided),
    (name: "feature-learning", title: "feature learning", mark: .featureLearning),
    (name: "lazy-ode", title: "lazy ODE", mark: .lazyODE),
  ]
}

/// Why a seed is in its regime, where that is not the regime's first rule, or a note on it; in order of precedence.
package enum Reason: String, CaseIterable, Hashable, Sendable {
  case unstable
  case noiseDominated = "noise-dominated"
  case noRuler = "no-ruler"
  case notMeasured = "not-measured"
  case contradictory
  case byScale = "by-scale"
  case catapult
  case barelyTrained = "barely-trained"
  case saturated
  case outputWeightsForgotten = "output-weights-forgotten"

  /// What people read, the longest first.
  package var titles: [String] { described.titles }

  /// How its cells look where they are drawn apart from the rest of their regime.
  package var mark: Mark? { described.mark }

  /// What it means, for the glossary.
  package var meaning: String { described.meaning }

  private var described: (titles: [String], meaning: String, mark: Mark?) {
    switch self {
    case .unstable: (["unstable"], "a loss is not finite, or the last one is above the first", .unstable)
    case .noiseDominated:
      (
        ["noise dominated", "noise"],
        "ξ is above its threshold: the network may train well, but follows no limit", .noiseDominated
      )
    case .noRuler:
      (
        ["no ruler"],
        "φ has no unit: the critical companion is not finite, or unstable, or saturated", nil
      )
    case .notMeasured:
      (
        ["not measured"],
        "the trainer did not measure how far the features moved, or the value is not finite", nil
      )
    case .contradictory: (["φ and ρ contradict", "contradictory"], "φ says lazy, and ρ says not", nil)
    case .byScale: (["by scale"], "feature learning as theory has it for S ≤ 1, not by φ", nil)
    case .catapult: (["catapult"], "the loss peaked far above its start, and came down again", nil)
    case .barelyTrained: (["barely trained"], "the loss is still near its start", nil)
    case .saturated: (["saturated"], "the loss stands while pre-activations are where σ may be flat", nil)
    case .outputWeightsForgotten:
      (
        ["output weights forgotten", "forgotten"], "the initial output weights are small beside the change",
        nil
      )
    }
  }

  /// A line for each: its name, and what it is.
  package static var glossary: [(names: [String], meaning: String)] {
    allCases.map { ([$0.rawValue], $0.meaning) }
  }
}
