import Limits
import Phases
import Terminal

/// What the colours of the grid mean.
package enum Coloring: Hashable, Sendable, CaseIterable {
  case regime
  case quantity(Quantity)

  /// Of the built-in networks.
  package static let allCases = all(of: .builtIn)

  /// Of a study's networks.
  package static func all(of vocabulary: Vocabulary) -> [Coloring] {
    [.regime] + vocabulary.quantities.colorings.map(Self.quantity)
  }

  /// Its name in commands.
  package var name: String {
    switch self {
    case .regime: "regime"
    case .quantity(let quantity): quantity.row.coloring?.name ?? quantity.name
    }
  }

  /// Its name in a study's directory: `finalLoss` for `final-loss`.
  var recordName: String {
    let words = name.split(separator: "-")
    return words.dropFirst().reduce(String(words[0])) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }

  /// The title, and a shorter one for narrow grids; where there is room, with the key that measures it.
  var titles: [String] {
    guard case .quantity(let quantity) = self else { return [title] }
    return (quantity.isAskedFor ? ["\(title) (m measures)"] : []) + quantity.headings
  }

  /// The same where no network has a value of it.
  /// - Parameter lack: why.
  func titles(lacking lack: String) -> [String] {
    guard case .quantity(let quantity) = self else { return titles }
    return [lack, "undefined"].flatMap { word in quantity.headings.map { "\($0) (\(word))" } }
      + quantity.headings
  }

  package var title: String {
    switch self {
    case .regime: "regime"
    case .quantity(let quantity): quantity.row.title
    }
  }

  /// Why no network of a study has a value of it.
  func lack(in study: Study) -> String? {
    if case .quantity(let quantity) = self { quantity.lack(in: study) } else { nil }
  }

  func symbol(_ look: Look) -> String {
    switch self {
    case .regime: ""
    case .quantity(let quantity): look.choose(quantity.symbols.greek, quantity.symbols.ascii)
    }
  }

  /// By whatever its quantity is called.
  init?(spelling: String, _ vocabulary: Vocabulary = .builtIn) {
    let quantity = vocabulary.quantities.quantity(spelling: spelling).map(Self.quantity)
    let meant = spelling == Self.regime.name ? .regime : quantity
    guard let meant, Self.all(of: vocabulary).contains(meant) else { return nil }
    self = meant
  }

  /// The quantity of a cell; `nil` for the regime.
  func value(_ summary: CellSummary, _ survey: CellSurvey?) -> Double? {
    guard case .quantity(let quantity) = self else { return nil }
    if case .limits(let read) = quantity.source { return survey.flatMap { read($0.distances) } ?? .nan }
    return summary.value(of: quantity) ?? .nan
  }
}
