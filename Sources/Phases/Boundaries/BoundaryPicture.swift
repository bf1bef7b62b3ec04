/// What measured cells tell of the boundaries between regimes: the plane in patches, each of one regime or crossed by a
/// boundary, and the cells that would tell more.
///
/// A patch whose corners differ is halved until a boundary in it is known to the wanted width. Where both ends of an edge
/// agree its middle is taken to agree too, so that a boundary costs cells only where it passes; once it is known well
/// enough, both its sides are measured. A cell that disagrees with what was taken for granted divides all patches that
/// it touches, so that a boundary which is met anywhere is followed to its end.
package struct BoundaryPicture: Sendable {
  package private(set) var patches: [Patch] = []
  /// Which patches a coarse region was divided into.
  private var parts: [(region: Region, patches: Range<Int>)] = []
  /// The cells that a boundary still needs; none: every boundary that was seen is known to the width.
  package private(set) var wanted: Set<Cell> = []
  /// Cells in the middle of patches that are of one regime as far as is known, and the areas of these.
  package private(set) var unexplored: [(cell: Cell, area: Int)] = []

  /// A boundary that goes straight through a patch need only be seen every few widths along itself.
  private static let stride = 4.0

  private let lattice: Lattice
  private let width: Double
  private let regimes: [Cell: Regime]
  /// Outside of it nothing is asked for; `nil`: the whole plane.
  private let area: Region?

  private typealias Known = [(cell: Cell, regime: Regime)]

  /// - Parameters:
  ///   - width: as lengths of the axes are.
  ///   - area: what is looked at; `nil`: everything.
  package init(_ regimes: [Cell: Regime], lattice: Lattice, width: Double, in area: Region? = nil) {
    self.lattice = lattice
    self.regimes = regimes
    self.area = area
    // Equal ratios are equal to within rounding.
    self.width = width * (1 + 1e-6)
    let known = regimes.map { (cell: $0.key, regime: $0.value) }
    for rows in lattice.rows.coarseRanges {
      let inRows = known.filter { rows.contains($0.cell.row) }
      for columns in lattice.columns.coarseRanges {
        let region = Region(columns: columns, rows: rows)
        guard area?.shares(with: region) ?? true else { continue }
        let unknown = region.corners.filter { regimes[$0] == nil }
        wanted.formUnion(unknown)
        guard unknown.isEmpty else { continue }
        let patch = Patch(region: region, regimes: region.corners.compactMap { regimes[$0] })
        let start = patches.count
        divide(patch, inRows.filter { columns.contains($0.cell.column) })
        parts.append((region, start..<patches.count))
      }
    }
  }

  /// The regime at any place, as far as is known.
  package func regime(at cell: Cell) -> Regime? {
    parts.first { $0.region.contains(cell) }.flatMap { part in
      patches[part.patches].first { $0.region.contains(cell) }?.regime(at: cell)
    }
  }

  private func axis(_ way: Patch.Way) -> Axis { way == .columns ? lattice.columns : lattice.rows }

  /// Where to halve a patch that is wider than wanted.
  private func middle(of patch: Patch, _ way: Patch.Way) -> Position? {
    let range = patch.range(way)
    return axis(way).length(range) > width ? axis(way).middle(of: range) : nil
  }

  private mutating func divide(_ patch: Patch, _ known: Known) {
    let region = patch.region
    guard area?.shares(with: region) ?? true else { return patches.append(patch) }
    let (column, row) = (middle(of: patch, .columns), middle(of: patch, .rows))
    guard column != nil || row != nil else { return close(patch) }
    if let common = patch.common, known.allSatisfy({ $0.regime == common }) {
      let centre = Cell(column: column ?? region.columns.lowerBound, row: row ?? region.rows.lowerBound)
      if regimes[centre] == nil {
        unexplored.append((centre, region.area))
        patches.append(patch)
        return
      }
    } else if (column == nil && isPlaced(patch, .columns, known))
      || (row == nil && isPlaced(patch, .rows, known))
    {
      return close(patch)
    }
    if let column, row == nil || isBetterHalved(patch, .columns) {
      halve(patch, at: column, .columns, known)
    } else if let row {
      halve(patch, at: row, .rows, known)
    }
  }

  /// Nothing smaller is wanted; where a boundary passes, its sides must be measured.
  private mutating func close(_ patch: Patch) {
    patches.append(patch)
    if patch.common == nil { wanted.formUnion(patch.region.corners.filter { regimes[$0] == nil }) }
  }

  /// Whether a boundary that crosses the edges of this way is known well enough, as these are short.
  private func isPlaced(_ patch: Patch, _ way: Patch.Way, _ known: Known) -> Bool {
    let (along, across) = (patch.range(way.other), patch.range(way))
    guard let sides = patch.crossing(way), axis(way.other).length(along) <= Self.stride * width else {
      return false
    }
    return known.allSatisfy { cell, regime in
      switch way == .columns ? cell.column : cell.row {
      case across.lowerBound: regime == sides.from
      case across.upperBound: regime == sides.to
      default: regime == sides.from || regime == sides.to
      }
    }
  }

  /// Across a boundary first, else the longer edges.
  private func isBetterHalved(_ patch: Patch, _ way: Patch.Way) -> Bool {
    if patch.crossing(way) != nil { return true }
    if patch.crossing(way.other) != nil { return false }
    return axis(way).length(patch.range(way)) >= axis(way.other).length(patch.range(way.other))
  }

  private mutating func halve(_ patch: Patch, at position: Position, _ way: Patch.Way, _ known: Known) {
    let (first, second) = patch.edges(way)
    let cells = patch.cells(at: position, way)
    let between = zip(cells, [first, second]).map { cell, edge in
      regimes[cell] ?? (edge.from == edge.to ? edge.from : nil)
    }
    let unknown = zip(cells, between).compactMap { $1 == nil ? $0 : nil }
    guard unknown.isEmpty else {
      wanted.formUnion(unknown)
      patches.append(patch)
      return
    }
    for half in patch.halves(at: position, way, between.compactMap(\.self)) {
      divide(half, known.filter { half.region.contains($0.cell) })
    }
  }
}

/// A picture of boundaries held against a uniform grid of the same plane.
package struct BoundaryCheck: Hashable, Sendable {
  /// Of the uniform grid.
  package private(set) var cells = 0
  /// Cells whose regime the picture has differently.
  package private(set) var differing = 0
  /// Those among them whose neighbours all have another regime than the picture too: the boundary is further away than
  /// one cell of the uniform grid.
  package private(set) var far = 0

  package init(_ picture: BoundaryPicture, of lattice: Lattice, uniform: Lattice, regimes: [Cell: Regime]) {
    let columns = uniform.columns.values.map(lattice.columns.nearest)
    let rows = uniform.rows.values.map(lattice.rows.nearest)
    for (row, rowPosition) in rows.enumerated() {
      for (column, columnPosition) in columns.enumerated() {
        let cell = Cell(column: column, row: row)
        guard let regime = regimes[cell] else { continue }
        cells += 1
        let pictured = picture.regime(at: Cell(column: columnPosition, row: rowPosition))
        if pictured == regime { continue }
        differing += 1
        let around = uniform.neighbourhood(of: cell)
        let isNear = uniform.cells(in: around, level: 0).contains { regimes[$0] == pictured }
        if pictured == nil || !isNear { far += 1 }
      }
    }
  }
}

extension Axis {
  /// The position whose value is nearest to this one, on the axis' own scale.
  fileprivate func nearest(to value: Double) -> Position {
    var (low, high) = (0, positions.upperBound.units)
    while high - low > 1 {
      let middle = (low + high) / 2
      if self.value(at: Position(units: middle)) <= value { low = middle } else { high = middle }
    }
    let (below, above) = (Position(units: low), Position(units: high))
    let share = share(of: value, self.value(at: below), self.value(at: above))
    return canonical(share > 0.5 ? above : below)
  }
}
