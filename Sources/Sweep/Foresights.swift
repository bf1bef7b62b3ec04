import Model
import Phases

/// Cells that noise dominates by theory: whether it does is known from one forward pass, and those in which it does are
/// trained last.
struct Foresights: Sendable {
  private var cells: [Cell] = []
  private var next = 0
  private var noisy: Set<Cell> = []
  /// How often some were handed out beyond their turn: twice for every training, so that the first measured cells do not wait
  /// for all of a large grid.
  private var ahead = 0
  private static let mostAhead = 8

  mutating func add(_ cell: Cell) { cells.append(cell) }

  /// Whether noise dominates it, as far as that is known.
  func isNoisy(_ cell: Cell) -> Bool { noisy.contains(cell) }

  /// Something else was handed out.
  mutating func noteTraining() { ahead = max(0, ahead - 2) }

  /// Whether nothing else can be done, or it is their turn.
  func areDue(_ isAlone: Bool) -> Bool { next < cells.count && (isAlone || ahead < Self.mostAhead) }

  mutating func note(noisy cell: Cell) { noisy.insert(cell) }

  /// The first that still waits, and further ones of those behind it that share vectors with it.
  mutating func take(where waits: (Cell) -> Bool, problem: (Cell) -> Problem) -> [(
    cell: Cell, problem: Problem
  )] {
    while next < cells.count, !waits(cells[next]) { next += 1 }
    guard next < cells.count else { return [] }
    ahead += 1
    let first = (cell: cells[next], problem: problem(cells[next]))
    next += 1
    var found = [first]
    while next < cells.count, found.count < Self.most {
      let cell = cells[next]
      guard waits(cell) else {
        next += 1
        continue
      }
      let other = problem(cell)
      guard other.sharesVectors(with: first.problem) else { break }
      found.append((cell, other))
      next += 1
    }
    return found
  }

  /// Two vectors of two seeds each.
  private static let most = 8
}
