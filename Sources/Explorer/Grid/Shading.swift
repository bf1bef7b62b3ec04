import Limits
import Phases
import Sweep
import Terminal

/// What the colours of all cells have in common, made once a picture.
struct Shading {
  let range: ColorRange
  private let coloring: Coloring
  private let look: Look
  private let marks: [Mark: (letter: Character, style: Style)]

  init(_ report: Report) {
    coloring = report.coloring
    look = report.look
    range = ColorRange(report.coloring, of: report.diagram)
    let marks = Mark.all.map { ($0, (letter: report.letter(of: $0), style: report.look($0.role))) }
    self.marks = Dictionary(uniqueKeysWithValues: marks)
  }

  /// Letter and colour of a measured cell.
  func callAsFunction(_ summary: CellSummary, _ survey: CellSurvey?) -> (letter: Character, style: Style) {
    guard let value = coloring.value(summary, survey) else {
      // A cell has its own mark's letter everywhere; split votes underline it.
      let split = summary.verdict.contender == nil ? Style.plain : Style(modifiers: .underline)
      let (letter, style) = marks[summary.verdict.mark] ?? ("?", look(.scaleNaN))
      return (letter, style.overlaid(with: split))
    }
    guard let fraction = range.fraction(value) else {
      return (look.glyph(.scaleNaN) ?? "?", look(.scaleNaN))
    }
    // Digits carry the value where colours are few.
    let digit = Character("\(min(9, Int(fraction * 10)))")
    return (look.scaleIsCoarse ? digit : " ", look.scale(fraction))
  }
}

extension ColorRange {
  /// Of a colouring; any for the regime, which has no scale.
  init(_ coloring: Coloring, of diagram: Diagram) {
    guard case .quantity(let quantity) = coloring, let ends = quantity.row.coloring?.ends else {
      self.init(low: 0.1, high: 1)
      return
    }
    switch ends {
    case .fixed(let range): self.init(low: range.lowerBound, high: range.upperBound)
    case .below(let other):
      let cells = diagram.shown.values
      let start = cells.map { $0[other] }.finiteMedian
      let least = cells.map { $0[quantity] }.filter { $0.isFinite && $0 > 0 }.min() ?? 0.01
      var low = 1.0
      while low > Double(least), low > 1e-12 { low /= 10 }
      let high = start.isFinite && start > 0 ? Double(start) * 1.5 : 3
      self.init(low: min(low, high / 10), high: high)
    }
  }
}
