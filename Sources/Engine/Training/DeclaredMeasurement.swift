import Model

/// The training steps at which a declared network was measured: whoever trains it chooses them.
package final class ReportedSteps: Hashable, Sendable {
  /// Of the losses that are kept, growing.
  package let curve: [Int]
  /// After which quantities are kept, growing; the last is the last of all.
  package let measured: [Int]

  /// - Parameters: neither is empty.
  package init(curve: [Int], measured: [Int]) {
    precondition(!curve.isEmpty && !measured.isEmpty, "a training has a step at least")
    self.curve = curve
    self.measured = measured
  }

  /// After which of the reported steps quantities are kept: as of our own, `K^(1/4), K^(1/2), K^(3/4), K`, each taken to the
  /// nearest that was reported.
  /// - Parameter all: growing; at least one.
  package static func measured(of all: [Int]) -> [Int] {
    let last = Double(all[all.count - 1])
    let quarter = last.squareRoot().squareRoot()
    let wanted = [quarter, quarter * quarter, quarter * quarter * quarter]
    let nearest = wanted.compactMap { wanted in
      all.dropFirst().min { abs(Double($0) - wanted) < abs(Double($1) - wanted) }
    }
    return Set(nearest + [all[all.count - 1]]).sorted()
  }

  package static func == (a: ReportedSteps, b: ReportedSteps) -> Bool {
    a === b || a.curve == b.curve && a.measured == b.measured
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(curve.count) }
}

/// What a trainer reported of one seed, by growing steps.
package struct ReportedSeed: Hashable, Sendable {
  package typealias Curve = [(step: Int, value: Double)]

  package let seed: Int
  fileprivate let losses: [Point]
  /// In the order of the declaration; empty where the trainer said nothing.
  fileprivate let quantities: [[Point]]

  fileprivate struct Point: Hashable, Sendable {
    let step: Int
    let value: Float
  }

  /// - Parameter losses: at least one.
  package init(seed: Int, losses: Curve, quantities: [Curve]) {
    precondition(!losses.isEmpty, "a seed has a loss at least")
    func points(_ curve: Curve) -> [Point] { curve.map { Point(step: $0.step, value: Float($0.value)) } }
    self.seed = seed
    self.losses = points(losses)
    self.quantities = quantities.map(points)
  }

  /// The last value up to a step.
  fileprivate static func value(_ curve: [Point], upTo step: Int) -> Float? {
    curve.last { $0.step <= step }?.value
  }

  /// The largest loss behind the first up to a step, `nan` if one is not finite; the first where there is no other.
  fileprivate func peak(upTo step: Int) -> Float {
    let later = losses.dropFirst().prefix { $0.step <= step }
    guard !later.isEmpty else { return losses[0].value }
    return later.allSatisfy(\.value.isFinite) ? later.map(\.value).max() ?? .nan : .nan
  }
}

extension Measurement {
  /// What a trainer reported of a declared network, its losses thinned as those of our own. A seed that ended before another
  /// keeps its last values.
  /// - Parameters:
  ///   - problem: declared.
  ///   - seeds: in the order of the problem's.
  package init(problem: Problem, reported seeds: [ReportedSeed]) {
    let all = Set(seeds.flatMap { $0.losses.map(\.step) }).sorted()
    let measured = ReportedSteps.measured(of: all)
    let steps = ReportedSteps(curve: Self.thinned(all, keeping: measured), measured: measured)
    var values: [Float] = [.nan, .nan]
    values.reserveCapacity(Self.valueCount(problem, steps))
    for seed in seeds {
      values.append(seed.losses[0].value)
      values += measured.map(seed.peak(upTo:))
      for step in measured {
        values.append(ReportedSeed.value(seed.losses, upTo: step) ?? seed.losses[0].value)
        for quantity in seed.quantities { values.append(ReportedSeed.value(quantity, upTo: step) ?? .nan) }
      }
      // Between what it reported a curve has nothing.
      var next = 0
      for step in steps.curve {
        while next < seed.losses.count, seed.losses[next].step < step { next += 1 }
        let isThere = next < seed.losses.count && seed.losses[next].step == step
        values.append(isThere ? seed.losses[next].value : .nan)
      }
    }
    guard let made = Measurement(problem: problem, steps: steps, values: values) else {
      preconditionFailure("seeds and quantities are the declaration's")
    }
    self = made
  }

  private static func thinned(_ all: [Int], keeping others: [Int]) -> [Int] {
    let most = Problem.mostCurvePoints
    guard all.count > most else { return all }
    let even = (0..<most).map { all[$0 * (all.count - 1) / (most - 1)] }
    return Set(even + others + [all[1]]).sorted()
  }
}
