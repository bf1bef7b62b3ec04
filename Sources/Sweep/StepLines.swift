import Model
import Phases

/// Which cells are one training: those of a line that differ in their steps alone. Empty in a study whose steps are no
/// axis, where every cell is a training of its own.
struct StepLines: Sendable {
  /// Where a line stands, on the axis that is not the steps.
  private enum Way { case columns, rows }

  private let way: Way?
  /// Whether the critical companions of different lines differ in nothing but their steps.
  let shareCompanions: Bool
  private var lines: [Position: Set<Cell>] = [:]

  init(_ study: Study) {
    way =
      study.rows.parameter == .steps ? .columns : study.columns.parameter == .steps ? .rows : nil
    let other = way == .columns ? study.columns.parameter : study.rows.parameter
    shareCompanions = way != nil && !other.field.isSameInCompanion
  }

  /// Whether the steps are an axis.
  var isNeeded: Bool { way != nil }

  /// `nil`: the cell is in no line.
  func line(of cell: Cell) -> Position? {
    switch way {
    case .columns: cell.column
    case .rows: cell.row
    case nil: nil
    }
  }

  mutating func add(_ cell: Cell) {
    if let line = line(of: cell) { lines[line, default: []].insert(cell) }
  }

  /// The cells of its line that were added, itself among them.
  func cells(inLineWith cell: Cell) -> Set<Cell> { line(of: cell).flatMap { lines[$0] } ?? [] }

  /// All that were added.
  var cells: some Sequence<Cell> { lines.values.lazy.flatMap(\.self) }
}
