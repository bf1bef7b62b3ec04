import Limits
import Phases
import Terminal

/// What the colours of the grid mean.
package enum Coloring: Hashable, Sendable, CaseIterable {
  case regime
  case quantity(Quantity)

  package static let allCases = [.regime] + Quantity.colorings.map(Self.quantity)

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

  /// The title, and shorter ones for narrow grids.
  var titles: [String] {
    switch self {
    case .regime: ["regime"]
    case .quantity(let quantity): quantity.headings
    }
  }

  package var title: String { titles[0] }

  func symbol(_ look: Look) -> String {
    switch self {
    case .regime: ""
    case .quantity(let quantity): look.choose(quantity.symbols.greek, quantity.symbols.ascii)
    }
  }

  /// By its name or its symbol.
  init?(spelling: String) {
    let meant = Self.allCases.first { coloring in
      guard case .quantity(let quantity) = coloring else { return coloring.name == spelling }
      return [coloring.name, quantity.symbols.greek, quantity.symbols.ascii].contains(spelling)
    }
    guard let meant else { return nil }
    self = meant
  }

  /// The quantity of a cell; `nil` for the regime.
  func value(_ summary: CellSummary, _ survey: CellSurvey?) -> Double? {
    guard case .quantity(let quantity) = self else { return nil }
    if case .limits(let read) = quantity.source { return survey.flatMap { read($0.distances) } ?? .nan }
    return summary.value(of: quantity) ?? .nan
  }
}

/// The values at the ends of the colour scale, which is logarithmic.
package struct ColorRange: Hashable, Sendable {
  package var low: Double
  package var high: Double

  /// 0 … 1, clipped; `nil` for what is not a number. Infinity is beyond the high end.
  package func fraction(_ value: Double) -> Double? {
    if value.isNaN { return nil }
    if value == .infinity { return 1 }
    if value <= low { return 0 }
    return Scale(low: low, high: high, logarithmic: true).fraction(value).map { min(1, max(0, $0)) }
  }
}

/// What the colours of all cells have in common, made once a picture.
struct Shading {
  let range: ColorRange
  let marks: [Mark: (letter: Character, style: Style)]
}

extension State {
  var shading: Shading {
    let marks = Mark.all.map { ($0, (letter: letter(of: $0), style: look($0.role))) }
    return Shading(range: colorRange, marks: Dictionary(uniqueKeysWithValues: marks))
  }

  /// Letter and colour of a measured cell.
  func appearance(_ summary: CellSummary, _ survey: CellSurvey?, _ shading: Shading) -> (
    letter: Character, style: Style
  ) {
    guard let value = coloring.value(summary, survey) else {
      // A cell has its own mark's letter everywhere; split votes underline it.
      let split = summary.verdict.contender == nil ? Style.plain : Style(modifiers: .underline)
      let (letter, style) = shading.marks[summary.verdict.mark] ?? ("?", look(.scaleNaN))
      return (letter, style.overlaid(with: split))
    }
    guard let fraction = shading.range.fraction(value) else {
      return (look.glyph(.scaleNaN) ?? "?", look(.scaleNaN))
    }
    // Digits carry the value where colours are few.
    let digit = Character("\(min(9, Int(fraction * 10)))")
    return (look.scaleIsCoarse ? digit : " ", look.scale(fraction))
  }

  /// Of the current colouring; any for the regime, which has no scale.
  var colorRange: ColorRange {
    guard case .quantity(let quantity) = coloring, let ends = quantity.row.coloring?.ends else {
      return ColorRange(low: 0.1, high: 1)
    }
    switch ends {
    case .fixed(let range): return ColorRange(low: range.lowerBound, high: range.upperBound)
    case .below(let other):
      let cells = diagram.shown.values
      let start = cells.map { $0[other] }.finiteMedian
      let least = cells.map { $0[quantity] }.filter { $0.isFinite && $0 > 0 }.min() ?? 0.01
      var low = 1.0
      while low > Double(least), low > 1e-12 { low /= 10 }
      let high = start.isFinite && start > 0 ? Double(start) * 1.5 : 3
      return ColorRange(low: min(low, high / 10), high: high)
    }
  }
}
