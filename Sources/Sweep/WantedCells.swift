import Phases

/// How much the picture depends on the seeds that are left of a cell.
package enum RestOfSeeds: Int, CaseIterable, Sendable {
  /// Its neighbours have other regimes, or its seeds do.
  case boundary
  case inside
  /// Its seeds diverge, all of them.
  case divergent
}

/// The cells that are wanted, in the order in which they are to be trained. What has become of each is not known here: a cell
/// may stand in several batches, and long be finished.
struct WantedCells: Sendable {
  /// Cells wanted together.
  struct Batch: Sendable {
    fileprivate(set) var cells: [Cell]
    /// The first that may still be waiting.
    fileprivate(set) var next = 0
    /// Whether only the first seeds of each are trained, and the rest once every cell has those.
    var isStaged = false

    fileprivate var isOver: Bool { next >= cells.count }
  }

  /// The most urgent first.
  private var batches: [Batch] = []
  /// Cells whose first seeds are trained: those that the picture depends on, the others, those whose rest says least.
  private var rests: [Batch] = RestOfSeeds.allCases.map { _ in Batch(cells: []) }

  var indices: Range<Int> { 0..<batches.count + rests.count }

  subscript(index: Int) -> Batch {
    get { index < batches.count ? batches[index] : rests[index - batches.count] }
    _modify {
      if index < batches.count { yield &batches[index] } else { yield &rests[index - batches.count] }
    }
  }

  mutating func add(_ cells: [Cell], isUrgent: Bool, isStaged: Bool = false) {
    guard !cells.isEmpty else { return }
    batches.insert(Batch(cells: cells, isStaged: isStaged), at: isUrgent ? 0 : batches.count)
  }

  mutating func add(_ cell: Cell, rest: RestOfSeeds) { rests[rest.rawValue].cells.append(cell) }

  /// Forgets batches of which nothing waits, and moves the others to the first cell that does.
  mutating func advance(to waits: (_ cell: Cell, _ isStaged: Bool) -> Bool) {
    for index in indices {
      let batch = self[index]
      self[index].next =
        batch.cells[batch.next...].firstIndex { waits($0, batch.isStaged) } ?? batch.cells.count
    }
    batches.removeAll(where: \.isOver)
  }
}
