import Phases
import Synchronization

/// The losses of the cells in training. Workers tell them at any pace; somebody may look at one cell, and hears of news
/// once, until it is looked at again.
final class LiveLosses: Sendable {
  private struct State {
    var curves: [Cell: LiveCurve] = [:]
    /// The cell that was read last.
    var watched: Cell?
    /// Whether it was told that there is news of it.
    var isTold = false
  }

  private let state = Mutex(State())

  /// Returns whether somebody is to be told.
  func add(_ point: LiveCurve.Point, of seed: Int, in cell: Cell) -> Bool {
    state.withLock { state in
      state.curves[cell, default: LiveCurve()].add(point, of: seed)
      guard state.watched == cell, !state.isTold else { return false }
      state.isTold = true
      return true
    }
  }

  /// `nil`: nothing is known of it.
  func read(_ cell: Cell) -> LiveCurve? {
    state.withLock { state in
      state.watched = cell
      state.isTold = false
      return state.curves[cell]
    }
  }

  /// They are in training no longer.
  func forget(_ cells: some Sequence<Cell>) {
    state.withLock { state in
      for cell in cells { state.curves[cell] = nil }
    }
  }
}
