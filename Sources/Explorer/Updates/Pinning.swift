import Phases
import Terminal

/// A measured cell that stays beside the cursor's.
struct Pinned {
  let cell: Cell
  let summary: CellSummary
  /// Of its curve, and of its line where there are several.
  let mark: Character
  let role: Role
}

extension State {
  static let mostPins = 4
  private static let signs: [(mark: Character, role: Role)] = [
    ("o", .curve2), ("x", .curve3), ("+", .curve4), ("#", .curve5),
  ]

  /// Pins the cell under the cursor, or takes its pin off; all matches, where these are meant.
  mutating func togglePin() {
    if let meantMatches { return pin(all: meantMatches) }
    guard let cell = diagram.measuredCell(at: viewport.cursor) else {
      notice = Notice(text: "there is no measured cell here")
      return
    }
    if let index = viewport.pins.firstIndex(of: cell) {
      viewports[current].pins.remove(at: index)
      notice = Notice(text: "the pin is off")
      return
    }
    guard viewport.pins.count < Self.mostPins else {
      return complain(
        "\(Self.mostPins) cells are pinned, and no more can be; p on one of them takes its pin off")
    }
    viewports[current].pins.append(cell)
    let count = viewport.pins.count
    notice = Notice(
      text: "pinned \(parameters(at: cell))" + (count > 1 ? " (\(count) of \(Self.mostPins))" : ""))
  }

  /// Adds them to the pins where all of them have room; otherwise they stay meant.
  private mutating func pin(all cells: [Cell]) {
    let (pins, most) = (viewport.pins, Self.mostPins)
    let new = cells.filter { !pins.contains($0) }
    guard pins.count + new.count <= most else {
      return complain(
        pins.isEmpty
          ? "\(cells.count) cells match; \(most) can be pinned at most"
          : "\(pins.count) cells are pinned, and \(new.count) more match; \(most) can be pinned at most")
    }
    meantMatches = nil
    viewports[current].pins += new
    let cells = new.count == 1 ? "1 cell" : "\(new.count) cells"
    let count = viewport.pins.count
    notice = Notice(
      text: new.isEmpty
        ? "all of them are pinned already"
        : "pinned: \(cells)" + (pins.isEmpty ? "" : " (\(count) of \(most))"))
  }

  /// The pinned cells and what was measured on them, without the one that the cursor is on.
  var pinnedCells: [Pinned] {
    let here = diagram.measuredCell(at: viewport.cursor)
    return zip(viewport.pins, Self.signs).compactMap { cell, sign in
      guard cell != here, let summary = diagram.shown[cell] else { return nil }
      return Pinned(cell: cell, summary: summary, mark: sign.mark, role: sign.role)
    }
  }

  /// The one that was pinned last, where there is room for one.
  var pinned: Pinned? { pinnedCells.last }

  /// Two lines about a pinned cell, or a line about each of several.
  var pinnedLines: [CellReport.Line] {
    let pins = pinnedCells
    func line(_ pin: Pinned, _ name: String) -> CellReport.Line {
      let verdict = pin.summary.verdict
      let votes = "\(verdict.votes[verdict.regime])/\(pin.summary.evidence.count)"
      return .init(
        left: "\(name) \(parameters(at: pin.cell))",
        right: ["\(verdict.mark.shortTitle) \(votes)", "\(verdict.mark.letter) \(votes)"])
    }
    guard pins.count == 1, let pin = pins.first else { return pins.map { line($0, String($0.mark)) } }
    let summary = pin.summary
    return [
      line(pin, "pinned"),
      .init(
        left: "\(figure(.relativeFeatureUpdate, summary))  \(figure(.initialDisplacement, summary))",
        right: [losses(summary)]),
    ]
  }
}
