import Model
import Synchronization

/// How the values of each seed follow each other in a measurement: the initial displacement, the peak losses, what is kept
/// of each measured step, the losses, the ends.
final class ValueLayout: Sendable {
  /// Measured steps.
  let steps: Int
  /// What is kept of a seed after each, its peak aside.
  let perStep: Int
  /// How many losses there are.
  private let losses: Int
  /// Those of them that a picture needs, by their places: the first and those after measured steps. None of a declared
  /// network, whose measured steps have them.
  let marks: [Int]
  let ends: MeasuredEnds

  /// Of a declared network.
  init(steps: Int, perStep: Int, losses: Int) {
    (self.steps, self.perStep, self.losses) = (steps, perStep, losses)
    (marks, ends) = ([], .none)
  }

  private init(_ problem: Problem, perStep: Int) {
    steps = problem.measuredSteps.count
    self.perStep = perStep
    losses = problem.curveStepCount
    marks = [0] + (0..<steps).map(problem.curvePoint)
    ends = MeasuredEnds(problem)
  }

  /// The last that was made, with its number of steps: cells of a study share it.
  private static let last = Mutex<(steps: Int, layout: ValueLayout)?>(nil)

  /// Of one of our own.
  static func of(_ problem: Problem, perStep: Int) -> ValueLayout {
    let (steps, ends) = (problem.steps, MeasuredEnds(problem))
    return last.withLock { last in
      if let last, last.steps == steps, last.layout.ends == ends { return last.layout }
      let layout = ValueLayout(problem, perStep: perStep)
      last = (steps, layout)
      return layout
    }
  }

  /// Values before the losses.
  var head: Int { 1 + steps * (1 + perStep) }
  var perSeed: Int { head + losses + ends.count }
  /// Without the losses that are no marks.
  var nearPerSeed: Int { head + marks.count + ends.count }

  /// The losses of a seed among all values.
  func curve(ofSeed seed: Int) -> Range<Int> {
    let first = 2 + seed * perSeed + head
    return first..<first + losses
  }

  /// Of all values of some seeds those that are kept where the curves are elsewhere.
  func near(_ values: [Float]) -> [Float] {
    let seeds = (values.count - 2) / perSeed
    var near: [Float] = []
    near.reserveCapacity(2 + seeds * nearPerSeed)
    near += values[..<2]
    for seed in 0..<seeds {
      let start = 2 + seed * perSeed
      near += values[start..<start + head]
      for mark in marks { near.append(values[start + head + mark]) }
      near += values[start + head + losses..<start + perSeed]
    }
    return near
  }

  /// These in their places among all, the others `nan`.
  func whole(_ near: [Float], count: Int) -> [Float] {
    var values = [Float](repeating: .nan, count: count)
    values.replaceSubrange(..<2, with: near[..<2])
    for seed in 0..<(count - 2) / perSeed {
      let (start, from) = (2 + seed * perSeed, 2 + seed * nearPerSeed)
      values.replaceSubrange(start..<start + head, with: near[from..<from + head])
      for (index, mark) in marks.enumerated() { values[start + head + mark] = near[from + head + index] }
      values.replaceSubrange(
        start + head + losses..<start + perSeed, with: near[from + head + marks.count..<from + nearPerSeed])
    }
    return values
  }
}

/// Numbers of a seed behind its losses: two losses on held-out samples, then the accuracies on training samples and on
/// those.
struct MeasuredEnds: Hashable, Sendable {
  static let none = MeasuredEnds(holdsOut: false, hasLabels: false)

  let holdsOut: Bool
  let hasLabels: Bool

  private init(holdsOut: Bool, hasLabels: Bool) { (self.holdsOut, self.hasLabels) = (holdsOut, hasLabels) }

  init(_ problem: Problem) { self.init(holdsOut: problem.test > 0, hasLabels: problem.loss.isOfLabels) }

  var count: Int { (holdsOut ? 2 : 0) + (hasLabels ? (holdsOut ? 2 : 1) : 0) }
}
