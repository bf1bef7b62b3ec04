/// What curves are drawn with.
package enum CurveGlyphs: String, CaseIterable, Sendable {
  /// A character of its own for each curve; the same on every terminal.
  case ascii
  /// Half blocks, 1 × 2 a character, told apart by colour; bands are shaded.
  case blocks
  /// Dots at 2 × 4 a character, told apart by colour.
  case braille

  /// Dots of a character, across and down.
  var dots: Size {
    switch self {
    case .ascii: Size(width: 1, height: 1)
    case .blocks: Size(width: 1, height: 2)
    case .braille: Size(width: 2, height: 4)
    }
  }
}

/// Curves drawn with characters.
package struct LineChart: Sendable {
  /// One curve. Points that are not finite are left out.
  package struct Curve: Sendable {
    /// How its points are drawn.
    package enum Form: Sendable {
      /// As a function of x, joined.
      case line
      /// On their own, always by the mark.
      case points
      /// Marks on their own; dots are joined in the order of the points, wherever they lead.
      case path
    }

    package var points: [(x: Double, y: Double)]
    package var mark: Character
    package var role: Role
    package var form: Form

    package init(
      points: [(x: Double, y: Double)], mark: Character = "*", role: Role = .curve1, form: Form = .line
    ) {
      self.points = points
      self.mark = mark
      self.role = role
      self.form = form
    }
  }

  /// The band between the smallest and the largest of several curves.
  package struct Envelope: Sendable {
    package var points: [(x: Double, low: Double, high: Double)]
    package var mark: Character
    package var role: Role

    package init(
      points: [(x: Double, low: Double, high: Double)], mark: Character = ":", role: Role = .curveReference
    ) {
      self.points = points
      self.mark = mark
      self.role = role
    }
  }

  package var x: Scale
  package var y: Scale
  package var envelopes: [Envelope] = []
  /// Drawn in this order over the envelopes: later curves win where they meet.
  package var curves: [Curve] = []
  /// Values of x at which a curve left the finite numbers: marked at the top.
  package var divergences: [Double] = []
  /// Values of x that a line down the chart stands at, behind everything.
  package var verticals: [Double] = []
  package var glyphs = CurveGlyphs.ascii
  /// The first that fits is written, else what fits of the last.
  package var xLabels: [String]

  package init(x: Scale, y: Scale, xLabels: String...) {
    self.x = x
    self.y = y
    self.xLabels = xLabels
  }

  /// Draws axes, ticks, labels and curves into a rectangle; nothing where it is too small.
  package func draw(on canvas: inout Canvas, in rect: Rect, look: Look) {
    let plotHeight = rect.height - 3
    guard plotHeight >= 3 else { return }
    let yTicks = spread(y.ticks(limit: max(2, plotHeight / 2)), rows: plotHeight)
    let labels = yTicks.map { Figures.trimmed($0.value) }
    let gutter = (labels.map(\.columns).max() ?? 0) + 1
    let plot = Rect(x: rect.x + gutter + 1, y: rect.y, width: rect.width - gutter - 2, height: plotHeight)
    guard plot.width >= 8 else { return }

    drawAxes(on: &canvas, plot: plot, look: look)
    for (tick, label) in zip(yTicks, labels) {
      canvas.write(
        label, in: Rect(x: rect.x, y: plot.y + tick.row, width: gutter - 1, height: 1),
        style: look(.axisLabel),
        align: .right)
      canvas.put(look.draw("┤", "+"), x: plot.x - 1, y: plot.y + tick.row, style: look(.axisTick))
    }
    drawXTicks(on: &canvas, plot: plot, look: look)
    // Below the axis, or where that is too short, over the whole width.
    let xLabel = xLabels.first { $0.columns <= rect.width } ?? xLabels.last ?? ""
    let room = xLabel.columns <= plot.width ? plot : rect
    canvas.write(
      xLabel, in: Rect(x: room.x, y: plot.maxY + 2, width: room.width, height: 1), style: look(.dim),
      align: .center)
    for column in verticals.compactMap({ column($0, plot) }) {
      let line = Rect(x: column, y: plot.y, width: 1, height: plot.height)
      canvas.fill(line, with: look.draw("┊", "|"), style: look(.curveReference))
    }
    for envelope in envelopes { draw(envelope, on: &canvas, plot: plot, look: look) }
    for curve in curves { draw(curve, on: &canvas, plot: plot, look: look) }
    // Dots are alike: where there are several curves, the mark of each stands at its end.
    for curve in curves where glyphs != .ascii && curves.count > 1 {
      let end = curve.points.last { $0.x.isFinite && $0.y.isFinite }
      drawMarks(of: [end].compactMap(\.self), by: curve, on: &canvas, plot: plot, look: look)
    }
    for value in divergences {
      guard let column = column(value, plot) else { continue }
      canvas.put("x", x: column, y: plot.y, style: look(.error))
    }
  }

  private func drawAxes(on canvas: inout Canvas, plot: Rect, look: Look) {
    let style = look(.axisTick)
    for row in plot.y..<plot.maxY { canvas.put(look.draw("│", "|"), x: plot.x - 1, y: row, style: style) }
    canvas.put(look.draw("└", "+"), x: plot.x - 1, y: plot.maxY, style: style)
    canvas.fill(
      Rect(x: plot.x, y: plot.maxY, width: plot.width, height: 1), with: look.draw("─", "-"), style: style)
  }

  private func drawXTicks(on canvas: inout Canvas, plot: Rect, look: Look) {
    var free = plot.x - 1
    for value in x.ticks(limit: max(2, plot.width / 7)) {
      guard let column = column(value, plot) else { continue }
      let label = Figures.trimmed(value)
      let start = min(max(column - label.columns / 2, plot.x - 1), plot.maxX + 1 - label.columns)
      canvas.put(look.draw("┬", "+"), x: column, y: plot.maxY, style: look(.axisTick))
      guard start >= free else { continue }
      free = canvas.write(label, x: start, y: plot.maxY + 1, style: look(.axisLabel)) + 1
    }
  }

  private func column(_ value: Double, _ plot: Rect) -> Int? {
    guard let f = x.fraction(value), f > -1e-9, f < 1 + 1e-9 else { return nil }
    return plot.x + Int((f * Double(plot.width - 1)).rounded())
  }

  /// The row of a value, of `rows`; beyond the ends it is the last row there.
  private func row(_ value: Double, of rows: Int) -> Int? {
    guard let f = y.fraction(value) else { return value == .infinity ? 0 : nil }
    return Int(((1 - min(1, max(0, f))) * Double(rows - 1)).rounded())
  }

  /// Ticks with their rows, one a row.
  private func spread(_ values: [Double], rows: Int) -> [(value: Double, row: Int)] {
    var taken: Set<Int> = []
    return values.compactMap { value in
      guard let f = y.fraction(value), f > -1e-9, f < 1 + 1e-9 else { return nil }
      let row = Int(((1 - f) * Double(rows - 1)).rounded())
      return taken.insert(row).inserted ? (value, row) : nil
    }
  }

  private func draw(_ envelope: Envelope, on canvas: inout Canvas, plot: Rect, look: Look) {
    let low = envelope.points.map { ($0.x, $0.low) }
    let high = envelope.points.map { ($0.x, $0.high) }
    guard glyphs != .braille else {
      let dots = trace(low, 2 * plot.width, 4 * plot.height) + trace(high, 2 * plot.width, 4 * plot.height)
      return draw(dots, style: look(envelope.role), on: &canvas, plot: plot)
    }
    let mark = glyphs == .blocks ? "░" : envelope.mark
    for column in 0..<plot.width {
      guard let bottom = row(interpolated(low, at: column, of: plot.width), of: plot.height),
        let top = row(interpolated(high, at: column, of: plot.width), of: plot.height), top <= bottom
      else { continue }
      for y in top...bottom {
        canvas.put(mark, x: plot.x + column, y: plot.y + y, style: look(envelope.role))
      }
    }
  }

  private func draw(_ curve: Curve, on canvas: inout Canvas, plot: Rect, look: Look) {
    let style = look(curve.role)
    let raster = Size(width: plot.width * glyphs.dots.width, height: plot.height * glyphs.dots.height)
    switch (curve.form, glyphs) {
    case (.points, _), (.path, .ascii):
      drawMarks(of: curve.points, by: curve, on: &canvas, plot: plot, look: look)
    case (.line, .ascii):
      for point in trace(curve.points, raster.width, raster.height) {
        canvas.put(curve.mark, x: plot.x + point.x, y: plot.y + point.y, style: style)
      }
    case (.path, _):
      draw(joined(curve.points, raster.width, raster.height), style: style, on: &canvas, plot: plot)
    case (.line, _):
      draw(trace(curve.points, raster.width, raster.height), style: style, on: &canvas, plot: plot)
    }
  }

  private func drawMarks(
    of points: [(x: Double, y: Double)], by curve: Curve, on canvas: inout Canvas, plot: Rect,
    look: Look
  ) {
    for point in points {
      guard let column = column(point.x, plot), let row = row(point.y, of: plot.height) else { continue }
      canvas.put(curve.mark, x: column, y: plot.y + row, style: look(curve.role))
    }
  }

  private func draw(_ dots: [Point], style: Style, on canvas: inout Canvas, plot: Rect) {
    if glyphs == .blocks {
      drawBlocks(dots, style: style, on: &canvas, plot: plot)
    } else {
      drawBraille(dots, style: style, on: &canvas, plot: plot)
    }
  }

  /// The places of a line on a raster; a steep piece is joined up, so that the curve stays one line.
  private func trace(_ points: [(Double, Double)], _ width: Int, _ height: Int) -> [Point] {
    var places: [Point] = []
    var previous: Int?
    for column in 0..<width {
      guard let y = row(interpolated(points, at: column, of: width), of: height) else {
        previous = nil
        continue
      }
      let from = previous.map { $0 < y ? min($0 + 1, y) : max($0 - 1, y) } ?? y
      places += (min(from, y)...max(from, y)).map { Point(x: column, y: $0) }
      previous = y
    }
    return places
  }

  /// The places on a raster of the straight pieces between consecutive points.
  private func joined(_ points: [(x: Double, y: Double)], _ width: Int, _ height: Int) -> [Point] {
    let raster = Rect(x: 0, y: 0, width: width, height: height)
    let corners = points.map { point -> Point? in
      guard let column = column(point.x, raster), let row = row(point.y, of: height) else { return nil }
      return Point(x: column, y: row)
    }
    return corners.compactMap(\.self)
      + zip(corners, corners.dropFirst()).flatMap { piece -> [Point] in
        guard let from = piece.0, let to = piece.1 else { return [] }
        let steps = max(abs(to.x - from.x), abs(to.y - from.y))
        return (0..<steps).map { step in
          let share = Double(step) / Double(steps)
          return Point(
            x: from.x + Int((share * Double(to.x - from.x)).rounded()),
            y: from.y + Int((share * Double(to.y - from.y)).rounded()))
        }
      }
  }

  /// The curve's value over a column of `columns`: interpolated between the points beside it, `nan` outside of them.
  private func interpolated(_ points: [(Double, Double)], at column: Int, of columns: Int) -> Double {
    let f = Double(column) / Double(max(1, columns - 1))
    let half = 0.5 / Double(max(1, columns - 1))
    var before: (f: Double, y: Double)?
    for (px, py) in points {
      guard let position = x.fraction(px) else { continue }
      if position >= f {
        guard let b = before, position - f > 1e-9 else { return position - f <= half ? py : .nan }
        guard b.y.isFinite, py.isFinite else {
          return f - b.f <= half ? b.y : position - f <= half ? py : .nan
        }
        return mix(b.y, py, (f - b.f) / (position - b.f))
      }
      before = (position, py)
    }
    return before.map { f - $0.f <= half ? $0.y : .nan } ?? .nan
  }

  private func mix(_ a: Double, _ b: Double, _ t: Double) -> Double {
    guard y.isLogarithmic, a > 0, b > 0, let fa = y.fraction(a), let fb = y.fraction(b) else {
      return a + (b - a) * t
    }
    return y.value(at: fa + (fb - fa) * t)
  }
}
