import Limits
import Phases
import Terminal

extension State {
  /// The grid with border, axes, cursor, marked region and theory's boundaries.
  func drawGrid(on canvas: inout Canvas, layout: Layout) {
    let title = coloring.titles.first { $0.columns + 4 <= layout.box.width } ?? coloring.title
    Pane(title: title, isFocused: true).draw(on: &canvas, in: layout.box, look: look)
    drawSplitLegend(on: &canvas, after: title.columns + 3, in: layout.box)
    let grid = layout.grid
    var map = Heatmap(size: Size(width: grid.width, height: grid.height), cell: layout.cell)
    paint(&map, layout)
    map.cursor = characters(of: Region(from: viewport.cursor, to: viewport.cursor), layout)
    if let region = markedRegion { map.selection = characters(of: region, layout) }
    if showsTheory {
      map.boundary = theoryCharacters(layout)
      if let cursor = map.cursor { map.boundary = map.boundary.filter { !cursor.contains($0) } }
    }
    map.draw(on: &canvas, x: grid.x, y: grid.y, look: look)
    drawMatches(on: &canvas, layout)
    for pin in viewport.pins { draw(pin: pin, on: &canvas, layout) }
    drawMinimap(on: &canvas)

    drawRowAxis(on: &canvas, layout)
    drawColumnAxis(on: &canvas, layout)
  }

  /// What an underlined letter means, at the right end of the border, where there is one.
  private func drawSplitLegend(on canvas: inout Canvas, after start: Int, in box: Rect) {
    guard coloring == .regime, diagram.hasSplitVotes else { return }
    let texts = [" _ split votes ", " _ split "]
    guard let text = texts.first(where: { start + $0.columns + 2 <= box.width }) else { return }
    canvas.write(text, x: box.maxX - 1 - text.columns, y: box.y, style: look(.text))
  }

  /// All matches, while these are what is asked for next.
  private func drawMatches(on canvas: inout Canvas, _ layout: Layout) {
    guard let meantMatches else { return }
    let grid = layout.grid
    for cell in meantMatches {
      let place = characters(of: Region(from: cell, to: cell), layout)
      for y in max(0, place.y)..<max(0, place.y, min(place.maxY, grid.height)) {
        for x in max(0, place.x)..<max(0, place.x, min(place.maxX, grid.width)) {
          canvas.restyle(Rect(x: grid.x + x, y: grid.y + y, width: 1, height: 1), with: look(.selection))
        }
      }
    }
  }

  /// A sign at a pinned cell, in its colours.
  private func draw(pin: Cell, on canvas: inout Canvas, _ layout: Layout) {
    let place = characters(of: Region(from: pin, to: pin), layout)
    let point = Point(
      x: layout.grid.x + place.x + (place.width - 1) / 2, y: layout.grid.y + place.y + (place.height - 1) / 2)
    guard layout.grid.contains(point) else { return }
    let style = canvas[point.x, point.y].style.overlaid(with: Style(modifiers: .bold))
    canvas.put(look.choose("◆", "@"), x: point.x, y: point.y, style: style)
  }

  // MARK: Cells

  /// Paints levels from coarse to fine: what is measured covers what stood in for it.
  private func paint(_ map: inout Heatmap, _ layout: Layout) {
    let shading = shading
    let (study, origin) = (diagram.study, viewport.origin)
    for level in -2...diagram.finestLevel {
      let columns = bands(
        level, origin.column, layout.window.width, 2 * layout.cell.width, layout.columnStep, study.columns)
      for row in bands(
        level, origin.row, layout.window.height, 2 * layout.cell.height, layout.rowStep, study.rows)
      {
        // Rows count upwards, pixels downwards.
        let rows = 2 * map.size.height - row.pixels.upperBound..<2 * map.size.height - row.pixels.lowerBound
        for column in columns {
          let cell = Cell(column: column.position, row: row.position)
          if diagram.shown[cell] == nil, level < 0 { continue }
          let under = map.tile(x: column.pixels.lowerBound, y: rows.upperBound - 1)
          guard var tile = tile(for: cell, level: level, over: under, shading) else { continue }
          if level < 0 { tile.isBorrowed = true }
          map.paint(tile, columns: column.pixels, rows: rows)
        }
      }
    }
  }

  /// The stripes that a level's positions cover on the screen, along one axis.
  private func bands(
    _ level: Int, _ origin: Position, _ cells: Int, _ pixelsPerCell: Int, _ step: Int, _ axis: Axis
  ) -> [(position: Position, pixels: Range<Int>)] {
    let spacing = level >= 0 ? Position.spacing(level: level) : Position.unitsPerStep << -level
    let (first, end) = (origin.units / spacing * spacing, origin.units + cells * step)
    return stride(from: first, to: min(end, axis.positions.upperBound.units + 1), by: spacing).compactMap {
      units in
      let low = pixelEdge(units - origin.units, pixelsPerCell, step)
      let high = pixelEdge(units + spacing - origin.units, pixelsPerCell, step)
      return low < high ? (axis.canonical(Position(units: units)), low..<high) : nil
    }
  }

  /// The first pixel at or after so many lattice units.
  private func pixelEdge(_ units: Int, _ pixelsPerCell: Int, _ step: Int) -> Int {
    let scaled = units * pixelsPerCell
    return scaled >= 0 ? (scaled + step - 1) / step : -(-scaled / step)
  }

  private func tile(
    for cell: Cell, level: Int, over under: HeatmapTile?, _ shading: Shading
  ) -> HeatmapTile? {
    let identity = cell.row.units << 24 | cell.column.units
    if let summary = diagram.shown[cell] {
      let (letter, style) = appearance(summary, diagram.surveys[cell], shading)
      return HeatmapTile(identity: identity, letter: letter, style: style)
    }
    // Only a place of its own is shown as on its way; elsewhere the coarser colour stays.
    guard level >= 0, cell.level == level else { return nil }
    var tile = HeatmapTile(
      identity: identity, letter: under?.letter ?? " ", style: under?.style ?? look(.cellQueued),
      isBorrowed: true)
    if diagram.running.contains(cell) {
      tile.mark = .running
    } else if diagram.failed.contains(cell) {
      tile.mark = .failed
    } else if under == nil, diagram.queued.contains(cell) {
      tile.mark = .queued
    } else {
      return nil
    }
    return tile
  }

  // MARK: Places

  /// The characters that a region's cells take, relative to the grid.
  private func characters(of region: Region, _ layout: Layout) -> Rect {
    func first(_ position: Position, _ origin: Position, _ step: Int) -> Int {
      (position.units - origin.units).flooredQuotient(step)
    }
    let left = first(region.columns.lowerBound, viewport.origin.column, layout.columnStep)
    let right = first(region.columns.upperBound, viewport.origin.column, layout.columnStep)
    let bottom = first(region.rows.lowerBound, viewport.origin.row, layout.rowStep)
    let top = first(region.rows.upperBound, viewport.origin.row, layout.rowStep)
    return Rect(
      x: left * layout.cell.width, y: (layout.window.height - 1 - top) * layout.cell.height,
      width: (right - left + 1) * layout.cell.width, height: (top - bottom + 1) * layout.cell.height)
  }

  /// The characters that predicted boundaries run through: one a row, or one a column where a boundary lies flat.
  /// The letters stand at the cells' values, and so the lines between them.
  private func theoryCharacters(_ layout: Layout) -> Set<Point> {
    let grid = layout.grid
    let letter = (
      x: Double((layout.cell.width - 1) / 2), y: Double(layout.cell.height - 1 - (layout.cell.height - 1) / 2)
    )
    var points: Set<Point> = []
    for line in diagram.curves?.lines.values.map(Self.extended) ?? [] {
      let places = line.map { place -> (x: Double, y: Double) in
        let column = Double(place.column.units - viewport.origin.column.units) / Double(layout.columnStep)
        let row = Double(place.row.units - viewport.origin.row.units) / Double(layout.rowStep)
        return (column * Double(layout.cell.width) + letter.x, row * Double(layout.cell.height) + letter.y)
      }
      guard let first = places.first, let last = places.last else { continue }
      let isSteep =
        abs(last.y - first.y) * Double(layout.cell.width) >= abs(last.x - first.x)
        * Double(layout.cell.height) * 0.5
      let along = isSteep ? places.map { ($0.y, $0.x) } : places
      var previous: Int?
      for index in 0..<(isSteep ? grid.height : grid.width) {
        guard let value = Self.interpolate(along, at: Double(index)) else { continue }
        // A jump of more than one character is filled, so that the line stays one line.
        let end = Int(min(max(value, -1e6), 1e6).rounded())
        let from = previous.map { $0 < end ? min($0 + 1, end) : max($0 - 1, end) } ?? end
        for other in min(from, end)...max(from, end) {
          let (x, y) = isSteep ? (other, index) : (index, other)
          if x >= 0, x < grid.width, y >= 0, y < grid.height {
            points.insert(Point(x: x, y: grid.height - 1 - y))
          }
        }
        previous = end
      }
    }
    return points
  }

  /// The outermost cells have characters beyond their letters, so the line goes on for a step at both ends.
  private static func extended(_ line: [TheoryCurves.Place]) -> [TheoryCurves.Place] {
    guard line.count >= 2 else { return line }
    func beyond(_ last: TheoryCurves.Place, _ before: TheoryCurves.Place) -> TheoryCurves.Place {
      .init(
        column: Position(units: 3 * last.column.units - 2 * before.column.units),
        row: Position(units: 3 * last.row.units - 2 * before.row.units))
    }
    return [beyond(line[0], line[1])] + line + [beyond(line[line.count - 1], line[line.count - 2])]
  }

  /// The second coordinate at a first one, on a line that is monotonic in the first.
  private static func interpolate(_ line: [(Double, Double)], at value: Double) -> Double? {
    for (a, b) in zip(line, line.dropFirst()) {
      let (low, high) = a.0 <= b.0 ? (a, b) : (b, a)
      guard value >= low.0, value <= high.0 else { continue }
      return high.0 == low.0 ? low.1 : low.1 + (high.1 - low.1) * (value - low.0) / (high.0 - low.0)
    }
    return nil
  }
}

extension Int {
  func flooredQuotient(_ divisor: Int) -> Int {
    self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
  }
}
