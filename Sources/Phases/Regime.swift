/// How a network trains at a point of the diagram, in the order of the rules: ties go to the earlier one.
package enum Regime: Int, CaseIterable, Hashable, Sendable {
  case divergent, featureLearning, lazyODE

  private static let marks = allCases.map(\.described)

  /// Its row.
  package var mark: Mark { Self.marks[rawValue] }
  package var csvName: String { mark.name }
  package var displayName: String { mark.title }
  package var letter: Character { mark.letter }

  /// A new regime is a case and its row here, a role in `Terminal/Themes/Role.swift`, and its colours in `themes/default.toml`.
  private var described: Mark {
    switch self {
    case .divergent:
      Mark(
        name: "divergent", title: "divergent", shortTitle: "divergent", letter: "X",
        themeRole: "regime.divergent", place: 2,
        print: .init(
          fill: "#D55E00", ink: "#5C2800", hatching: "M0 0L8 8M8 0L0 8", gnuplotStyle: "pattern 2"),
        meaning: "training is unstable, or the initial noise ξ is above its threshold")
    case .featureLearning:
      Mark(
        name: "feature-learning", title: "feature learning", shortTitle: "feature", letter: "F",
        themeRole: "regime.feature", place: 0,
        print: .init(
          fill: "#56B4E9", ink: "#0B4F75", hatching: "M-2 2L2 -2M0 8L8 0M6 10L10 6", gnuplotStyle: "pattern 4"
        ), meaning: "features move, as φ reaches its threshold or S ≤ 1")
    case .lazyODE:
      Mark(
        name: "lazy-ode", title: "lazy ODE", shortTitle: "lazy", letter: "L",
        themeRole: "regime.lazy", place: 1,
        print: .init(
          fill: "#F0E442", ink: "#7A7200", hatching: "M1.5 2H2.5M5.5 6H6.5", gnuplotStyle: "solid"),
        meaning: "neither of the others; the blocks stay close to their linearisation in the weights")
    }
  }
}

/// Why a cell is divergent, or a note on one that is not; in order of precedence.
package enum Reason: String, CaseIterable, Hashable, Sendable {
  case unstable
  case noiseDominated = "noise-dominated"
  case barelyTrained = "barely-trained"
  case outputWeightsForgotten = "output-weights-forgotten"

  /// What people read, the longest first.
  package var titles: [String] {
    switch self {
    case .unstable: ["unstable"]
    case .noiseDominated: ["noise dominated", "noise"]
    case .barelyTrained: ["barely trained"]
    case .outputWeightsForgotten: ["output weights forgotten", "forgotten"]
    }
  }

  private static let marks = Dictionary(
    uniqueKeysWithValues: allCases.compactMap { reason in reason.described.map { (reason, $0) } })

  /// How its cells look where they are drawn apart from the rest of their regime.
  package var mark: Mark? { Self.marks[self] }

  /// A row as those of the regimes; no reason is drawn apart yet.
  private var described: Mark? { nil }
}
