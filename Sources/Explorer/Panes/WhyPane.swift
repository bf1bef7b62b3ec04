import Phases
import Sweep
import Terminal

/// Why the cell under the cursor is in its regime: each rule as it stands, the value, whether that is met and by how
/// much, how many seeds it decided, the notes, the seeds' votes and theory. In the pane's place, or over the grid where
/// there is none.
struct WhyPane {
  let report: Report

  private var diagram: Diagram { report.diagram }
  private var look: Look { report.look }

  func draw(on canvas: inout Canvas) {
    let layout = report.shownLayout
    let frame =
      layout.paneIsCompact
      ? Rect(x: 0, y: 2, width: report.size.width, height: report.size.height - 3) : layout.pane
    canvas.fill(frame, with: " ", style: look(.background))
    let pane = Pane(title: "why (Enter closes)", isFocused: true)
    pane.draw(on: &canvas, in: frame, look: look)
    let inner = pane.inner(of: frame).inset(horizontally: 1, vertically: 0)
    guard let cell = report.cell, let summary = diagram.shown[cell] else {
      return canvas.writeEmpty("this cell is not measured yet", in: inner, look: look)
    }
    let lines = why(cell, summary, isShort: inner.height < 14)
    for (row, line) in lines.prefix(inner.height).enumerated() {
      line.draw(on: &canvas, in: inner.row(row), look: look)
    }
  }

  private func why(_ cell: Cell, _ summary: CellSummary, isShort: Bool) -> [PaneLine] {
    let explanation = Explanation(summary.evidence, thresholds: diagram.study.thresholds)
    let verdict = summary.verdict
    let count = summary.evidence.count
    let isHere = cell == report.here
    var lines: [PaneLine] = []
    if !isShort {
      lines.append(.init(left: report.parameters(at: cell), right: ["step \(summary.step)"], rightRole: .dim))
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
          left: "\(mark)\(index + 1) \(report.letter(of: rule.mark)) "
            + (rule.line.map { text($0) } ?? rule.name),
          right: columns(rule.line, rule.votes, count), rightRole: isDeciding ? .title : .text))
    }
    for note in explanation.notes {
      lines.append(
        .init(
          left: " note \(text(note.line))", right: columns(note.line, note.line.holds, count),
          rightRole: note.line.holds > 0 ? .warning : .text))
    }
    let ballots = explanation.ballots.map { String(report.letter(of: $0)) }.joined()
    lines.append(.init(left: "votes of the seeds", right: [ballots]))
    lines += theoryMargins(summary) + measured(summary)
    if let limit = report.limitText(of: cell), let tangent = report.tangentText(of: cell) {
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
    let name = report.symbol(of: line.subject)
    let limit = Figures.trimmed(line.threshold)
    return switch line.relation {
    case .isNotFinite: "\(name) not finite"
    case .isAbove, .isNotAtMost: "\(name) > \(limit)"
    case .isAtLeast: "\(name) \(look.choose("≥", ">=")) \(limit)"
    case .isAtMost: "\(name) \(look.choose("≤", "<=")) \(limit)"
    }
  }

  private func theoryMargins(_ summary: CellSummary) -> [PaneLine] {
    let theory = diagram.theory
    let scale = Figures.short(theory.margin(.lazy, of: summary.problem))
    let noise = Figures.short(theory.margin(.divergent, of: summary.problem))
    let lazy = Figures.trimmed(theory.lazyFrom, digits: 2)
    let constant = Figures.trimmed(theory.noiseConstant(of: summary.problem), digits: 2)
    return [
      .init(
        left: "theory: \(summary.predictedRegime.displayName)", right: ["S/\(lazy) = \(scale)"],
        rightRole: summary.predictedRegime == summary.verdict.regime ? .text : .warning),
      .init(
        left: report.guideText(summary.problem).map { "guide: \($0)" } ?? "",
        right: [look.choose("ασ_v/\(constant)√(LM)", "noise/limit") + " = \(noise)"]),
    ]
  }

  private func measured(_ summary: CellSummary) -> [PaneLine] {
    func figures(_ quantities: [Quantity]) -> String {
      quantities.map { report.figure($0, summary) }.joined(separator: "  ")
    }
    let first: [Quantity] = [.localFeatureUpdate, .driftNonlinearity, .inputWeightChange]
    let second: [Quantity] = [.outputChange, .outputWeightChange]
    // φ stands in the rules.
    let named = first + second + [.preactivationChange, .relativeFeatureUpdate]
    let others = Quantity.ofSteps.filter { !named.contains($0) }
    return [
      .init(left: figures(first), right: [figures([.preactivationChange])]),
      .init(left: figures(second), right: report.spread(summary)),
    ] + others.map { .init(left: report.figure($0, summary)) }
  }
}
