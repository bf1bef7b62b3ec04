/// How cells of one kind look and are called wherever they are drawn: a regime's row, or that of a reason which is drawn
/// apart from the rest of its regime. There is one object for each, so that pictures of many cells stay small.
package final class Mark: Sendable {
  /// In tables, conditions and drawings: `feature-learning`.
  package let name: String
  /// What people read: `feature learning`.
  package let title: String
  /// Where there is little room: `feature`.
  package let shortTitle: String
  package let letter: Character
  /// The path of its role in themes, which has its colours on the screen.
  package let themeRole: String
  /// Its place in the legend of the screen.
  package let place: Int
  package let print: Print
  /// When a cell is one.
  package let meaning: String

  init(
    name: String, title: String, shortTitle: String, letter: Character, themeRole: String, place: Int,
    print: Print, meaning: String
  ) {
    self.name = name
    self.title = title
    self.shortTitle = shortTitle
    self.letter = letter
    self.themeRole = themeRole
    self.place = place
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

  /// All that a cell can have: the regimes' in the order of the rules, then the reasons'.
  package static let all = Regime.allCases.map(\.mark) + Reason.allCases.compactMap(\.mark)

  /// The same in the order of the screen's legend.
  package static let legend = all.sorted { $0.place < $1.place }

  /// A line for each: its letter, its names, and what it is.
  package static var glossary: [(names: [String], meaning: String)] {
    legend.map { (["\($0.letter)", $0.name], "\($0.title): \($0.meaning)") }
  }
}

extension Mark: Hashable {
  package static func == (a: Mark, b: Mark) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
