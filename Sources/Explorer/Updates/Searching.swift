import Phases
import Terminal

extension State {
  /// The measured cells that have what is searched for, as they are read: rows from the top, each from the left.
  private func matches(_ predicate: Predicate) -> [Cell] {
    diagram.shown.filter { cell, summary in
      var summary = summary
      if let survey = diagram.surveys[cell] { summary.distances = survey.distances }
      return predicate.holds(cell, summary)
    }.keys.sorted { Self.isBefore($0, $1) }
  }

  private static func isBefore(_ a: Cell, _ b: Cell) -> Bool {
    (b.row.units, a.column.units) < (a.row.units, b.column.units)
  }

  /// Searches and goes to the first match from the cursor on.
  mutating func find(_ predicate: Predicate) {
    search = predicate
    goToMatch(forward: true, staying: true)
  }

  /// - Parameter staying: whether the cell under the cursor itself is as good as any.
  mutating func goToMatch(forward: Bool, staying: Bool = false) {
    guard let search else {
      notice = Notice(text: "nothing is searched for yet; / searches")
      return
    }
    let cells = matches(search)
    let cursor = viewport.cursor
    guard !cells.isEmpty else { return complain("no measured cell has \(search.text)") }
    let ahead = cells.firstIndex { Self.isBefore(cursor, $0) || (staying && $0 == cursor) }
    let behind = cells.lastIndex { Self.isBefore($0, cursor) }
    let index = forward ? ahead ?? 0 : behind ?? cells.count - 1
    go(to: cells[index])
    let isAround = (forward ? ahead : behind) == nil
    let turn = isAround ? ", from the \(forward ? "top" : "bottom") again" : ""
    notice = Notice(text: "\(index + 1) of \(cells.count)\(turn): \(search.text)")
  }

  // MARK: Comparing

  /// Pins the cell under the cursor, or takes its pin off.
  mutating func togglePin() {
    guard let cell = diagram.measuredCell(at: viewport.cursor) else {
      notice = Notice(text: "there is no measured cell here")
      return
    }
    viewports[current].pin = viewport.pin == cell ? nil : cell
    notice = Notice(text: viewport.pin == nil ? "the pin is off" : "pinned \(parameters(at: cell))")
  }

  /// The pinned cell and what was measured on it, unless the cursor is there.
  var pinned: (cell: Cell, summary: CellSummary)? {
    guard let cell = viewport.pin, cell != diagram.measuredCell(at: viewport.cursor),
      let summary = diagram.shown[cell]
    else { return nil }
    return (cell, summary)
  }

  /// Two lines about the pinned cell.
  var pinnedLines: [CellReport.Line]? {
    guard let (cell, summary) = pinned else { return nil }
    let verdict = summary.verdict
    let (phi, xi) = (look.choose("φ", "phi"), look.choose("ξ", "xi"))
    let votes = "\(verdict.votes[verdict.regime])/\(summary.evidence.count)"
    return [
      .init(
        left: "pinned \(parameters(at: cell))",
        right: ["\(verdict.regime.shortName) \(votes)", "\(verdict.regime.letter) \(votes)"]),
      .init(
        left: "\(phi) \(short(summary.relativeFeatureUpdate))  \(xi) \(short(summary.initialDisplacement))",
        right: ["loss \(short(summary.initialLoss)) \(look.choose("→", "->")) \(short(summary.finalLoss))"]),
    ]
  }

  // MARK: Taking along

  /// The command line that trains the cell under the cursor again.
  mutating func copyTrainLine() -> [Effect] {
    let cell = diagram.measuredCell(at: viewport.cursor) ?? diagram.lattice.canonical(viewport.cursor)
    let configuration = diagram.measurements[cell]?.configuration ?? diagram.study.configuration(for: cell)
    let line = TrainLine(configuration, thresholds: diagram.study.thresholds).text
    notice = Notice(text: line, isWhole: true)
    return [.copy(line)]
  }
}
