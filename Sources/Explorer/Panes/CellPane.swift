import Engine
import Model
import Phases
import Terminal

/// The pages of the side pane.
package enum PaneKind: Int, CaseIterable, Hashable, Sendable {
  case loss, limit, order, depth, paths

  /// With the key that shows it.
  var title: String { "\(rawValue + 1) \(name)" }

  var name: String {
    switch self {
    case .loss: "loss"
    case .limit: "limit"
    case .order: "order"
    case .depth: "depth"
    case .paths: "paths"
    }
  }

  var next: PaneKind { PaneKind(rawValue: rawValue + 1) ?? .loss }
}

/// What the side pane says about one cell, as text in two columns.
struct CellReport {
  struct Line {
    /// A regime whose glyph stands before the text, in its colours.
    var sample: Role?
    var left: String
    /// The first of these that fits is right-aligned.
    var right: [String] = []
    var rightRole = Role.text

    /// What does not fit beside gets a line of its own.
    func unfolded(to width: Int) -> [Line] {
      let taken = left.columns + (sample == nil ? 0 : 4)
      guard let shortest = right.map(\.columns).min(), taken + 2 + shortest > width else { return [self] }
      return [Line(sample: sample, left: left), Line(left: "", right: right, rightRole: rightRole)]
    }
  }

  var lines: [Line]
  var more: [Line]
}

extension State {
  var cellFrame: Pane { Pane(tabs: PaneKind.allCases.map(\.title), chosen: pane.rawValue) }

  /// The pane of the cell under the cursor: parameters, regime, measured values against thresholds, loss curves.
  func drawCellPane(on canvas: inout Canvas, layout: Layout) {
    let here = diagram.measuredCell(at: viewport.cursor)
    let report = report(here)
    if layout.paneIsCompact {
      for (row, line) in report.lines.prefix(layout.pane.height).enumerated() {
        draw(line, on: &canvas, in: layout.pane.row(row).inset(horizontally: 1, vertically: 0))
      }
      return
    }
    let frame = cellFrame
    frame.draw(on: &canvas, in: layout.pane, look: look)
    let inner = frame.inner(of: layout.pane).inset(horizontally: 1, vertically: 0)
    func unfolded(_ lines: [CellReport.Line]) -> [CellReport.Line] {
      lines.flatMap { $0.unfolded(to: inner.width) }
    }
    var lines = unfolded(report.lines)
    let (free, pinnedLines) = (inner.height - lines.count, unfolded(pinnedLines))
    let theoryLines = showsTheory ? unfolded(theoryLines) : []
    if !pinnedLines.isEmpty, free >= pinnedLines.count + 9 {
      lines += pinnedLines
    } else if !theoryLines.isEmpty, free >= theoryLines.count + 10 {
      lines += theoryLines
    } else if free > 10 {
      lines.append(.init(left: ""))
    }
    for (row, line) in lines.enumerated() { draw(line, on: &canvas, in: inner.row(row)) }
    let plot = inner.below(lines.count)
    switch pane {
    case .loss: drawLosses(of: here, on: &canvas, in: plot)
    case .limit: drawLimit(on: &canvas, in: plot)
    case .order: drawOrderParameters(on: &canvas, in: plot)
    case .depth: drawDepthProfile(of: here, on: &canvas, in: plot)
    case .paths: drawPaths(of: here, on: &canvas, in: plot)
    }
    guard !layout.details.isEmpty else { return }
    let details = Pane(title: "order parameters")
    details.draw(on: &canvas, in: layout.details, look: look)
    let room = details.inner(of: layout.details).inset(horizontally: 1, vertically: 0)
    for (row, line) in report.more.prefix(room.height).enumerated() {
      draw(line, on: &canvas, in: room.row(row))
    }
  }

  func draw(_ line: CellReport.Line, on canvas: inout Canvas, in rect: Rect) {
    var x = rect.x
    if let sample = line.sample {
      x = canvas.write(" \(look.glyph(sample) ?? " ") ", x: x, y: rect.y, style: look(sample)) + 1
    }
    let end = canvas.write(
      line.left, x: x, y: rect.y, style: look(line.sample == nil ? .text : .title), limit: rect.maxX - x)
    if let right = line.right.first(where: { $0.columns + 2 <= rect.maxX - end }) {
      canvas.write(right, in: rect, style: look(line.rightRole), align: .right)
    }
  }

  // MARK: Text

  private func report(_ shown: Cell?) -> CellReport {
    let here = diagram.lattice.canonical(viewport.cursor)
    guard let shown, let summary = diagram.shown[shown] else {
      return CellReport(
        lines: [
          .init(left: parameters(at: here), right: [status(here)], rightRole: .dim),
          .init(
            left: "theory: \(diagram.theory.regime(of: diagram.study.problem(for: here)).displayName)"),
        ], more: [])
    }
    let thresholds = diagram.study.thresholds
    let verdict = summary.verdict
    let votes = "\(verdict.votes[verdict.regime])/\(summary.evidence.count)"
    // A coarser cell stands in where this one is not measured; the pane then says so in place of the reason, and
    // dims the parameters, which are that cell's.
    let note = shown == here ? notes(verdict) : ["\(status(here)); shown is the cell before", status(here)]
    let predicted = summary.predictedRegime
    let peak = Double(summary[.peakLoss] / summary[.initialLoss])
    let lines = [
      CellReport.Line(left: parameters(at: shown), right: note, rightRole: shown == here ? .warning : .dim),
      CellReport.Line(
        sample: verdict.mark.role, left: "\(verdict.regime.displayName) \(votes)",
        right: [predicted.mark.title, predicted.mark.shortTitle, "\(letter(of: predicted.mark))"].map {
          "theory: \($0)"
        },
        rightRole: predicted == verdict.regime ? .text : .warning),
      CellReport.Line(
        left: compared(
          symbol(of: .relativeFeatureUpdate), Double(summary[.relativeFeatureUpdate]), thresholds.feature,
          above: look.choose("≥", ">="))
          + (isFeatureByScale(summary, thresholds) ? look.choose(", S ≤ 1", ", S <= 1") : ""),
        right: [
          compared(
            symbol(of: .initialDisplacement), Double(summary[.initialDisplacement]), thresholds.noise,
            above: ">")
        ]),
      CellReport.Line(
        left: losses(summary),
        right: [
          compared(symbol(of: .peak), peak, thresholds.unstable, above: ">"),
          compared(
            peak.isNaN ? "peak" : look.choose("peak ×", "peak x"), peak, thresholds.unstable, above: ">"),
        ]),
      CellReport.Line(
        left: [
          figure(.driftNonlinearity, summary), figure(.inputWeightChange, summary, 2),
          figure(.outputWeightChange, summary, 2),
        ].joined(separator: "  "),
        right: spread(summary)),
    ]
    return CellReport(lines: lines, more: details(of: shown, summary))
  }

  /// `ρ 0.055`: a quantity and its value.
  func figure(_ quantity: Quantity, _ summary: CellSummary, _ digits: Int = 3) -> String {
    "\(symbol(of: quantity)) \(Figures.short(Double(summary[quantity]), digits: digits))"
  }

  /// Before the first step and after the last.
  func losses(_ summary: CellSummary) -> String {
    let end = Figures.short(Double(summary[.finalLoss]))
    return "loss \(Figures.short(Double(summary[.initialLoss]))) \(look.choose("→", "->")) \(end)"
  }

  /// Measured after the last step only, and not of a single seed.
  func spread(_ summary: CellSummary) -> [String] {
    summary[.outputSpread].isNaN ? [] : [3, 1].map { figure(.outputSpread, summary, $0) }
  }

  /// Features count as moving up to the critical scale, also where φ is still below its threshold.
  private func isFeatureByScale(_ summary: CellSummary, _ thresholds: Thresholds) -> Bool {
    summary.verdict.regime == .featureLearning
      && Double(summary[.relativeFeatureUpdate]) < thresholds.feature
      && summary.evidence.contains { Comparison.criticalScale.holds($0, thresholds) }
  }

  /// `φ 0.231 < 0.3`: the value, and on which side of its threshold it is.
  private func compared(_ name: String, _ value: Double, _ threshold: Double, above: String) -> String {
    let isAbove = above == ">" ? value > threshold : value >= threshold
    let below = above == ">" ? look.choose("≤", "<=") : "<"
    guard !value.isNaN else { return "\(name) undefined" }
    return "\(name) \(Figures.short(value)) \(isAbove ? above : below) \(Figures.trimmed(threshold))"
  }

  func parameters(at cell: Cell) -> String {
    let study = diagram.study
    let problem = study.problem(for: cell)
    var names = [study.columns.parameter, study.rows.parameter]
    if let label = study.columns.label ?? study.rows.label, size.width >= 100 { names.append(label) }
    let values = names.map {
      "\(symbol($0)) \(Figures.significant($0.value(in: problem)).withoutTrailingZeros)"
    }
    return (values + ["S \(Figures.short(problem.relativeScale))"]).joined(separator: "  ")
  }

  /// The reason or note, and a shorter word for it.
  private func notes(_ verdict: Verdict) -> [String] {
    let notes = verdict.reason?.titles ?? []
    guard let other = verdict.contender else { return notes }
    let split = "split, \(verdict.votes[other]) \(letter(of: other.mark))"
    return notes.map { "\($0); \(split)" } + [split, "split"]
  }

  func status(_ cell: Cell) -> String {
    if diagram.running.contains(cell) { return "running" }
    if diagram.queued.contains(cell) { return "queued" }
    if diagram.failed.contains(cell) { return "failed" }
    return "coarser cell"
  }

  /// Every median, for windows with room below the grid.
  private func details(of cell: Cell, _ summary: CellSummary) -> [CellReport.Line] {
    func line(_ quantity: Quantity, _ symbol: String = "") -> CellReport.Line {
      .init(left: quantity.row.title + symbol, right: [Figures.short(Double(summary[quantity]), digits: 4)])
    }
    let problem = summary.problem
    let votes = Regime.allCases.compactMap { regime in
      let count = summary.verdict.votes[regime]
      return count > 0 ? "\(regime.displayName) \(count)" : nil
    }
    let limits = [
      (Quantity.limitDistance, limitText(of: cell)), (Quantity.tangentDistance, tangentText(of: cell)),
    ]
    .compactMap { quantity, text in text.map { CellReport.Line(left: quantity.row.title, right: [$0]) } }
    let first: [Quantity] = [
      .relativeFeatureUpdate, .localFeatureUpdate, .driftNonlinearity, .initialDisplacement,
    ]
    let last: [Quantity] = [.initialLoss, .finalLoss, .peakLoss]
    let others = Quantity.ofSeeds.filter { !(first + last).contains($0) }
    return [
      .init(left: "votes of the seeds", right: [votes.joined(separator: ", ")]),
      .init(
        left: "residual scale \(symbol(.residualScale))",
        right: [Figures.significant(problem.scaling.residualScale(problem.shape))]),
    ] + first.map { line($0, " " + symbol(of: $0)) } + others.map { line($0) }
      + (summary[.outputSpread].isNaN ? [] : [line(.outputSpread)]) + limits + last.map { line($0) }
  }
}

extension String {
  /// `64` for `64.0`, `5.01` for `5.01`.
  fileprivate var withoutTrailingZeros: String {
    guard contains("."), !contains("e") else { return self }
    var text = self
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
