import Engine
import Model

/// How fast cells come in, judged by the last of them. Only what was trained is recorded here: recalled cells come at
/// once and say nothing about those that are left.
package struct Pace: Hashable, Sendable {
  private var times: [Double] = []
  private var costs: [Double] = []
  private var counts: [Double] = []

  package init() {}

  /// - Parameters:
  ///   - cost: of all the cells that ended at this time.
  ///   - cells: how many, some seeds of one as a part of it.
  ///   - time: seconds of a clock that only goes forward.
  package mutating func record(cost: Double, cells: Double = 1, at time: Double) {
    times.append(time)
    costs.append(cost)
    counts.append(cells)
    if times.count > 64 {
      times.removeFirst()
      costs.removeFirst()
      counts.removeFirst()
    }
  }

  private var span: Double? {
    guard times.count >= 4, let first = times.first, let last = times.last, last > first else { return nil }
    return last - first
  }

  /// From the first to the last of what is recorded; an estimate from less than that means little.
  package var seconds: Double { span ?? 0 }

  package var cellsPerSecond: Double? { span.map { counts.dropFirst().reduce(0, +) / $0 } }

  package var costPerSecond: Double? { span.map { costs.dropFirst().reduce(0, +) / $0 } }
}
