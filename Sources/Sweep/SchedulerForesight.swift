import Engine
import Phases

extension Scheduler {
  /// Cells to look at, at their turn.
  mutating func nextForesights(areAlone: Bool = false) -> [Job] {
    guard foresights.areDue(areAlone) else { return [] }
    let (cells, study) = (cells, study)
    let found = foresights.take {
      cells[$0] == .queued
    } problem: {
      study.problem(for: $0)
    }
    return zip(found, SeedGroup.first(Self.firstSeeds, of: found.map(\.problem))).map {
      .foresight($0.cell, $1)
    }
  }

  /// A cell was looked at.
  mutating func foresee(_ cell: Cell, isNoisy: Bool) {
    // Somebody may have wanted it at once meanwhile.
    guard cells[cell] == .queued else { return }
    if isNoisy {
      foresights.note(noisy: cell)
      wanted.add(cell, rest: .divergent)
    } else {
      wanted.add([cell], isUrgent: false, isStaged: true)
    }
  }
}
