import RealModule

/// Where one boundary crosses a row or a column of measured cells.
package struct BoundaryPoint: Hashable, Sendable {
  package var boundary: Boundary
  /// The axis that it lies along: the columns' for a row of cells.
  package var along: Parameter
  /// The place of the row or column on the other axis.
  package var line: Position
  /// The value of the other axis there.
  package var at: Double
  /// Where it lies: the median over the seeds of where each crosses, as the cells' own sides are those of most seeds, kept
  /// within `low ... high`. A seed that crosses beyond what is measured counts with the nearer of these; their middle where
  /// nothing continuous is measured.
  package var value: Double
  /// The values of the cells that enclose it. Where cells beyond it stand among those that are not, these are the outermost
  /// places that disagree with the fewest cells.
  package var low: Double
  package var high: Double
  /// Cells on the line that can tell.
  package var cells: Int
  /// The standard deviation over the seeds of log₁₀ of where each crosses, of the value itself where the axis has equal
  /// differences; `nan` where fewer than two do.
  package var seedSpread: Double
  /// Where each seed crosses, as a multiple of where theory puts the boundary; empty where one does not, or the cells
  /// that enclose it are more than a step of the axis apart.
  package var multiples: [Double]

  /// Whether it says how the boundary stands to theory's.
  var tellsTheory: Bool {
    !multiples.isEmpty && multiples.allSatisfy { $0 > 0 && $0.isFinite }
  }
}

/// One row or column of measured cells, in the order of the axis.
struct BoundaryLine {
  struct Point {
    var position: Position
    var value: Double
    var isBeyond: Bool
    /// Of each seed, how far it is beyond, as a ratio.
    var excesses: [Double]
    /// How far the cell is beyond theory's boundary, as a ratio.
    var margin: Double
  }

  let points: [Point]
  /// Whether values along the axis have equal ratios, not equal differences.
  var isLogarithmic = true

  private func scaled(_ value: Double) -> Double { isLogarithmic ? .log(value) : value }

  private func middle(_ low: Point, _ high: Point) -> Double {
    isLogarithmic ? (low.value * high.value).squareRoot() : (low.value + high.value) / 2
  }

  /// Where the boundary crosses: once at most where theory has it, at every change of sides where it does not.
  func crossings(_ boundary: Boundary, along: Parameter, line: Position, at other: Double) -> [BoundaryPoint]
  {
    guard boundary.theory == nil else {
      return [crossing(boundary, along: along, line: line, at: other)].compactMap(\.self)
    }
    return zip(points, points.dropFirst()).filter { $0.isBeyond != $1.isBeyond }.map { low, high in
      BoundaryPoint(
        boundary: boundary, along: along, line: line, at: other, value: middle(low, high), low: low.value,
        high: high.value, cells: points.count, seedSpread: .nan, multiples: [])
    }
  }

  /// Nothing where all cells lie on one side, or a boundary beyond all of them disagrees with as few.
  func crossing(_ boundary: Boundary, along: Parameter, line: Position, at other: Double) -> BoundaryPoint? {
    let upwards = Self.gaps(points.map(\.isBeyond))
    let downwards = Self.gaps(points.map { !$0.isBeyond })
    let rises = upwards.fewest <= downwards.fewest
    let best = rises ? upwards : downwards
    guard let first = best.gaps.first, let last = best.gaps.last, first > 0, last < points.count else {
      return nil
    }
    let (low, high) = (points[first - 1], points[last])
    let crossings = crossings(near: (first - 1, last), rises: rises)
    let places = crossings.compactMap(\.self)
    let isComplete = !places.isEmpty && places.count == crossings.count
    let scaled = crossings.enumerated().compactMap { seed, place -> Double? in
      if let place { return place.scaled }
      let excess = low.excesses[seed]
      return excess.isNaN ? nil : self.scaled((excess > 1) == rises ? low.value : high.value)
    }
    let count = Double(scaled.count)
    let mean = scaled.reduce(0, +) / count
    func unscaled(_ value: Double) -> Double { isLogarithmic ? .exp(value) : value }
    let value =
      scaled.isEmpty
      ? middle(low, high) : min(max(unscaled(Self.median(scaled)), low.value), high.value)
    let squares = scaled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let spread = (squares / (count - 1)).squareRoot() / (isLogarithmic ? .log(10) : 1)
    let isNarrow = high.position.units - low.position.units <= Position.unitsPerStep
    return BoundaryPoint(
      boundary: boundary, along: along, line: line, at: other, value: value, low: low.value, high: high.value,
      cells: points.count,
      seedSpread: scaled.count > 1 ? spread : .nan,
      multiples: isComplete && isNarrow ? places.map(\.multiple) : [])
  }

  /// Of at least one value.
  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// At which share of the way from one excess to another a straight line in logarithms passes 1; `nil` where there is no
  /// such line.
  static func share(_ from: Double, _ to: Double) -> Double? {
    let (from, to) = (Double.log(from), Double.log(to))
    return from.isFinite && to.isFinite && from != to ? from / (from - to) : nil
  }

  /// Between which neighbours a boundary disagrees with the fewest cells; `k` lies before the k-th cell.
  private static func gaps(_ beyond: [Bool]) -> (gaps: [Int], fewest: Int) {
    var disagreements = beyond.count { !$0 }
    var gaps = [0]
    var fewest = disagreements
    for (index, isBeyond) in beyond.enumerated() {
      disagreements += isBeyond ? 1 : -1
      if disagreements < fewest { (gaps, fewest) = ([], disagreements) }
      if disagreements == fewest { gaps.append(index + 1) }
    }
    return (gaps, fewest)
  }

  /// Where each seed crosses, between the two neighbours nearest to the cells' own boundary between which it does: on a
  /// straight line in logarithms, as both excesses and margins are about powers, and in the values of an axis that has
  /// equal differences. Of cells that were given more seeds those
  /// that both have count.
  private func crossings(near cells: (Int, Int), rises: Bool) -> [(scaled: Double, multiple: Double)?] {
    let middle = Double(cells.0 + cells.1) / 2
    let seeds = min(points[cells.0].excesses.count, points[cells.1].excesses.count)
    return (0..<seeds).map { seed in
      let pairs = points.indices.dropFirst().filter { index in
        guard points[index].excesses.count > seed, points[index - 1].excesses.count > seed else {
          return false
        }
        let (a, b) = (points[index - 1].excesses[seed], points[index].excesses[seed])
        return rises ? a <= 1 && b > 1 : a > 1 && b <= 1
      }
      func distance(_ index: Int) -> Double { abs(Double(index) - 0.5 - middle) }
      guard let pair = pairs.min(by: { distance($0) < distance($1) }) else { return nil }
      let (a, b) = (points[pair - 1], points[pair])
      guard let share = Self.share(a.excesses[seed], b.excesses[seed]) else { return nil }
      func between(_ a: Double, _ b: Double) -> Double { a + share * (b - a) }
      return (
        between(scaled(a.value), scaled(b.value)), .exp(between(.log(a.margin), .log(b.margin)))
      )
    }
  }
}
