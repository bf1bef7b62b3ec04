import RealModule

/// Further draws of a study's data and weights, which say how far its boundaries lie elsewhere there: measured at the two
/// cells of the base grid around each place that the constants of the first draw are of.
package struct BoundaryDraws {
  /// The same study of the other draws: each has its own data seed, and seeds that no other has.
  package let studies: [Study]
  private let fitted: [Boundary: [BoundaryPoint]]
  private let study: Study

  /// How far a straight line in logarithms is followed, in distances of its two cells. Far, as leaving out the draws that
  /// are far off would make intervals too narrow: ξ is a power, and φ nearly one where it passes its threshold.
  private static let reach = -4.0...5.0

  /// - Parameters:
  ///   - table: of the first draw.
  ///   - count: of all draws.
  package init(_ table: BoundaryTable, of study: Study, count: Int) {
    self.study = study
    fitted = table.fitted
    studies = (1..<max(count, 1)).map { draw in
      var drawn = study
      drawn.dataSeed += draw
      drawn.firstSeed += draw * study.seedCount
      return drawn
    }
  }

  /// What is to be measured in each draw.
  package var cells: [Cell] {
    Set(fitted.values.joined().flatMap { [ends(of: $0).low, ends(of: $0).high] }).sorted()
  }

  /// The last cells of the base grid before and behind a place.
  private func ends(of point: BoundaryPoint) -> (low: Cell, high: Cell) {
    let isRow = point.along == study.columns.parameter
    let axis = isRow ? study.columns : study.rows
    func units(_ value: Double) -> Int { (axis.position(of: value) ?? axis.positions.lowerBound).units }
    let step = Position.unitsPerStep
    let low = Position(units: units(point.low) / step * step)
    let high = Position(units: (units(point.high) + step - 1) / step * step)
    func cell(_ position: Position) -> Cell {
      isRow ? Cell(column: position, row: point.line) : Cell(column: point.line, row: position)
    }
    return (cell(low), cell(high))
  }

  /// The constant of all draws, of the lines that all of them have; `nil` where there is none.
  /// - Parameter draws: what was measured in each of `studies`.
  func constant(_ boundary: Boundary, _ draws: [[Cell: CellSummary]]) -> BoundaryConstant? {
    let lines = (fitted[boundary] ?? []).compactMap { point -> [[Double]]? in
      let others = draws.map { logs(boundary, point, $0) }
      guard others.allSatisfy({ $0 != nil }) else { return nil }
      return [point.multiples.map { .log($0) }] + others.compactMap(\.self)
    }
    return BoundaryConstant(draws: lines)
  }

  /// Of each seed, the logarithm of where it crosses as a multiple of where theory puts the boundary.
  private func logs(_ boundary: Boundary, _ point: BoundaryPoint, _ cells: [Cell: CellSummary]) -> [Double]? {
    let ends = ends(of: point)
    guard let excess = boundary.row.excess, let theory = boundary.theory,
      let low = cells[ends.low], let high = cells[ends.high], low.evidence.count == high.evidence.count
    else { return nil }
    let margins = (Double.log(low.margins[theory]), Double.log(high.margins[theory]))
    let logs = zip(low.evidence, high.evidence).compactMap { before, behind -> Double? in
      let excesses = (excess(before, study.thresholds), excess(behind, study.thresholds))
      guard let share = BoundaryLine.share(excesses.0, excesses.1), Self.reach.contains(share) else {
        return nil
      }
      return margins.0 + share * (margins.1 - margins.0)
    }
    return logs.count == low.evidence.count ? logs : nil
  }
}
