import RealModule

/// A rectangle of the plane, known by the regimes at its corners.
package struct Patch: Hashable, Sendable {
  /// The two ways along which a patch can be halved.
  enum Way: CaseIterable {
    case columns, rows

    var other: Way { self == .columns ? .rows : .columns }
  }

  /// An edge, from the lower end to the upper.
  typealias Edge = (from: Regime, to: Regime)

  package let region: Region
  /// Lower left, lower right, upper left, upper right.
  let regimes: [Regime]

  /// The regime of all corners.
  var common: Regime? { regimes.allSatisfy { $0 == regimes[0] } ? regimes[0] : nil }

  func range(_ way: Way) -> ClosedRange<Position> { way == .columns ? region.columns : region.rows }

  /// The two edges that run this way: the lower and the upper, or the left and the right.
  func edges(_ way: Way) -> (Edge, Edge) {
    switch way {
    case .columns: ((regimes[0], regimes[1]), (regimes[2], regimes[3]))
    case .rows: ((regimes[0], regimes[2]), (regimes[1], regimes[3]))
    }
  }

  /// The regimes on both sides of a boundary that crosses both edges that run this way.
  func crossing(_ way: Way) -> Edge? {
    let (first, second) = edges(way)
    return first == second && first.from != first.to ? first : nil
  }

  /// The places half-way along the two edges.
  func cells(at position: Position, _ way: Way) -> [Cell] {
    [range(way.other).lowerBound, range(way.other).upperBound].map { end in
      way == .columns ? Cell(column: position, row: end) : Cell(column: end, row: position)
    }
  }

  /// Both parts, by the regimes of those places.
  func halves(at position: Position, _ way: Way, _ between: [Regime]) -> [Patch] {
    let (low, high) = (range(way).lowerBound...position, position...range(way).upperBound)
    return way == .columns
      ? [
        Patch(
          region: Region(columns: low, rows: region.rows),
          regimes: [regimes[0], between[0], regimes[2], between[1]]),
        Patch(
          region: Region(columns: high, rows: region.rows),
          regimes: [between[0], regimes[1], between[1], regimes[3]]),
      ]
      : [
        Patch(
          region: Region(columns: region.columns, rows: low),
          regimes: [regimes[0], regimes[1], between[0], between[1]]),
        Patch(
          region: Region(columns: region.columns, rows: high),
          regimes: [between[0], between[1], regimes[2], regimes[3]]),
      ]
  }

  /// The regime that weighs most between the corners: boundaries pass through the middles of edges.
  package func regime(at cell: Cell) -> Regime {
    func fraction(_ position: Position, _ range: ClosedRange<Position>) -> Double {
      let length = range.upperBound.units - range.lowerBound.units
      return length == 0 ? 0 : Double(position.units - range.lowerBound.units) / Double(length)
    }
    let (x, y) = (fraction(cell.column, region.columns), fraction(cell.row, region.rows))
    let weights = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y]
    func weight(_ regime: Regime) -> Double {
      zip(regimes, weights).reduce(0) { $1.0 == regime ? $0 + $1.1 : $0 }
    }
    return regimes.dropFirst().reduce(regimes[0]) { weight($1) > weight($0) ? $1 : $0 }
  }
}

extension Region {
  /// Lower left, lower right, upper left, upper right.
  var corners: [Cell] {
    [rows.lowerBound, rows.upperBound].flatMap { row in
      [columns.lowerBound, columns.upperBound].map { Cell(column: $0, row: row) }
    }
  }

  /// Whether both have more in common than an edge; a line or a point has that with what it lies on.
  func shares(with other: Region) -> Bool {
    func isShared(_ a: ClosedRange<Position>, _ b: ClosedRange<Position>) -> Bool {
      let (low, high) = (max(a.lowerBound, b.lowerBound), min(a.upperBound, b.upperBound))
      return low < high || (low == high && (a.lowerBound == a.upperBound || b.lowerBound == b.upperBound))
    }
    return isShared(columns, other.columns) && isShared(rows, other.rows)
  }

  /// In units of both axes.
  var area: Int {
    max(1, columns.upperBound.units - columns.lowerBound.units)
      * max(1, rows.upperBound.units - rows.lowerBound.units)
  }
}

extension Axis {
  /// The axis in ranges of four steps, the last one perhaps shorter.
  var coarseRanges: [ClosedRange<Position>] {
    guard count > 1 else { return [positions] }
    return stride(from: 0, to: count - 1, by: 4).map {
      Position(base: $0)...Position(base: min($0 + 4, count - 1))
    }
  }

  /// The length of a range: in decades where values have equal ratios, else as a part of the whole axis.
  func length(_ range: ClosedRange<Position>) -> Double {
    length(from: value(at: range.lowerBound), to: value(at: range.upperBound))
  }

  /// The same from one value to another.
  func length(from low: Double, to high: Double) -> Double {
    guard !parameter.field.isLogarithmic else { return .log10(high / low) }
    return count > 1 ? (high - low) / (values[count - 1] - values[0]) : 0
  }

  /// The position between the ends that belongs to the coarsest grid; `nil` where no value is left between them.
  func middle(of range: ClosedRange<Position>) -> Position? {
    var (low, high) = (range.lowerBound.units, range.upperBound.units)
    let ends = (value(at: range.lowerBound), value(at: range.upperBound))
    while high - low > 1 {
      // What both have in common in front, then a 1: the one with the most zeros behind it.
      let differing = Int.bitWidth - 1 - (low ^ (high - 1)).leadingZeroBitCount
      let middle = Position(units: differing < 0 ? high - 1 : ((high - 1) >> differing) << differing)
      let value = value(at: middle)
      if value == ends.0 {
        low = middle.units
      } else if value == ends.1 {
        high = middle.units
      } else {
        return canonical(middle)
      }
    }
    return nil
  }
}
