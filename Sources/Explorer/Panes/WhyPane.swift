import Model
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
    // Where there is little room, first what holds for no seed goes, then what repeats the rest of the screen.
    let lines = Detail.allCases.map { why(cell, summary, $0, width: inner.width) }
    var shown = lines.first { $0.count <= inner.height } ?? lines[lines.count - 1]
    if let deciding = shown.lastIndex(where: { $0.rightRole == .title }), deciding >= inner.height {
      // The verdict, and the rules up to the one that decided.
      shown.removeSubrange(1...deciding + 1 - inner.height)
    }
    let left = lines[0].count - min(shown.count, inner.height)
    if left > 0 { drawRest(left, on: &canvas, in: frame) }
    for (row, line) in shown.prefix(inner.height).enumerated() {
      line.draw(on: &canvas, in: inner.row(row), look: look)
    }
  }

  /// How many lines there is no room for, in the lower border.
  private func drawRest(_ count: Int, on canvas: inout Canvas, in frame: Rect) {
    let lines = count == 1 ? "1 line" : "\(count) lines"
    let texts = [" \(lines) more in a larger window ", " \(lines) more ", " +\(count) "]
    guard let text = texts.first(where: { $0.columns + 4 <= frame.width }) else { return }
    canvas.write(text, x: frame.maxX - 2 - text.columns, y: frame.maxY - 1, style: look(.dim))
  }

  /// Of the last, which need not fit, as much as has room.
  private enum Detail: CaseIterable { case all, undefined, holding, network, rules }

  private func why(_ cell: Cell, _ summary: CellSummary, _ detail: Detail, width: Int) -> [PaneLine] {
    let explanation = Explanation(summary.evidence, thresholds: diagram.study.thresholds)
    let verdict = summary.verdict
    let count = summary.evidence.count
    let isHere = cell == report.here
    var lines: [PaneLine] = []
    if detail != .rules {
      lines.append(.init(left: report.parameters(at: cell), right: ["step \(summary.step)"], rightRole: .dim))
    }
    lines.append(
      .init(
        sample: verdict.mark.role,
        left: "\(verdict.mark.title) \(summary.votesText)",
        right: isHere
          ? ["rule \(explanation.deciding + 1) decided", "rule \(explanation.deciding + 1)"]
          : ["the cell before"], rightRole: .title)
    )
    if detail == .all {
      lines.append(
        .init(
          left: "the first that holds", right: ["value  away decided", "value  decided"], rightRole: .dim))
    }
    for (index, rule) in explanation.rules.enumerated() {
      let isDeciding = index == explanation.deciding
      let mark = isDeciding ? look.choose("▸", ">") : " "
      lines += rows(
        "\(mark)\(index < 9 ? " " : "")\(index + 1) \(report.letter(of: rule.mark)) ", rule.lines, rule.votes,
        count,
        otherwise: rule.name, isDeciding ? .title : .text)
    }
    for note in explanation.notes where note.seeds > 0 || detail == .all {
      // There is no threshold for the peaks of batches.
      if note.lines.contains(where: { $0.threshold == .infinity }) { continue }
      let isNarrow = report.shownLayout.pane.width < 60
      let word = isNarrow ? note.reason.titles.last ?? "" : note.reason.rawValue
      lines += rows(
        " \(word): ", note.lines, note.seeds, count, otherwise: "", note.seeds > 0 ? .warning : .text)
    }
    let ballots = explanation.ballots.map { String(report.letter(of: $0)) }.joined()
    lines.append(.init(left: "votes of the seeds", right: [ballots]))
    lines += report.networkLines(summary.problem, width: width) + theoryMargins(summary)
    if verdict.mark == Regime.divergent.mark, summary.problem.declared == nil {
      lines.append(.init(left: "a smaller \(report.symbol(Parameter.eta)) may train it", rightRole: .dim))
    }
    guard detail != .network, detail != .rules else { return lines }
    lines += measured(summary)
    if let limit = report.limitText(of: cell), let tangent = report.tangentText(of: cell) {
      lines.append(.init(left: "limit \(limit)", right: ["tangent \(tangent)"]))
    }
    guard detail != .holding else { return lines }
    // The guide's stands with theory.
    let lacks = Need.lacking(in: summary.problem).flatMap { "\($0.subject): \($0.reason)".wrapped(to: width) }
    return lines + lacks.map { .init(left: $0) }
  }

  /// A row for each of what must be met together; the seeds are those that meet all of it.
  private func rows(
    _ start: String, _ met: [Explanation.Line], _ seeds: Int, _ count: Int, otherwise name: String,
    _ role: Role
  ) -> [PaneLine] {
    guard let last = met.last else {
      return [.init(left: start + name, right: columns(nil, seeds, count), rightRole: role)]
    }
    return met.enumerated().map { index, line in
      let isLast = index == met.count - 1
      let before = index == 0 ? start : String(repeating: " ", count: start.columns - 4) + "and "
      return .init(
        left: before + text(line), right: columns(line, isLast ? seeds : nil, count),
        rightRole: isLast || line == last ? role : .text)
    }
  }

  /// The value, whether it is what the rule asks for, how far the threshold is, and seeds; less where there is less room.
  /// - Parameter line: `nil`: a rule that always holds.
  private func columns(_ line: Explanation.Line?, _ seeds: Int?, _ count: Int) -> [String] {
    let tick =
      line.map { $0.isMet(of: count) } ?? true ? look.choose("✓", "yes") : look.choose("✗", "no")
    // Of conditions that must be met together the last says for how many seeds they decided.
    let decided = seeds.map { "\($0)/\(count)" } ?? String(repeating: " ", count: "\(count)/\(count)".count)
    let votes = "\(tick) \(decided)"
    guard let line else { return [votes] }
    let value =
      !line.value.isFinite ? "undefined" : line.subject == .losses ? "finite" : Figures.short(line.value)
    if case .isNotFinite = line.relation { return ["\(value) \(votes)", votes] }
    let away = [3, 2].map { digits in
      line.margin.isNaN ? "" : look.choose("×", "x") + Figures.short(line.margin, digits: digits) + " "
    }
    return away.map { "\(value) \(tick) \($0)\(decided)" } + ["\(value) \(votes)", votes]
  }

  /// What is compared, and how: `φ ≥ 0.3`.
  private func text(_ line: Explanation.Line) -> String {
    let name = report.symbol(of: line.subject)
    let limit = Figures.trimmed(line.threshold)
    return switch line.relation {
    case .isNotFinite: "\(name) undefined"
    case .isAbove, .isAboveOrUndefined: "\(name) > \(limit)"
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
        left: "theory: \(summary.margins.mark.title)", right: ["S/\(lazy) = \(scale)"],
        rightRole: summary.margins.mark == summary.verdict.mark ? .text : .warning),
      .init(
        left: report.guideText(summary.problem).map { "guide: \($0)" }
          ?? StepGuide.lack(in: summary.problem).map { "\(report.guideSymbol): \($0)" } ?? "",
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
