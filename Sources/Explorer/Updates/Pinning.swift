import Phases
import Terminal

extension State {
  static let mostPins = Pinned.signs.count

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
      text: "pinned as \(Pinned.signs[count - 1].mark): \(report.parameters(at: cell))"
        + (count > 1 ? " (\(count) of \(Self.mostPins))" : ""))
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
}
