import Engine
import Limits
import Model
import Phases

/// What happened in a sweep; told on a worker's thread. `Diagram.apply` takes it.
package enum SweepEvent: Sendable {
  case started(Scheduler.Job)
  /// How far a critical companion in training is; never less than before, and all at its end.
  case companionAdvanced(Problem, CompanionProgress)
  /// A critical companion is measured; it comes before the cells whose regime needs it.
  case companion(Problem, Measurement)
  /// The cell whose losses were looked at last has told more of them; not told again before they are looked at.
  case reported(Cell)
  /// A cell is trained, and is told when its companion is.
  case held(Cell)
  case finished(Cell, Measurement)
  /// Noise dominates the first seeds of a cell before they are trained, and so will the cell.
  case foreseen(Cell)
  /// Cells that were measured before, few enough at a time that a key does not wait for them.
  case recalled([Cell: Measurement])
  /// The limits of a cell were measured; `nil`: they could not be.
  case surveyed(Cell, CellSurvey?)
  /// Finished cells cannot be kept, and why; `nil`: they can again.
  case stalled(String?)
  /// Cells that will have no result, and why.
  case failed([Cell], String)
  /// Everything wanted so far has ended, and every event about it has been told.
  case idle

  /// Cells in one `recalled`.
  static let mostRecalled = 16384

  /// In parts.
  static func recalling(_ known: [(key: Cell, value: Measurement)]) -> [SweepEvent] {
    stride(from: 0, to: known.count, by: mostRecalled).map { start in
      let part = known[start..<min(known.count, start + mostRecalled)]
      return .recalled(Dictionary(part.map { ($0.key, $0.value) }) { first, _ in first })
    }
  }
}
