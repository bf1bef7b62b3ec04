import Model
import RealModule

/// Where a parametrisation goes through a study's plane: one axis is a size, the other follows it.
package struct PathInPlane: Sendable {
  package let path: ParametrisationPath
  /// The axis that is a size, and the one that follows it.
  package let size: Axis
  package let follower: Axis
  /// Whether the size is that of the rows.
  package let sizeIsRow: Bool
  /// Values of both at the cell that it goes through.
  private let start: (size: Double, follower: Double)
  private let exponent: Double

  /// - Parameter cell: that it goes through.
  /// - Throws: a `Departure`, where it does not stay in the plane.
  package init(_ path: ParametrisationPath, in study: Study, through cell: Cell) throws(Departure) {
    let isSize = ParametrisationPath.sizes.contains
    let isFollower = { (parameter: Parameter) in
      parameter == .residualScale || ParametrisationPath.followers.contains(parameter)
    }
    let (columns, rows) = (study.columns, study.rows)
    self.path = path
    if isSize(rows.parameter), isFollower(columns.parameter) {
      (size, follower, sizeIsRow) = (rows, columns, true)
      start = (rows.value(at: cell.row), columns.value(at: cell.column))
    } else if isSize(columns.parameter), isFollower(rows.parameter) {
      (size, follower, sizeIsRow) = (columns, rows, false)
      start = (columns.value(at: cell.column), rows.value(at: cell.row))
    } else {
      throw Departure(
        words:
          "the axes here are \(columns.parameter.name) and \(rows.parameter.name); a path needs depth, width or "
          + "dimension on one and alpha, sigma_v or eta on the other")
    }
    exponent = Self.exponent(of: follower.parameter, in: size.parameter, path)
    if let other = Self.departing(path, study, size.parameter, follower.parameter) {
      throw Departure(
        words: "\(path.name) changes \(other.name) with \(size.parameter.name), which this study does not")
    }
  }

  /// Why a path is not in a plane, in one line.
  package struct Departure: Error, Hashable, Sendable, CustomStringConvertible {
    let words: String
    package var description: String { words }
  }

  /// That of the residual scale α σ_v/(LM) follows from what it is made of.
  private static func exponent(
    of follower: Parameter, in size: Parameter, _ path: ParametrisationPath
  ) -> Double {
    guard follower == .residualScale else { return path.exponent(of: follower, in: size) }
    let own = [Parameter.depth, .width].contains(size) ? -1.0 : 0
    return path.exponent(of: .alpha, in: size) + path.exponent(of: .sigmaV, in: size) + own
  }

  /// What the path changes otherwise than the study.
  private static func departing(
    _ path: ParametrisationPath, _ study: Study, _ size: Parameter, _ follower: Parameter
  ) -> Parameter? {
    if study.fixed[.residualScale] != nil { return .residualScale }
    return ParametrisationPath.followers.first { other in
      if other == follower { return false }
      // One of α and σ_v follows from the residual scale, whichever way it is shared.
      if follower == .residualScale, other != .eta { return false }
      let isFollowing = other == .sigmaV && size == .dimension && !study.sets(.sigmaV)
      return path.exponent(of: other, in: size) != (isFollowing ? 0.5 : 0)
    }
  }

  /// The follower's value at a value of the size.
  package func value(at size: Double) -> Double {
    start.follower * Double.pow(size / start.size, exponent)
  }

  /// Its places at every half step of the size; the follower's may lie beyond the ends of its axis.
  package var places: [Cell] { places(every: Position.unitsPerStep / 2) }

  /// The cells on it, one a base value of the size: as near as the finest subdivision of the other axis has them.
  package var cells: [Cell] {
    places(every: Position.unitsPerStep).filter { place in
      follower.positions.contains(sizeIsRow ? place.column : place.row)
    }
  }

  private func places(every spacing: Int) -> [Cell] {
    stride(from: 0, through: size.positions.upperBound.units, by: spacing).compactMap { units in
      let position = Position(units: units)
      guard let steps = follower.steps(of: value(at: size.value(at: position))) else { return nil }
      // Far beyond any axis, and far from the ends of Int.
      let other = Position(units: Int((min(max(steps, -1e6), 1e6) * Double(Position.unitsPerStep)).rounded()))
      return sizeIsRow ? Cell(column: other, row: position) : Cell(column: position, row: other)
    }
  }

  /// Of each value of the size the cell that is nearest to the path, by rising size: no further than half a step of the
  /// base grid.
  package func nearest(among cells: some Sequence<Cell>) -> [(size: Double, cell: Cell)] {
    var best: [Position: (distance: Double, cell: Cell)] = [:]
    for cell in cells {
      let (along, across) = sizeIsRow ? (cell.row, cell.column) : (cell.column, cell.row)
      guard let there = follower.steps(of: value(at: size.value(at: along))) else { continue }
      let distance = (there - across.steps).magnitude
      if distance <= 0.5 + 1e-9, best[along].map({ (distance, cell) < ($0.distance, $0.cell) }) ?? true {
        best[along] = (distance, cell)
      }
    }
    return best.sorted { $0.key < $1.key }.map { (size.value(at: $0.key), $0.value.cell) }
  }
}

extension Axis {
  /// Where a value stands among the base values, in steps of the base grid; beyond the ends it goes on as they end.
  /// `nil` where the axis has a single value, or nothing is positive.
  package func steps(of value: Double) -> Double? {
    guard values.count > 1, value > 0, value.isFinite else { return nil }
    let after = min(max(values.firstIndex { $0 >= value } ?? values.count - 1, 1), values.count - 1)
    let (low, high) = (values[after - 1], values[after])
    return Double(after - 1) + Double.log(value / low) / Double.log(high / low)
  }
}
