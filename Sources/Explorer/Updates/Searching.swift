import Phases
import Terminal

extension State {
  /// The measured cells that have what is searched for, as they are read: rows from the top, each from the left.
  var matches: [Cell] {
    guard let search else { return [] }
    return diagram.shown.filter { cell, summary in
      var summary = summary
      if let survey = diagram.surveys[cell] { summary.distances = survey.distances }
      return search.holds(cell, summary)
    }.keys.sorted { Self.isBefore($0, $1) }
  }

  private static func isBefore(_ a: Cell, _ b: Cell) -> Bool {
    (b.row.units, a.column.units) < (a.row.units, b.column.units)
  }

  /// Searches and goes to the first match from the cursor on.
  mutating func find(_ predicate: Predicate) {
    search = predicate
    meantMatches = nil
    goToMatch(forward: true, staying: true)
  }

  /// - Parameter staying: whether the cell under the cursor itself is as good as any.
  mutating func goToMatch(forward: Bool, staying: Bool = false) {
    guard let search else {
      notice = Notice(text: "nothing is searched for yet; / searches")
      return
    }
    let cells = matches
    let cursor = viewport.cursor
    guard !cells.isEmpty else { return complain(nothing(of: search)) }
    let ahead = cells.firstIndex { Self.isBefore(cursor, $0) || (staying && $0 == cursor) }
    let behind = cells.lastIndex { Self.isBefore($0, cursor) }
    let index = forward ? ahead ?? 0 : behind ?? cells.count - 1
    go(to: cells[index])
    let isAround = (forward ? ahead : behind) == nil
    let turn = isAround ? ", from the \(forward ? "top" : "bottom") again" : ""
    let line = "\(index + 1) of \(cells.count)\(turn): \(search.text)"
    let hint = cells.count > 1 && !takesMatches ? " (:all takes all)" : ""
    notice = Notice(text: (line + hint).columns <= size.width - 2 ? line + hint : line)
  }

  /// From now on `e`, `m` or `p` is meant for all matches that there are now.
  mutating func takeMatches() {
    guard let search else { return complain("nothing is searched for yet; / searches") }
    let cells = matches
    guard !cells.isEmpty else { return complain(nothing(of: search)) }
    viewports[current].mark = nil
    meantMatches = cells
    let keys = [Command.seeds, .measure, .pin].compactMap { command in
      keymap.bindings.first { $0.command == command }.map { look.name($0.keys[0]) }
    }
    let names =
      keys.count == 3 ? "\(keys[0]) (seeds), \(keys[1]) (limits) or \(keys[2]) (pin)" : "the next command"
    notice = Notice(text: "all \(cells.count) with \(search.text): \(names) takes them, Esc lets them go")
  }

  /// That no cell has it, and why none can.
  private func nothing(of search: Predicate) -> String {
    let lacks = search.quantities.compactMap { quantity in
      quantity.lack(in: diagram.study).map { "\(quantity.row.title): \($0)" }
    }
    return (["no measured cell has \(search.text)"] + lacks).joined(separator: "; ")
  }

  // MARK: Taking along

  /// The command line that trains the cell under the cursor again.
  mutating func copyTrainLine() -> [Effect] {
    let cell = diagram.measuredCell(at: viewport.cursor) ?? diagram.lattice.canonical(viewport.cursor)
    let problem = diagram.measurements[cell]?.problem ?? diagram.study.problem(for: cell)
    let study = diagram.study
    let line = TrainLine(problem, thresholds: study.thresholds, ownData: study.ownData).text
    notice = Notice(text: line)
    return [.copy(line)]
  }
}
