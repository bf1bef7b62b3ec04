/// How cells of one kind look and are called wherever they are drawn: those of a regime, or those of a reason that is
/// drawn apart from the rest of its regime. There is one object for each, so that pictures of many cells stay small.
package final class Mark: Sendable {
  /// In drawings: `feature-learning`.
  package let name: String
  /// What people read: `feature learning`.
  package let title: String
  /// Where there is little room: `feature`.
  package let shortTitle: String
  package let letter: Character
  /// The path of its role in themes, which has its colours on the screen.
  package let themeRole: String
  package let print: Print
  /// When a cell is one.
  package let meaning: String
  /// Whether it is of other rules than the built-in ones.
  package let isOwn: Bool

  init(
    name: String, title: String, shortTitle: String, letter: Character, themeRole: String, print: Print,
    meaning: String, isOwn: Bool = false
  ) {
    self.isOwn = isOwn
    self.name = name
    self.title = title
    self.shortTitle = shortTitle
    self.letter = letter
    self.themeRole = themeRole
    self.print = print
    self.meaning = meaning
  }

  /// Its look in SVG and gnuplot. The colours are Okabe and Ito's, which colour-blind people tell apart; their lightness
  /// differs too, and so does the hatching.
  package struct Print: Sendable {
    /// `#RRGGBB`
    package let fill: String
    /// Of the hatching over `fill`.
    package let ink: String
    /// The hatching as an SVG path in a square of 8 × 8.
    package let hatching: String
    /// gnuplot's nearest fill style.
    package let gnuplotStyle: String
  }

  /// All that a cell can have, in the order of legends.
  package static let all: [Mark] = [featureLearning, lazyODE, noiseDominated, unstable, undecided]

  /// A line for each: its letter, its names, and what it is.
  package static var glossary: [(names: [String], meaning: String)] {
    all.map { (["\($0.letter)", $0.name], "\($0.title): \($0.meaning)") }
  }
}

extension Mark: Hashable {
  /// Rules that were read twice have the same.
  package static func == (a: Mark, b: Mark) -> Bool {
    a === b || a.isOwn && b.isOwn && (a.name, a.letter) == (b.name, b.letter)
  }

  package func hash(into hasher: inout Hasher) {
    if isOwn { hasher.combine(name) } else { hasher.combine(ObjectIdentifier(self)) }
  }
}

extension Mark {
  /// Whether features stay: of the built-in networks, or of a trainer's.
  var isLazy: Bool { self == .lazyODE || isOwn && name == "lazy" }

  static let featureLearning = Mark(
    name: "feature-learning", title: "feature learning", shortTitle: "feature", letter: "F",
    themeRole: "regime.feature",
    print: Print(
      fill: "#56B4E9", ink: "#0B4F75", hatching: "M-2 2L2 -2M0 8L8 0M6 10L10 6", gnuplotStyle: "pattern 4"),
    meaning: "features move, as φ reaches its threshold or S ≤ 1")

  static let lazyODE = Mark(
    name: "lazy-ode", title: "lazy ODE", shortTitle: "lazy", letter: "L", themeRole: "regime.lazy",
    print: Print(fill: "#F0E442", ink: "#7A7200", hatching: "M1.5 2H2.5M5.5 6H6.5", gnuplotStyle: "solid"),
    meaning: "features stay, and the blocks stay close to their linearisation in the weights")

  package static let noiseDominated = Mark(
    name: "noise-dominated", title: "noise dominated", shortTitle: "noise", letter: "N",
    themeRole: "regime.noise",
    print: Print(fill: "#CC79A7", ink: "#5E2A47", hatching: "M0 4H8", gnuplotStyle: "pattern 5"),
    meaning:
      "the initial noise ξ is above its threshold: the network may train well, but follows no limit (regime divergent)"
  )

  static let unstable = Mark(
    name: "unstable", title: "unstable", shortTitle: "unstable", letter: "X", themeRole: "regime.divergent",
    print: Print(fill: "#D55E00", ink: "#5C2800", hatching: "M0 0L8 8M8 0L0 8", gnuplotStyle: "pattern 2"),
    meaning: "a loss is not finite, or the last one is above the first (regime divergent)")

  static let undecided = Mark(
    name: "undecided", title: "undecided", shortTitle: "undecided", letter: "?",
    themeRole: "regime.undecided",
    print: Print(
      fill: "#DDDDDD", ink: "#555555", hatching: "M4 0V3M4 5V8", gnuplotStyle: "pattern 1"),
    meaning: "what was measured cannot tell: φ has no unit, or φ and ρ contradict each other")
}
