import Phases
import Terminal

extension State {
  /// Why the cell under the cursor is in its regime: each rule as it stands, the value, whether that is met and by how
  /// much, how many seeds it decided, the notes, the seeds' votes and theory. In the pane's place, or over the grid where there is none.
  func drawWhy(on canvas: inout Canvas, layout: Layout) {
    let frame =
      layout.paneIsCompact
      ? Rect(x: 0, y: 2, width: size.width, height: size.height - 3) : layout.pane
    canvas.fill(frame, with: " ", style: look(.background))
    let pane = Pane(title: "why (Enter closes)", isFocused: true)
    pane.draw(on: &canvas, in: frame, look: look)
    let inner = pane.inner(of: frame).inset(horizontally: 1, vertically: 0)
    guard let cell = diagram.measuredCell(at: viewport.cursor), let summary = diagram.shown[cell] else {
      return drawEmpty("this cell is not measured yet", on: &canvas, in: inner)
    }
    let lines = why(cell, summary, isShort: inner.height < 14)
    for (row, line) in lines.prefix(inner.height).enumerated() { draw(line, on: &canvas, in: inner.row(row)) }
  }

  private func why(_ cell: Cell, _ summary: CellSummary, isShort: Bool) -> [CellReport.Line] {
    let explanation = Explanation(summary.evidence, thresholds: diagram.study.thresholds)
    let verdict = summary.verdict
    let count = summary.evidence.count
    let isHere = cell == diagram.lattice.canonical(viewport.cursor)
    var lines: [CellReport.Line] = []
    if !isShort {
      lines.append(.init(left: parameters(at: cell), right: ["step \(summary.step)"], rightRole: .dim))
    }
    lines.append(
      .init(
        sample: verdict.mark.role,
        left: "\(verdict.regime.displayName) \(verdict.votes[verdict.regime])/\(count)",
        right: isHere ? ["rule \(explanation.deciding + 1) decided"] : ["the cell before"], rightRole: .title)
    )
    if !isShort {
      lines.append(
        .init(left: "the first that holds", right: ["value  away seeds", "value  seeds"], rightRole: .dim))
    }
    for (index, rule) in explanation.rules.enumerated() {
      let isDeciding = index == explanation.deciding
      let mark = isDeciding ? look.choose("▸", ">") : " "
      lines.append(
        .init(
          left: "\(mark)\(index + 1) \(letter(of: rule.mark)) " + (rule.line.map { text($0) } ?? rule.name),
          right: columns(rule.line, rule.votes, count), rightRole: isDeciding ? .title : .text))
    }
    for note in explanation.notes {
      lines.append(
        .init(
          left: " note \(text(note.line))", right: columns(note.line, note.line.holds, count),
          rightRole: note.line.holds > 0 ? .warning : .text))
    }
    let ballots = explanation.ballots.map { String(letter(of: $0)) }.joined()
    lines.append(.init(left: "votes of the seeds", right: [ballots]))
    lines += theoryMargins(summary) + measured(summary)
    if let limit = limitText(of: cell), let tangent = tangentText(of: cell) {
      lines.append(.init(left: "limit \(limit)", right: ["tangent \(tangent)"]))
    }
    return lines
  }

  /// The value, whether it is what the rule asks for, how far the threshold is, and seeds; less where there is less room.
  /// - Parameter line: `nil`: a rule that always holds.
  private func columns(_ line: Explanation.Line?, _ seeds: Int, _ count: Int) -> [String] {
    let tick =
      line.map { $0.isMet(of: count) } ?? true ? look.choose("✓", "yes") : look.choose("✗", "no")
    let votes = "\(tick) \(seeds)/\(count)"
    guard let line, line.relation != .isNotFinite else { return [votes] }
    let value = line.value.isNaN ? "undefined" : Figures.short(line.value)
    let away = [3, 2].map { digits in
      line.margin.isNaN ? "" : look.choose("×", "x") + Figures.short(line.margin, digits: digits) + " "
    }
    return away.map { "\(value) \(tick) \($0)\(seeds)/\(count)" } + ["\(value) \(votes)", votes]
  }

  /// What is compared, and how: `φ ≥ 0.3`.
  private func text(_ line: Explanation.Line) -> String {
    let name = symbol(of: line.subject)
    let limit = Figures.trimmed(line.threshold)
    return switch line.relation {
    case .isNotFinite: "\(name) not finite"
    case .isAbove, .isNotAtMost: "\(name) > \(limit)"
    case .isAtLeast: "\(name) \(look.choose("≥", ">=")) \(limit)"
    case .isAtMost: "\(name) \(look.choose("≤", "<=")) \(limit)"
    }
  }

  private func theoryMargins(_ summary: CellSummary) -> [CellReport.Line] {
    let theory = diagram.theory
    let scale = Figures.short(theory.margin(.lazy, of: summary.problem))
    let noise = Figures.short(theory.margin(.divergent, of: summary.problem))
    let lazy = Figures.trimmed(theory.lazyFrom, digits: 2)
    let constant = Figures.trimmed(theory.noiseConstant(of: summary.problem), digits: 2)
    return [
      .init(
        left: "theory: \(summary.predictedRegime.displayName)", right: ["S/\(lazy) = \(scale)"],
        rightRole: summary.predictedRegime == summary.verdict.regime ? .text : .warning),
      .init(left: "", right: [look.choose("ασ_v/\(constant)√(LM)", "noise/limit") + " = \(noise)"]),
    ]
  }

  private func measured(_ summary: CellSummary) -> [CellReport.Line] {
    func figures(_ quantities: [Quantity]) -> String {
      quantities.map { figure($0, summary) }.joined(separator: "  ")
    }
    let first: [Quantity] = [.localFeatureUpdate, .driftNonlinearity, .inputWeightChange]
    let second: [Quantity] = [.outputChange, .outputWeightChange]
    // φ stands in the rules.
    let named = first + second + [.preactivationChange, .relativeFeatureUpdate]
    let others = Quantity.ofSteps.filter { !named.contains($0) }
    return [
      .init(left: figures(first), right: [figures([.preactivationChange])]),
      .init(left: figures(second), right: spread(summary)),
    ] + others.map { .init(left: figure($0, summary)) }
  }

  /// Theory's boundaries against the measured cells, in the two lines above the curves.
  var theoryLines: [CellReport.Line] {
    let comparison = diagram.theoryComparison
    guard comparison.cells > 0 else { return [.init(left: ""), .init(left: "")] }
    func fitted(_ name: String, _ boundary: Theory.Boundary) -> String {
      guard let fit = comparison.fits[boundary] else { return "\(name): not enclosed" }
      let unit = diagram.theory.constant(
        boundary, of: diagram.study.problem(for: diagram.lattice.canonical(viewport.cursor)))
      let values = [fit.factor, fit.low, fit.high].map {
        $0.isFinite ? Figures.short($0 * unit, digits: 2) : look.choose("∞", "inf")
      }
      return "\(name) \(values[0]) (\(values[1])\(look.choose("–", "-"))\(values[2]))"
    }
    return [
      .init(
        left: "theory: \(comparison.disagreements) of \(comparison.cells) cells differ", right: ["fitted:"]),
      .init(left: fitted("S", .lazy), right: [fitted(look.choose("c′", "c'"), .divergent)]),
    ]
  }
}
