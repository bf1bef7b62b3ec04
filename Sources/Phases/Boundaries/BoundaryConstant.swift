import Limits
import RealModule

/// Where the seeds of a study put one of theory's boundaries, as a multiple of where theory puts it.
///
/// Every seed has its own value, the geometric mean over the lines on which all seeds cross: cells of one seed share their
/// weights, so that seeds, and not cells, are what varies independently. The interval is Student's over the seeds. It is
/// of the study's own data and critical companion: other draws of the data move the boundary by more (Boundaries.md).
package struct BoundaryConstant: Hashable, Sendable {
  package var value: Double
  /// The 90 % interval for the mean over seeds; `nil` of a single seed.
  package var interval: ClosedRange<Double>?
  package var seeds: Int
  package var lines: Int
  /// The least and the greatest of the lines' own values: how far the boundary is from theory's shape.
  package var range: ClosedRange<Double>

  package static let confidence = Confidence.ninety.rawValue

  /// Nothing where no line tells.
  init?(_ points: [BoundaryPoint]) {
    let lines = points.map { $0.multiples.map { Double.log($0) } }.filter { logs in
      !logs.isEmpty && logs.allSatisfy(\.isFinite)
    }
    // Cells that were given more seeds tell with those that all have.
    guard let count = lines.map(\.count).min(), count > 0 else { return nil }
    let each = (0..<count).map { seed in lines.reduce(0) { $0 + $1[seed] } / Double(lines.count) }
    let mean = each.reduce(0, +) / Double(count)
    value = .exp(mean)
    seeds = count
    self.lines = lines.count
    let means = lines.map { line in Double.exp(line.prefix(count).reduce(0, +) / Double(count)) }
    range = (means.min() ?? value)...(means.max() ?? value)
    guard count > 1 else { return }
    let squares = each.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / Double(count * (count - 1))).squareRoot()
    let half = studentQuantile(.ninety, freedom: count - 1) * error
    interval = .exp(mean - half)...(.exp(mean + half))
  }
}
