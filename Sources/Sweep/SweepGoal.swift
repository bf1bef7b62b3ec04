import Phases

/// What a sweep is to find out.
package enum SweepGoal: Hashable, Sendable {
  /// The base grid, and so often the cells between neighbours whose regimes differ.
  case levels(Int)
  case boundary(BoundaryGoal)
}

/// Where the boundaries between regimes are, until the first of these is reached.
package struct BoundaryGoal: Hashable, Sendable {
  /// `nil`: finer and finer.
  package var width: BoundaryWidth?
  /// At most so many cells.
  package var cells: Int?
  /// What is queued then is given up.
  package var seconds: Double?

  package init(width: BoundaryWidth? = nil, cells: Int? = nil, seconds: Double? = nil) {
    self.width = width
    self.cells = cells
    self.seconds = seconds
  }
}

/// The rounds towards a goal. Each is decided from the results of those before and from nothing else, so that every
/// share of a sweep asks for the same cells.
struct Rounds {
  private let goal: SweepGoal
  private let lattice: Lattice
  /// Of the boundaries that are looked for at the moment.
  private var width: BoundaryWidth
  private(set) var count = 0
  private var spent = 0

  init(_ goal: SweepGoal, lattice: Lattice) {
    self.goal = goal
    self.lattice = lattice
    width = .coarsest
    if case .boundary(let goal) = goal, let wanted = goal.width { width = wanted }
  }

  /// Whether no round can come after those so far.
  var isOver: Bool {
    switch goal {
    case .levels(let levels): count > levels
    case .boundary(let goal): goal.cells.map { spent >= $0 } ?? false
    }
  }

  /// The next round's cells, in the order in which they are measured; none at the end.
  mutating func next(after regimes: [Cell: Regime], wanted: Set<Cell>) -> [Cell] {
    switch goal {
    case .levels:
      while !isOver {
        let round =
          count == 0 ? Array(lattice.stages.joined()) : lattice.boundary(level: count - 1, regimes: regimes)
        count += 1
        // A level without anything between its neighbours may have finer ones that have.
        if !round.isEmpty { return round }
      }
      return []
    case .boundary(let goal):
      guard !isOver else { return [] }
      count += 1
      var round: [Cell] = []
      while true {
        round = BoundaryPlan(lattice: lattice, width: width).round(after: regimes)
        // Cells that failed do not come.
        round.removeAll(where: wanted.contains)
        guard round.isEmpty, goal.width == nil, let finer = width.finer, finer >= lattice.finestWidth else {
          break
        }
        width = finer
      }
      if let most = goal.cells { round = Array(round.prefix(most - spent)) }
      spent += round.count
      return round
    }
  }
}
