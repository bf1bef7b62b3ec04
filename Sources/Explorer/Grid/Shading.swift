import Limits
import Phases
import Sweep
import Terminal

/// What the colours of all cells have in common, made once a picture.
struct Shading {
  let range: QuantityRange
  private let coloring: Coloring
  private let look: Look
  private let marks: [Mark: (letter: Character, style: Style)]

  init(_ report: Report) {
    coloring = report.coloring
    look = report.look
    range = QuantityRange(report.coloring, of: report.diagram)
    let marks = report.marks.map { ($0, (letter: report.letter(of: $0), style: report.look($0.role))) }
    self.marks = Dictionary(uniqueKeysWithValues: marks)
  }

  /// Of a cell that noise dominates as far as one forward pass tells, which is no measurement: a letter in a lighter shade;
  /// `nil` in other colours than those of regimes.
  var foreseen: (letter: Character, style: Style)? {
    guard coloring == .regime, let (letter, style) = marks[.noiseDominated] else { return nil }
    return (letter, style.overlaid(with: Style(modifiers: .dim)))
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

extension QuantityRange {
  /// Of a colouring; any for the regime, which has no scale.
  init(_ coloring: Coloring, of diagram: Diagram) {
    guard case .quantity(let quantity) = coloring else {
      self.init(low: 0.1, high: 1)
      return
    }
    self.init(quantity, of: diagram.shown.values)
  }
}
