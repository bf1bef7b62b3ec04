import Limits
import Model
import Phases

/// The cells whose limits are to be measured, in the order in which they were asked for. Those that share a Mean ODE come
/// together, so that one worker solves it once.
struct SurveyQueue: Sendable {
  private var groups: [Problem: [Cell]] = [:]
  /// Of the groups' limits.
  private var order: [Problem] = []
  private var problems: [Cell: Problem] = [:]
  private var finished = 0
  private var running = 0
  private var queued = 0

  var isIdle: Bool { queued == 0 && running == 0 }

  /// Every survey counts as much as any other.
  var progress: Scheduler.Progress {
    var progress = Scheduler.Progress()
    (progress.queued, progress.running, progress.finished) = (queued, running, finished)
    progress.trained = finished
    progress.trainedCost = Double(finished)
    progress.outstandingCost = Double(queued + running)
    return progress
  }

  /// Takes those that were never asked for, and returns them.
  mutating func want(_ cells: some Sequence<Cell>, study: Study) -> [Cell] {
    var new: [Cell] = []
    for cell in cells where problems[cell] == nil {
      let problem = study.problem(for: cell)
      problems[cell] = problem
      add(cell, problem)
      new.append(cell)
    }
    return new
  }

  private mutating func add(_ cell: Cell, _ problem: Problem) {
    let limit = MeanODE.limitProblem(problem)
    if groups[limit] == nil { order.append(limit) }
    groups[limit, default: []].append(cell)
    queued += 1
  }

  /// The first group.
  mutating func next() -> [Scheduler.Job]? {
    guard let limit = order.first, let cells = groups.removeValue(forKey: limit) else { return nil }
    order.removeFirst()
    queued -= cells.count
    running += cells.count
    return cells.compactMap { cell in problems[cell].map { .survey(cell, $0) } }
  }

  mutating func finish() {
    running -= 1
    finished += 1
  }

  /// It was stopped before its end and is wanted as much as before.
  mutating func giveBack(_ cell: Cell, _ problem: Problem) {
    running -= 1
    add(cell, problem)
  }
}
