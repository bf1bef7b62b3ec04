import Model
import Phases
import Terminal

/// What there is not of a network, and why.
extension Report {
  /// Why the grid has no value of what it is coloured by.
  var coloringLack: String? {
    guard let lack = coloring.lack(in: study) else { return nil }
    // Cells may have been given more seeds than the study's.
    let hasValue = diagram.shown.contains { cell, summary in
      coloring.value(summary, diagram.surveys[cell])?.isFinite == true
    }
    return hasValue ? nil : lack
  }

  /// What the grid is coloured by and a cell's value of it, or why it has none, in lines of at most so many columns.
  /// - Parameter known: what is said elsewhere where there is a value.
  func coloringLines(
    of shown: (cell: Cell, summary: CellSummary)?, besides known: Set<Quantity>, width: Int
  ) -> [PaneLine] {
    guard case .quantity(let quantity) = coloring else { return [] }
    let reason =
      if let shown { missing(quantity, of: shown.cell, shown.summary) } else {
        quantity.lack(in: study.problem(for: here))
      }
    guard let reason else {
      guard let shown, !known.contains(quantity),
        let value = valueText(of: quantity, in: shown.cell, shown.summary)
      else { return [] }
      let titles = quantity.headings
      let title = titles.first { $0.columns + 2 + value.columns <= width } ?? titles[titles.count - 1]
      return [PaneLine(left: title, right: [value])]
    }
    let texts = quantity.headings.map { "\($0): \(reason)" }
    let text = texts.first { $0.columns <= width } ?? texts[texts.count - 1]
    return text.wrapped(to: width).map { PaneLine(left: $0) }
  }

  /// `nil`, too, where training itself did not stay finite or φ has no unit, which stands with the regime.
  private func missing(_ quantity: Quantity, of cell: Cell, _ summary: CellSummary) -> String? {
    if let lack = quantity.lack(in: summary.problem) { return lack }
    let survey = diagram.surveys[cell]
    guard coloring.value(summary, survey)?.isFinite != true else { return nil }
    switch quantity.source {
    case .limits(let read):
      if diagram.surveying.contains(cell) { return "measuring here ..." }
      guard survey.flatMap({ read($0.distances) }) != nil else { return "m measures it here" }
      return switch quantity {
      case .limitDistance: limitText(of: cell)
      case .tangentDistance: tangentText(of: cell)
      case .tangentLimitDistance: tangentLimitText(of: cell)
      default: "not known well enough"
      }
    case .ensemble where summary.step != summary.problem.steps: return "measured after the last step"
    case .seed, .step, .ensemble, .parameters: return nil
    }
  }

  /// What a network lacks and why, the guide last.
  func lacks(of problem: Problem) -> [(subject: String, reason: String)] {
    Need.lacking(in: problem).map { ($0.subject, $0.reason) }
      + (StepGuide.lack(in: problem).map { [(guideSymbol, $0)] } ?? [])
  }

  var guideSymbol: String { look.choose("η/η_c", "eta/eta_c") }
}
