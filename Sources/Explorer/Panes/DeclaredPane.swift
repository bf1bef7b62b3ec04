import Phases
import Sweep
import Terminal

/// The pane of the cell under the cursor where a trainer's networks are shown: what is known of them is their losses and
/// what the trainer measures.
struct DeclaredPane {
  let report: Report
  let kind: PaneKind
  /// Whether it says why the cell is in its regime.
  let explains: Bool

  private var diagram: Diagram { report.diagram }
  private var look: Look { report.look }

  func draw(on canvas: inout Canvas) {
    let layout = report.shownLayout
    let frame = explains ? Pane(title: "why (Enter closes)", isFocused: true) : CellPane.frame(kind)
    if layout.paneIsCompact {
      for (row, line) in lines.prefix(layout.pane.height).enumerated() {
        line.draw(on: &canvas, in: layout.pane.row(row).inset(horizontally: 1, vertically: 0), look: look)
      }
      return
    }
    frame.draw(on: &canvas, in: layout.pane, look: look)
    let inner = frame.inner(of: layout.pane).inset(horizontally: 1, vertically: 0)
    let shown = (lines + (explains ? why : [])).flatMap { $0.unfolded(to: inner.width) }
    for (row, line) in shown.prefix(inner.height).enumerated() {
      line.draw(on: &canvas, in: inner.row(row), look: look)
    }
    guard !explains else { return }
    let rest = inner.below(min(shown.count + 1, inner.height))
    if kind == .loss {
      kind.page.draw(report, on: &canvas, in: rest)
    } else {
      canvas.writeEmpty("a trainer's networks have losses and its quantities: pane 1", in: rest, look: look)
    }
  }

  private var lines: [PaneLine] {
    guard let cell = report.cell, let summary = diagram.shown[cell] else {
      let failure = diagram.failures[report.here].map { [PaneLine(left: $0, rightRole: .warning)] } ?? []
      return [
        PaneLine(
          left: report.parameters(at: report.here), right: [report.status(report.here)], rightRole: .dim)
      ] + failure
    }
    let verdict = summary.verdict
    let notes = verdict.notes.reasons.compactMap(\.titles.last).joined(separator: ", ")
    let isHere = cell == report.here
    let quantities = report.study.vocabulary.quantities
    let peak = Double(summary[.peakLoss] / summary[.initialLoss])
    return [
      PaneLine(
        left: report.parameters(at: cell), right: [isHere ? notes : report.status(report.here)],
        rightRole: isHere ? .warning : .dim),
      PaneLine(
        left:
          "\(report.letter(of: verdict.mark))  \(verdict.mark.title) \(verdict.alike)/\(summary.evidence.count)",
        right: ["step \(summary.step)"], rightRole: .dim),
      PaneLine(
        left: report.losses(summary),
        right: peak.isFinite ? [look.choose("peak ×", "peak x") + " \(Figures.short(peak))"] : []),
    ]
      + quantities.ofSteps.map { quantity in
        let value = Double(summary[quantity])
        return PaneLine(
          left: "\(quantity.row.title)",
          right: [value.isFinite ? report.figure(quantity, summary) : "not measured"])
      }
  }

  private var why: [PaneLine] {
    guard let cell = report.cell, let summary = diagram.shown[cell] else { return [] }
    let explanation = Explanation(summary.evidence, thresholds: diagram.study.thresholds)
    let count = summary.evidence.count
    let rules = explanation.rules.enumerated().map { index, rule in
      PaneLine(
        left: "\(index == explanation.deciding ? look.choose("▸", ">") : " ") \(index + 1) "
          + "\(report.letter(of: rule.mark)) \(rule.name)",
        right: ["\(rule.votes)/\(count)"], rightRole: index == explanation.deciding ? .title : .text)
    }
    let ballots = explanation.ballots.map { String(report.letter(of: $0)) }.joined()
    return [PaneLine(left: "the first that holds", right: ["decided"], rightRole: .dim)] + rules
      + [PaneLine(left: "votes of the seeds", right: [ballots])]
  }
}
