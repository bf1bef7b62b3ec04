import Input

/// How a cell ended.
package enum TrainerOutcome: Hashable, Sendable {
  /// What each seed gave, in the order in which they were asked for.
  case trained([TrainerSeed])
  /// By the trainer's words, or because of what it did.
  case failed(String)
  /// Somebody did not want it any more.
  case cancelled
}

/// What happens while cells are trained.
package struct TrainerEvent: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    /// A seed's loss at a step; as often as the trainer likes.
    case loss(seed: Int, TrainerPoint)
    /// A seed has ended.
    case seed(TrainerSeed)
    /// The cell has ended; nothing more comes of it.
    case ended(TrainerOutcome)
  }

  /// The cell.
  package var id: Int
  package var content: Content
  /// The line of the trainer's output that said so; `nil`: it was not the trainer.
  package var line: Int?
}

/// The cells that a trainer has been given together, and what it has said of them.
struct TrainerBatch {
  private let cells: [TrainerCell]
  private var places: [Int: Int] = [:]
  private var seeds: [[Int: TrainerSeed]]
  private var outcomes: [TrainerOutcome?]
  /// Cells that have not ended.
  private(set) var open: Int

  init(_ cells: [TrainerCell]) {
    self.cells = cells
    for (place, cell) in cells.enumerated() { places[cell.id] = place }
    seeds = cells.map { _ in [:] }
    outcomes = cells.map { _ in nil }
    open = cells.count
  }

  /// Cells that have not ended, in their order.
  var running: [TrainerCell] { zip(cells, outcomes).filter { $0.1 == nil }.map(\.0) }

  /// In the order of the cells, once none is open.
  var results: [TrainerOutcome] { outcomes.map { $0 ?? .cancelled } }

  /// What an answer means; refuses one about what is not in training.
  mutating func apply(_ answer: TrainerAnswer, line: Int) throws(TrainerFault) -> [TrainerEvent] {
    guard let place = places[answer.id] else {
      throw TrainerFault("is about cell \(answer.id), which is not in training")
    }
    guard outcomes[place] == nil else {
      throw TrainerFault("is about cell \(answer.id), which has ended already")
    }
    func event(_ content: TrainerEvent.Content) -> TrainerEvent {
      TrainerEvent(id: answer.id, content: content, line: line)
    }
    switch answer {
    case .loss(_, let seed, let point):
      try check(seed, of: place)
      return [event(.loss(seed: seed, point))]
    case .seed(_, let result):
      try check(result.seed, of: place)
      seeds[place][result.seed] = result
      guard seeds[place].count == cells[place].seeds.count else { return [event(.seed(result))] }
      let outcome = TrainerOutcome.trained(cells[place].seeds.compactMap { seeds[place][$0] })
      end(place, outcome)
      return [event(.seed(result)), event(.ended(outcome))]
    case .failed(_, let words):
      let shown = words.prefix(500).description.printable
      let outcome = TrainerOutcome.failed(shown.isEmpty ? "the trainer gave no reason" : shown)
      end(place, outcome)
      return [event(.ended(outcome))]
    }
  }

  private func check(_ seed: Int, of place: Int) throws(TrainerFault) {
    let cell = cells[place]
    guard cell.seeds.contains(seed) else {
      throw TrainerFault("is about seed \(seed) of cell \(cell.id), which was not asked for")
    }
    guard seeds[place][seed] == nil else {
      throw TrainerFault("is about seed \(seed) of cell \(cell.id), which has ended already")
    }
  }

  /// Ends those of the cells that are open.
  mutating func end(_ ids: some Sequence<Int>, _ outcome: TrainerOutcome) -> [TrainerEvent] {
    ids.compactMap { id in
      guard let place = places[id], outcomes[place] == nil else { return nil }
      end(place, outcome)
      return TrainerEvent(id: id, content: .ended(outcome), line: nil)
    }
  }

  private mutating func end(_ place: Int, _ outcome: TrainerOutcome) {
    outcomes[place] = outcome
    seeds[place] = [:]
    open -= 1
  }
}
