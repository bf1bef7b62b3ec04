import RealModule

/// Which cells to measure so that the boundaries between regimes are known to a width: round by round, each decided from
/// the regimes of complete rounds alone, so that the same results always ask for the same cells.
package struct BoundaryPlan: Hashable, Sendable {
  package let lattice: Lattice
  package let width: BoundaryWidth
  /// Where boundaries are placed; `nil`: everywhere.
  package let area: Region?

  /// Of each round's cells, the part that looks for islands where all that is known agrees.
  private static let exploration = 0.125

  package init(lattice: Lattice, width: BoundaryWidth, in area: Region? = nil) {
    self.lattice = lattice
    self.width = width
    self.area = area
  }

  package func picture(of regimes: [Cell: Regime]) -> BoundaryPicture {
    BoundaryPicture(regimes, lattice: lattice, width: width.decades, in: area)
  }

  /// The next round's cells, in CSV order; none once every boundary that was seen is known to the width.
  package func round(after regimes: [Cell: Regime]) -> [Cell] {
    let picture = picture(of: regimes)
    let candidates = picture.unexplored.sorted { ($1.area, $0.cell) < ($0.area, $1.cell) }
    guard !picture.wanted.isEmpty else {
      // Where no boundary was seen at all, one is looked for down to every second cell of the base grid.
      guard Set(regimes.values).count == 1 else { return [] }
      let least = 4 * Position.unitsPerStep * Position.unitsPerStep
      return candidates.filter { $0.area > least }.map(\.cell).sorted()
    }
    let share = Self.exploration / (1 - Self.exploration)
    let count = Int((Double(picture.wanted.count) * share).rounded(.up))
    return picture.wanted.union(candidates.prefix(count).map(\.cell)).sorted()
  }

  /// The cells that the plan would still ask for, if all of them had these regimes.
  package func expectedCells(after known: [Cell: Regime], regime: (Cell) -> Regime) -> [Cell] {
    var regimes = known
    var expected: [Cell] = []
    while true {
      let round = round(after: regimes).filter { regimes[$0] == nil }
      if round.isEmpty { return expected }
      expected += round
      for cell in round { regimes[cell] = regime(cell) }
    }
  }

  /// The same, if boundaries go on as they are known, and as theory has them where nothing is.
  package func expectedCells(after known: [Cell: Regime], study: Study) -> [Cell] {
    let picture = picture(of: known)
    return expectedCells(after: known) { cell in
      picture.regime(at: cell) ?? study.theory.regime(of: study.problem(for: cell))
    }
  }

  /// The grid on which all values of both axes are at most this width apart, as far as they can be.
  package var uniformGrid: Lattice {
    Lattice(columns: lattice.columns.uniform(width), rows: lattice.rows.uniform(width))
  }
}

extension Lattice {
  /// What a width is on the axes: `1/8 decade`; where values have equal differences, that part of the axis.
  package func words(_ width: BoundaryWidth) -> String {
    let linear = [columns, rows].filter { !$0.parameter.field.isLogarithmic }.map(\.parameter.name)
    switch linear.count {
    case 0: return "\(width) decade"
    case 1: return "\(width) decade or, of \(linear[0]), \(width) of the axis"
    default: return "\(width) of the axes"
    }
  }

  /// The width below which no boundary can be placed, as nothing between the values of the axes is finer.
  package var finestWidth: BoundaryWidth {
    let steps = [columns, rows].flatMap { axis in
      zip(axis.values, axis.values.dropFirst()).map(axis.length)
    }
    let finest = (steps.max() ?? 0) / Double(Position.unitsPerStep)
    return BoundaryWidth.ladder.last { $0.decades >= finest } ?? .coarsest
  }

  /// How well the grid, subdivided so often, shows boundaries, along the axis that shows them better.
  package func gridWidth(refining levels: Int) -> BoundaryWidth {
    let steps = [columns, rows].compactMap { axis in
      zip(axis.values, axis.values.dropFirst()).map(axis.length).max()
    }
    let step = (steps.min() ?? 1) / Double(1 << min(levels, Position.finestLevel))
    let finest = finestWidth
    // Equal ratios are equal to within rounding.
    return BoundaryWidth.ladder.last { $0 >= finest && $0.decades >= step * (1 - 1e-6) } ?? .coarsest
  }

  package func isPlaced(to width: BoundaryWidth, _ regimes: [Cell: Regime], in area: Region? = nil) -> Bool {
    BoundaryPlan(lattice: self, width: width, in: area).round(after: regimes).isEmpty
  }

  /// The finest of the widths, each half of the one before, to which all boundaries are known that were seen; `nil` if
  /// there is none.
  package func placedWidth(_ regimes: [Cell: Regime], in area: Region? = nil) -> BoundaryWidth? {
    let finest = finestWidth
    return BoundaryWidth.ladder.last { $0 >= finest && isPlaced(to: $0, regimes, in: area) }
  }
}

extension Axis {
  fileprivate func uniform(_ width: BoundaryWidth) -> Axis {
    let (low, high) = (values[0], values[count - 1])
    guard low < high else { return self }
    // Equal steps are equal to within rounding.
    let steps = (length(positions) / width.decades - 1e-6).rounded(.up)
    return Axis(span: parameter, low: low, high: high, count: Int(steps) + 1, label: label)
  }
}

/// How well the place of a boundary is known: `1/32` or `0.05`, of a decade on axes whose values have equal ratios, of the
/// whole axis on those whose values have equal differences.
package struct BoundaryWidth: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let decades: Double

  package static let allowed = 1.0 / 512...1
  package static let coarsest = BoundaryWidth(1)

  private init(_ decades: Double) { self.decades = decades }

  /// `nil` where it is not a width from 1/512 to 1.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    let decades: Double? =
      switch (parts.count, parts.first ?? nil, parts.last ?? nil) {
      case (1, let value?, _): value
      case (2, let value?, let divisor?): value / divisor
      default: nil
      }
    guard let decades, Self.allowed.contains(decades) else { return nil }
    self.decades = decades
  }

  /// Half of it, if that still is a width.
  package var finer: BoundaryWidth? {
    Self.allowed.contains(decades / 2) ? BoundaryWidth(decades / 2) : nil
  }

  /// All widths from the coarsest on, each half of the one before.
  package static var ladder: [BoundaryWidth] { Array(sequence(first: coarsest, next: \.finer)) }

  package var description: String {
    let parts = 1 / decades
    guard parts.rounded() == parts, 1 / parts == decades else { return decades.shortest }
    return parts == 1 ? "1" : "1/\(parts.shortest)"
  }

  package static func < (a: BoundaryWidth, b: BoundaryWidth) -> Bool { a.decades < b.decades }
}
