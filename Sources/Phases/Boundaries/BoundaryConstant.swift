import Limits
import RealModule

/// Where a study puts one of theory's boundaries, as a multiple of where theory puts it.
///
/// What varies independently has one value each, the geometric mean over the lines on which all cross, and the interval is
/// Student's over these. Of one draw of the data that are the seeds, since cells of one seed share their weights; the
/// interval then is of these data and their critical companion alone. Another draw moves the boundary by more, so that
/// only several draws, each of data and weights, give an interval for the boundary of such data (Boundaries.md).
package struct BoundaryConstant: Hashable, Sendable {
  package var value: Double
  /// The 90 % interval for the mean over draws or seeds; `nil` of a single one.
  package var interval: ClosedRange<Double>?
  /// How many draws of data and weights.
  package var draws: Int
  /// In each draw.
  package var seeds: Int
  package var lines: Int
  /// The least and the greatest of the lines' own values: how far the boundary is from theory's shape.
  package var range: ClosedRange<Double>

  package static let confidence = Confidence.ninety.rawValue

  /// Of one draw of the data; nothing where no line tells.
  init?(_ points: [BoundaryPoint]) {
    let lines = points.filter(\.tellsTheory).map { $0.multiples.map { Double.log($0) } }
    // Cells that were given more seeds tell with those that all have.
    guard let count = lines.map(\.count).min(), count > 0 else { return nil }
    let each = (0..<count).map { seed in lines.reduce(0) { $0 + $1[seed] } / Double(lines.count) }
    self.init(each, lines: lines.map { $0.prefix(count).mean })
    seeds = count
  }

  /// Of several draws.
  /// - Parameter logs: the logarithms of the multiples, by line, then by draw, then by seed.
  init?(draws logs: [[[Double]]]) {
    guard let draws = logs.first?.count, let seeds = logs.first?.first?.count else { return nil }
    let each = (0..<draws).map { draw in logs.map { $0[draw].mean }.mean }
    self.init(each, lines: logs.map { $0.map(\.mean).mean })
    (self.draws, self.seeds) = (draws, seeds)
  }

  /// - Parameters: logarithms, of what varies independently and of the lines.
  private init(_ each: [Double], lines: [Double]) {
    let mean = each.mean
    value = .exp(mean)
    (draws, seeds) = (1, 1)
    self.lines = lines.count
    range = .exp(lines.min() ?? mean)...(.exp(lines.max() ?? mean))
    guard each.count > 1 else { return }
    let squares = each.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / Double(each.count * (each.count - 1))).squareRoot()
    let half = studentQuantile(.ninety, freedom: each.count - 1) * error
    interval = .exp(mean - half)...(.exp(mean + half))
  }
}

extension RandomAccessCollection<Double> {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
