import Phases
import Sweep
import Terminal

/// The grid with border, axes, cursor, marked region and theory's boundaries.
struct GridView {
  let report: Report

  private var diagram: Diagram { report.diagram }
  private var viewport: Viewport { report.viewport }
  private var layout: Layout { report.layout }
  private var look: Look { report.look }

  func draw(on canvas: inout Canvas) {
    let coloring = report.coloring
    let titles = report.coloringLack.map(coloring.titles(lacking:)) ?? coloring.titles
    let title = titles.first { $0.columns + 4 <= layout.box.width } ?? coloring.title
    Pane(title: title, isFocused: true).draw(on: &canvas, in: layout.box, look: look)
    let grid = layout.grid
    var map = Heatmap(size: Size(width: grid.width, height: grid.height), cell: layout.cell)
    paint(&map)
    legend(hasShared: map.hasSharedCharacters).draw(
      on: &canvas, in: layout.box, after: title.columns + 3, look: look)
    map.cursor = characters(of: Region(from: viewport.cursor, to: viewport.cursor))
    if let region = viewport.markedRegion { map.selection = characters(of: region) }
    if report.showsTheory {
      map.lines = BoundaryLines(report).characters
      if let cursor = map.cursor { map.lines = map.lines.filter { !cursor.contains($0.key) } }
    }
    map.path = PathLines(report).signs
    if let cursor = map.cursor { map.path = map.path.filter { !cursor.contains($0.key) } }
    map.draw(on: &canvas, x: grid.x, y: grid.y, look: look)
    drawMatches(on: &canvas)
    for (pin, sign) in zip(viewport.pins, Pinned.signs) { draw(pin: pin, sign.mark, on: &canvas) }
    Minimap(report)?.draw(on: &canvas)
    GridAxes(report: report).draw(on: &canvas)
  }

  /// What the signs mean that are there.
  private func legend(hasShared: Bool) -> FrameLegend {
    var legend = FrameLegend()
    legend.add(PathLines(report).legend)
    if report.coloring == .regime, diagram.hasSplitVotes { legend.add(["_ split votes", "_ split"]) }
    if report.showsTheory, !diagram.curves.guide.isEmpty {
      // As theory's lines, it is seen by the letters that it crosses where every character is one.
      let sign = layout.cell.width == 1 ? "dashed" : String(look.glyph(.boundaryGuide) ?? "~")
      legend.add(
        [("guide η = 2N/λ", "guide eta = 2N/lambda"), ("η = 2N/λ", "guide"), ("guide", "guide")].map {
          "\(sign) \(look.choose($0.0, $0.1))"
        })
    }
    let pins = zip(viewport.pins, Pinned.signs).map { String($1.mark) }.joined(separator: " ")
    if !pins.isEmpty { legend.add(["\(pins) pinned"]) }
    if report.coloring == .regime, hasShared {
      let sign = look.hasColor && look.glyphs != .ascii ? "▀" : look.glyph(.cellShared) ?? "/"
      legend.add(["\(sign) cells differ", "\(sign) differ"])
    }
    return legend
  }

  /// All matches, while these are what is asked for next.
  private func drawMatches(on canvas: inout Canvas) {
    guard let meantMatches = report.meantMatches else { return }
    let grid = layout.grid
    for cell in meantMatches {
      let place = characters(of: Region(from: cell, to: cell))
      for y in max(0, place.y)..<max(0, place.y, min(place.maxY, grid.height)) {
        for x in max(0, place.x)..<max(0, place.x, min(place.maxX, grid.width)) {
          canvas.restyle(Rect(x: grid.x + x, y: grid.y + y, width: 1, height: 1), with: look(.selection))
        }
      }
    }
  }

  /// The sign of a pinned cell, in the cell's colours.
  private func draw(pin: Cell, _ sign: Character, on canvas: inout Canvas) {
    let place = characters(of: Region(from: pin, to: pin))
    let point = Point(
      x: layout.grid.x + place.x + (place.width - 1) / 2, y: layout.grid.y + place.y + (place.height - 1) / 2)
    guard layout.grid.contains(point) else { return }
    let style = canvas[point.x, point.y].style.overlaid(with: Style(modifiers: .bold))
    canvas.put(sign, x: point.x, y: point.y, style: style)
  }

  // MARK: Cells

  /// Paints levels from coarse to fine: what is measured covers what stood in for it.
  private func paint(_ map: inout Heatmap) {
    let shading = Shading(report)
    let (study, origin) = (diagram.study, viewport.origin)
    // A cell has the visible place at its lower left for its own; beyond that it stands in for finer ones.
    let step = min(layout.columnStep, layout.rowStep)
    for level in -2...max(diagram.finestLevel, layout.zoom) {
      let isOwn = level >= 0 && Position.spacing(level: level) <= step
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
          if !isOwn { tile.isBorrowed = true }
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
      // Beyond the axis there is nothing that a coarse cell could stand in for.
      let end = min(units + spacing, axis.positions.upperBound.units + Position.unitsPerStep)
      let high = pixelEdge(end - origin.units, pixelsPerCell, step)
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
      let (letter, style) = shading(summary, diagram.surveys[cell])
      return HeatmapTile(identity: identity, letter: letter, style: style)
    }
    if diagram.foreseen.contains(cell), let (letter, style) = shading.foreseen {
      return HeatmapTile(
        identity: identity, letter: letter, style: style,
        mark: diagram.running.contains(cell) ? .running : .none)
    }
    // Only a place of its own is shown as on its way; elsewhere the coarser colour stays.
    guard level >= 0, cell.level == level else { return nil }
    var tile = HeatmapTile(
      identity: identity, letter: under?.letter ?? " ", style: under?.style ?? look(.cellQueued),
      isBorrowed: true)
    if diagram.running.contains(cell) {
      tile.mark = .running
    } else if diagram.failures[cell] != nil {
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
  private func characters(of region: Region) -> Rect {
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
}

extension Int {
  func flooredQuotient(_ divisor: Int) -> Int {
    self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
  }
}
