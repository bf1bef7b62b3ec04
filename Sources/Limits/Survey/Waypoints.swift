import Engine
import Model

/// What trainings gave after fewer steps than they went on to, kept for whoever asks for that: of problems that differ in
/// their steps alone the one with most is asked for first, and the others need no training.
struct Waypoints {
  /// What is kept has at most so many entries in all: a quarter of a gigabyte.
  private static let capacity = 1 << 26

  /// By trajectory and number of steps.
  private var kept: [Problem: [Int: TrainedOutputs]] = [:]
  private var size = 0

  /// What the problem's training gives. What is kept is handed out once.
  /// - Parameters:
  ///   - ends: the numbers of steps that are going to be asked for as well.
  ///   - train: gives the outputs after each of these numbers of steps, the least first.
  mutating func outputs(
    _ problem: Problem, along ends: some Sequence<Int>,
    _ train: (_ ends: [Int]) throws(TrainingFailure) -> [TrainedOutputs]
  ) throws(TrainingFailure) -> TrainedOutputs {
    let line = problem.trajectory
    let entries =
      problem.seedCount * (problem.shape.samples + problem.test) * problem.shape.tokens * problem.outputs
    if let known = kept[line]?.removeValue(forKey: problem.steps) {
      size -= entries
      return known
    }
    var others = Set(ends).filter { $0 < problem.steps && kept[line]?[$0] == nil }.sorted()
    if size + others.count * entries > Self.capacity { others = [] }
    var found = try train(others + [problem.steps])
    let last = found.removeLast()
    for (end, outputs) in zip(others, found) { kept[line, default: [:]][end] = outputs }
    size += others.count * entries
    return last
  }
}
