import Engine
import Model
import Phases
import Sweep
import Terminal

/// The pane of the cell under the cursor: parameters, regime, measured values against thresholds, and a page.
struct CellPane {
  let report: Report
  let kind: PaneKind

  private var diagram: Diagram { report.diagram }
  private var look: Look { report.look }

  /// Rows that a page needs.
  private static let leastPage = 7

  static func frame(_ kind: PaneKind, of vocabulary: Vocabulary = .builtIn) -> Pane {
    let kinds = vocabulary.isBuiltIn ? PaneKind.allCases : [.loss]
    return Pane(tabs: kinds.map(\.title), chosen: kind.rawValue)
  }

  func draw(on canvas: inout Canvas) {
    let layout = report.shownLayout
    let place = layout.paneIsCompact ? layout.pane : Self.frame(kind).inner(of: layout.pane)
    let width = place.width - 2
    let problem = shown?.summary.problem ?? diagram.study.problem(for: report.here)
    let first = lines + report.coloringLines(of: shown, besides: Self.named, width: width)
    let network = report.networkLines(problem, width: width)
    if layout.paneIsCompact {
      for (row, line) in (first + network).prefix(layout.pane.height).enumerated() {
        line.draw(on: &canvas, in: layout.pane.row(row).inset(horizontally: 1, vertically: 0), look: look)
      }
      return
    }
    let frame = Self.frame(kind)
    frame.draw(on: &canvas, in: layout.pane, look: look)
    let inner = frame.inner(of: layout.pane).inset(horizontally: 1, vertically: 0)
    func unfolded(_ lines: [PaneLine]) -> [PaneLine] {
      lines.flatMap { $0.unfolded(to: inner.width) }
    }
    var lines = unfolded(first)
    // In a narrow pane the curves need the room; `why` names the network, too.
    if inner.height - lines.count - network.count >= Self.leastPage { lines += network }
    let (free, pinnedLines) = (inner.height - lines.count, unfolded(pinnedLines))
    let theoryLines = report.showsTheory ? unfolded(report.theoryLines) : []
    if !pinnedLines.isEmpty, free >= pinnedLines.count + Self.leastPage {
      lines += pinnedLines
    } else if !theoryLines.isEmpty, free >= theoryLines.count + Self.leastPage {
      lines += theoryLines
    } else if free > 10 {
      lines.append(.init(left: ""))
    }
    for (row, line) in lines.enumerated() { line.draw(on: &canvas, in: inner.row(row), look: look) }
    kind.page.draw(report, on: &canvas, in: inner.below(lines.count))
    guard !layout.details.isEmpty else { return }
    let details = Pane(title: "order parameters")
    details.draw(on: &canvas, in: layout.details, look: look)
    let room = details.inner(of: layout.details).inset(horizontally: 1, vertically: 0)
    for (row, line) in more(width: room.width).prefix(room.height).enumerated() {
      line.draw(on: &canvas, in: room.row(row), look: look)
    }
  }

  // MARK: Text

  private var shown: (cell: Cell, summary: CellSummary)? {
    report.cell.flatMap { cell in diagram.shown[cell].map { (cell, $0) } }
  }

  /// Colourings whose values `lines` has.
  private static let named: Set<Quantity> = [
    .relativeFeatureUpdate, .initialDisplacement, .finalLoss, .driftNonlinearity, .inputWeightChange,
    .outputSpread,
  ]

  private var lines: [PaneLine] {
    let here = report.here
    guard let (cell, summary) = shown else {
      return [
        .init(left: report.parameters(at: here), right: [report.status(here)], rightRole: .dim),
        .init(left: "theory: \(diagram.theory.margins(of: diagram.study.problem(for: here)).mark.title)"),
      ]
    }
    let thresholds = diagram.study.thresholds
    let verdict = summary.verdict
    let votes = summary.votesText
    // A coarser cell stands in where this one is not measured; the pane then says so in place of the reason, and
    // dims the parameters, which are that cell's.
    let note =
      cell == here
      ? notes(summary) : ["\(report.status(here)); shown is the cell before", report.status(here)]
    let predicted = summary.margins.mark
    let peak = Double(summary[.peakLoss] / summary[.initialLoss])
    return [
      PaneLine(left: report.parameters(at: cell), right: note, rightRole: cell == here ? .warning : .dim),
      PaneLine(
        sample: verdict.mark.role, left: "\(verdict.mark.title) \(votes)",
        right: [predicted.title, predicted.shortTitle, "\(report.letter(of: predicted))"].map {
          "theory: \($0)"
        },
        rightRole: predicted == verdict.mark || verdict.regime == .undecided ? .text : .warning),
      PaneLine(
        left: compared(
          report.symbol(of: .relativeFeatureUpdate), Double(summary[.relativeFeatureUpdate]),
          thresholds.feature,
          above: look.choose("≥", ">="))
          + (verdict.reason == .byScale ? look.choose(", S ≤ 1", ", S <= 1") : ""),
        right: [
          compared(
            report.symbol(of: .initialDisplacement), Double(summary[.initialDisplacement]), thresholds.noise,
            above: ">")
        ]),
      PaneLine(
        left: report.losses(summary),
        right: [report.symbol(of: .peak), peak.isNaN ? "peak" : look.choose("peak ×", "peak x")].map { name in
          // Of batches no peak is noted, however high.
          guard !summary.problem.isBatched || peak.isNaN else { return "\(name) \(Figures.short(peak))" }
          return compared(name, peak, thresholds.catapult, above: ">")
        }),
      PaneLine(
        left: [
          report.figure(.driftNonlinearity, summary), report.figure(.inputWeightChange, summary, 2),
          report.figure(.outputWeightChange, summary, 2),
        ].joined(separator: "  "),
        right: report.spread(summary)),
    ]
  }

  /// `φ 0.231 < 0.3`: the value, and on which side of its threshold it is.
  private func compared(_ name: String, _ value: Double, _ threshold: Double, above: String) -> String {
    let isAbove = above == ">" ? value > threshold : value >= threshold
    let below = above == ">" ? look.choose("≤", "<=") : "<"
    guard !value.isNaN else { return "\(name) undefined" }
    return "\(name) \(Figures.short(value)) \(isAbove ? above : below) \(Figures.trimmed(threshold))"
  }

  /// The reason and the notes, and shorter words for them.
  private func notes(_ summary: CellSummary) -> [String] {
    let verdict = summary.verdict
    let ruler = summary.evidence.first?.ruler ?? .none
    let reasons: [String] =
      switch verdict.reason {
      case .noRuler:
        (ruler.fault(diagram.study.thresholds.values).map { ["critical companion \($0.rawValue)"] } ?? [])
          + Reason.noRuler.titles
      // The verdict's own name says it.
      case .some(let reason): reason.mark == nil ? reason.titles : []
      case nil: []
      }
    let further = verdict.notes.reasons.filter { $0 != verdict.reason }.compactMap(\.titles.last)
    let together = reasons.map { ([$0] + further).joined(separator: ", ") }
    let alone = [further.joined(separator: ", ")] + further.prefix(1)
    let notes = further.isEmpty ? reasons : reasons.isEmpty ? alone : together + reasons
    guard let other = verdict.contender else { return notes }
    let split = "split, \(verdict.rivalVotes) \(report.letter(of: other))"
    return notes.map { "\($0); \(split)" } + [split, "split"]
  }

  /// Every median, for windows with room below the grid.
  private func more(width: Int) -> [PaneLine] {
    guard let (cell, summary) = shown else { return [] }
    func line(_ quantity: Quantity, _ symbol: String = "") -> PaneLine {
      .init(left: quantity.row.title + symbol, right: [Figures.short(Double(summary[quantity]), digits: 4)])
    }
    let problem = summary.problem
    let ballots = Explanation(summary.evidence, thresholds: diagram.study.thresholds).ballots
    let counts = Mark.all.map { mark in (mark: mark, votes: ballots.count { $0 == mark }) }.filter {
      $0.votes > 0
    }
    // In full, shorter, or by letters: whatever has room.
    let votes = [
      counts.map { "\($0.mark.title) \($0.votes)" }, counts.map { "\($0.mark.shortTitle) \($0.votes)" },
      counts.map { "\(report.letter(of: $0.mark)) \($0.votes)" },
    ]
    let limits = [
      (Quantity.limitDistance, report.limitText(of: cell)),
      (Quantity.tangentDistance, report.tangentText(of: cell)),
      (Quantity.tangentLimitDistance, report.tangentLimitText(of: cell)),
    ]
    .filter { quantity, _ in quantity.isDefined(for: problem) }
    .compactMap { quantity, text in text.map { PaneLine(left: quantity.row.title, right: [$0]) } }
    let first: [Quantity] = [
      .relativeFeatureUpdate, .localFeatureUpdate, .driftNonlinearity, .initialDisplacement,
    ]
    let last: [Quantity] = [.initialLoss, .finalLoss, .peakLoss]
    let others = Quantity.ofSeeds.filter { !(first + last).contains($0) }
    return [
      .init(left: "votes of the seeds", right: votes.map { $0.joined(separator: ", ") }),
      .init(
        left: "residual scale \(report.symbol(.residualScale))",
        right: [Figures.significant(problem.scaling.residualScale(problem.shape))]),
    ] + first.map { line($0, " " + report.symbol(of: $0)) } + others.map { line($0) }
      + (summary[.outputSpread].isNaN ? [] : [line(.outputSpread)]) + limits + last.map { line($0) }
      + report.heldOutLines(cell, summary)
      + (report.guideText(problem).map { [.init(left: "step size, in units of its guide", right: [$0])] }
        ?? [])
      + report.lacks(of: problem).flatMap {
        PaneLine(left: $0.subject, right: [$0.reason], rightRole: .dim).unfolded(to: width)
      }
  }

  /// Two lines about a pinned cell, or a line about each of several.
  private var pinnedLines: [PaneLine] {
    let pins = report.pinnedCells
    func line(_ pin: Pinned, _ name: String) -> PaneLine {
      let verdict = pin.summary.verdict
      let votes = pin.summary.votesText
      return .init(
        left: "\(name) \(report.parameters(at: pin.cell))",
        right: ["\(verdict.mark.shortTitle) \(votes)", "\(verdict.mark.letter) \(votes)"])
    }
    guard pins.count == 1, let pin = pins.first else { return pins.map { line($0, String($0.mark)) } }
    let summary = pin.summary
    return [
      line(pin, String(pin.mark)),
      .init(
        left:
          "\(report.figure(.relativeFeatureUpdate, summary))  \(report.figure(.initialDisplacement, summary))",
        right: [report.losses(summary)]),
    ]
  }
}
