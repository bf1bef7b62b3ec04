import Limits
import Model
import Phases

/// The cells whose limits are to be measured, in the order in which they were asked for. Those that share a Mean ODE,
/// but for the number of steps, come together, so that one worker solves it once.
struct SurveyQueue: Sendable {
  private var groups: [Problem: [Cell]] = [:]
  /// Of the groups' limits, whatever their steps.
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
    let limit = MeanODE.limitProblem(problem).trajectory
    if groups[limit] == nil { order.append(limit) }
    groups[limit, default: []].append(cell)
    queued += 1
  }

  /// The first group: those that differ in their steps alone one after another, the one with most steps first, as the
  /// others are measured on its way.
  mutating func next() -> [Scheduler.Job]? {
    guard let limit = order.first, let cells = groups.removeValue(forKey: limit) else { return nil }
    order.removeFirst()
    queued -= cells.count
    running += cells.count
    var lines: [Problem: Int] = [:]
    let asked = cells.enumerated().compactMap { index, cell in
      problems[cell].map { problem in
        let line = lines[problem.trajectory] ?? index
        lines[problem.trajectory] = line
        return (line: line, steps: -problem.steps, index: index, job: Scheduler.Job.survey(cell, problem))
      }
    }
    return asked.sorted { ($0.line, $0.steps, $0.index) < ($1.line, $1.steps, $1.index) }.map(\.job)
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
