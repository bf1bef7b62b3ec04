import Phases
import Sweep
import Terminal

/// The pane of the cell under the cursor where a trainer's networks are shown: what is known of them is their losses and
/// what the trainer measures.
struct DeclaredPane {
  let report: Report
  /// Whether it says why the cell is in its regime.
  let explains: Bool

  private var diagram: Diagram { report.diagram }
  private var look: Look { report.look }

  func draw(on canvas: inout Canvas) {
    let layout = report.shownLayout
    if layout.paneIsCompact {
      for (row, line) in lines(width: layout.pane.width - 2).prefix(layout.pane.height).enumerated() {
        line.draw(on: &canvas, in: layout.pane.row(row).inset(horizontally: 1, vertically: 0), look: look)
      }
      return
    }
    let plain = CellPane.frame(.loss, of: report.study.vocabulary)
    let frame = explains ? Pane(title: "why (Enter closes)", isFocused: true) : plain
    frame.draw(on: &canvas, in: layout.pane, look: look)
    let inner = frame.inner(of: layout.pane).inset(horizontally: 1, vertically: 0)
    let all = lines(width: inner.width) + (explains ? why(width: inner.width) : [])
    let shown = all.flatMap { $0.unfolded(to: inner.width) }
    for (row, line) in shown.prefix(inner.height).enumerated() {
      line.draw(on: &canvas, in: inner.row(row), look: look)
    }
    guard !explains else { return }
    LossPage().draw(report, on: &canvas, in: inner.below(min(shown.count + 1, inner.height)))
  }

  /// First what is said of the cell itself, then what a coarser one has, under its name.
  private func lines(width: Int) -> [PaneLine] {
    let here = report.here
    guard let cell = report.cell, let summary = diagram.shown[cell] else {
      return untrained(width) + training
    }
    if cell == here {
      let notes = summary.verdict.notes.reasons.compactMap(\.titles.last).joined(separator: ", ")
      return [PaneLine(left: report.parameters(at: cell), right: [notes], rightRole: .warning)]
        + measured(summary, width) + training
    }
    let own = untrained(width) + training
    // The curves are those of the cell itself.
    guard training.isEmpty else { return own }
    let name = report.parameters(at: cell).replacing("  ", with: ", ")
    return own + "shown: the coarser cell \(name)".wrapped(to: width).map { PaneLine(left: $0) }
      + measured(summary, width)
  }

  /// Of the cell under the cursor where it has no result.
  private func untrained(_ width: Int) -> [PaneLine] {
    let here = report.here
    let isAsked = diagram.running.contains(here) || diagram.queued.contains(here)
    let failure = diagram.failures[here]
    let status = isAsked || failure != nil ? report.status(here) : "not trained"
    return [PaneLine(left: report.parameters(at: here), right: [status], rightRole: .dim)]
      + (failure?.wrapped(to: width) ?? []).map { PaneLine(left: $0) }
  }

  /// How far its training is, where the trainer tells.
  private var training: [PaneLine] {
    guard let seed = diagram.liveCurve(of: report.here)?.latest else { return [] }
    let count = report.study.problem(for: report.here).seedCount
    return [
      PaneLine(
        left: "training, step \(seed.last.step)  loss \(Figures.short(seed.last.loss))",
        right: count > 1 ? ["seed \(seed.seed)"] : [], rightRole: .dim)
    ]
  }

  private func measured(_ summary: CellSummary, _ width: Int) -> [PaneLine] {
    let verdict = summary.verdict
    let peak = Double(summary[.peakLoss] / summary[.initialLoss])
    let first = [
      PaneLine(
        left:
          "\(report.letter(of: verdict.mark))  \(verdict.mark.title) \(verdict.alike)/\(summary.evidence.count)",
        right: ["step \(summary.step)"], rightRole: .dim)
    ]
    let losses = [
      PaneLine(
        left: report.losses(summary),
        right: peak.isFinite ? [look.choose("peak ×", "peak x") + " \(Figures.short(peak))"] : [])
    ]
    let remarks = [tie(verdict), diverged(summary)].compactMap(\.self)
    let quantities = report.study.vocabulary.quantities.ofSteps.map { quantity in
      PaneLine(left: quantity.row.title, right: value(of: quantity, summary))
    }
    return first + losses + remarks.flatMap { $0.wrapped(to: width) }.map { PaneLine(left: $0) } + quantities
  }

  /// With its threshold, where a rule asks for it.
  private func value(of quantity: Quantity, _ summary: CellSummary) -> [String] {
    guard Double(summary[quantity]).isFinite else { return ["not measured"] }
    let figure = report.figure(quantity, summary)
    let thresholds = report.study.thresholds
    guard quantity.name == "feature_update", thresholds.rules.thresholds.contains(.feature) else {
      return [figure]
    }
    let threshold = Figures.trimmed(thresholds.feature)
    let isAbove = Double(summary[quantity]) >= thresholds.feature
    return [
      "\(figure), feature from \(threshold)",
      "\(figure) \(isAbove ? look.choose("≥", ">=") : "<") \(threshold)",
    ]
  }

  /// Why a regime that no majority has is the cell's.
  private func tie(_ verdict: Verdict) -> String? {
    let most = verdict.votes[verdict.regime]
    let tied = report.study.thresholds.rules.regimes.filter { verdict.votes[$0] == most }
    guard tied.count > 1 else { return nil }
    let names = tied.map { "\(most) \($0.mark.title)" }.joined(separator: ", ")
    return "a tie of seeds (\(names)): the rule that comes first decides"
  }

  /// Which seeds the values are of, where some diverged.
  private func diverged(_ summary: CellSummary) -> String? {
    let seeds = summary.evidence
    let (finite, peaks) = (seeds.count { $0.finalLoss.isFinite }, seeds.count { $0.peakLoss.isFinite })
    if finite == seeds.count, peaks == finite { return nil }
    if finite == 0 { return seeds.count == 1 ? "the seed diverged" : "all \(seeds.count) seeds diverged" }
    let peak = peaks == finite ? "" : ", peak of \(peaks)"
    return "values of \(finite) of \(seeds.count) seeds\(peak); the others diverged"
  }

  private func why(width: Int) -> [PaneLine] {
    guard let cell = report.cell, let summary = diagram.shown[cell] else { return [] }
    let explanation = Explanation(summary.evidence, thresholds: diagram.study.thresholds)
    let count = summary.evidence.count
    let rules = explanation.rules.enumerated().flatMap { index, rule -> [PaneLine] in
      let isDeciding = index == explanation.deciding
      let head = "\(isDeciding ? look.choose("▸", ">") : " ") \(index + 1) \(report.letter(of: rule.mark)) "
      let votes = "\(rule.votes)/\(count)"
      // A study's own conditions may be long.
      let words = rule.name.wrapped(to: width - head.columns - votes.columns - 2)
      let rest = words.dropFirst().map { PaneLine(left: String(repeating: " ", count: head.columns) + $0) }
      return [
        PaneLine(left: head + (words.first ?? ""), right: [votes], rightRole: isDeciding ? .title : .text)
      ] + rest
    }
    let ballots = explanation.ballots.map { String(report.letter(of: $0)) }.joined()
    return [PaneLine(left: "the first that holds", right: ["decided"], rightRole: .dim)] + rules
      + [PaneLine(left: "votes of the seeds", right: [ballots])]
  }
}
