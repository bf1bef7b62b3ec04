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
  /// Whether an arrow at the top says where something lies above what `y` covers.
  package var marksWhatIsAbove = false
  /// Values of x that a line down the chart stands at, behind everything.
  package var verticals: [Double] = []
  package var glyphs = CurveGlyphs.ascii
  /// The first that fits is written, else what fits of the last.
  package var xLabels: [String]

  package init(x: Scale, y: Scale, xLabels: String...) { self.init(x: x, y: y, xLabels: xLabels) }

  package init(x: Scale, y: Scale, xLabels: [String]) {
    self.x = x
    self.y = y
    self.xLabels = xLabels
  }

  /// Where something lies above the chart.
  private var above: [Double] {
    guard marksWhatIsAbove else { return [] }
    let points = curves.flatMap(\.points) + envelopes.flatMap { $0.points.map { ($0.x, $0.high) } }
    return points.filter { $0.1 > y.high * (1 + 1e-9) }.map(\.0)
  }

  private var trace: CurveTrace { CurveTrace(x: x, y: y) }

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
        style: look(.axisLabel), align: .right)
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
    for value in above {
      guard let column = column(value, plot) else { continue }
      canvas.put(look.choose("↑", "^"), x: column, y: plot.y, style: look(.warning))
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
    trace.column(value, of: plot.width).map { plot.x + $0 }
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
      let raster = Size(width: 2 * plot.width, height: 4 * plot.height)
      let dots = trace.line(through: low, on: raster) + trace.line(through: high, on: raster)
      return draw(dots, style: look(envelope.role), on: &canvas, plot: plot)
    }
    let mark = glyphs == .blocks ? "░" : envelope.mark
    for column in 0..<plot.width {
      guard let bottom = trace.row(of: low, at: column, on: plot.size),
        let top = trace.row(of: high, at: column, on: plot.size), top <= bottom
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
      for point in trace.line(through: curve.points, on: raster) {
        canvas.put(curve.mark, x: plot.x + point.x, y: plot.y + point.y, style: style)
      }
    case (.path, _):
      draw(trace.pieces(between: curve.points, on: raster), style: style, on: &canvas, plot: plot)
    case (.line, _):
      draw(trace.line(through: curve.points, on: raster), style: style, on: &canvas, plot: plot)
    }
  }

  private func drawMarks(
    of points: [(x: Double, y: Double)], by curve: Curve, on canvas: inout Canvas, plot: Rect,
    look: Look
  ) {
    for point in points {
      guard let column = column(point.x, plot), let row = trace.row(point.y, of: plot.height) else {
        continue
      }
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
}

/// Curves at a finer raster than the characters: what is there stays, and shares its character.
extension LineChart {
  /// Sets the halves of characters. A half of another colour keeps it beside the new one.
  func drawBlocks(_ halves: [Point], style: Style, on canvas: inout Canvas, plot: Rect) {
    for half in halves {
      let (x, y) = (plot.x + half.x, plot.y + half.y / 2)
      let isUpper = half.y % 2 == 0
      let there = canvas[x, y]
      // The colour of the other half; nil where it is free.
      let other: Color? =
        switch there.character {
        case "█": there.style.foreground
        case "▀":
          isUpper
            ? (there.style.background == .terminal ? nil : there.style.background) : there.style.foreground
        case "▄": isUpper ? there.style.foreground : nil
        default: nil
        }
      guard let other else {
        canvas.put(isUpper ? "▀" : "▄", x: x, y: y, style: style)
        continue
      }
      guard other != style.foreground else {
        canvas.put("█", x: x, y: y, style: style)
        continue
      }
      let (upper, lower) = isUpper ? (style.foreground, other) : (other, style.foreground)
      canvas.put("▀", x: x, y: y, style: Style(foreground: upper, background: lower))
    }
  }

  /// Sets dots at 2 × 4 a character.
  func drawBraille(_ dots: [Point], style: Style, on canvas: inout Canvas, plot: Rect) {
    for dot in dots {
      let (x, y) = (plot.x + dot.x / 2, plot.y + dot.y / 4)
      let there = canvas[x, y].character?.unicodeScalars.first?.value ?? 0
      let known = 0x2800...0x28FF ~= there ? there - 0x2800 : 0
      let bit = Self.dotBits[dot.y % 4][dot.x % 2]
      guard let scalar = Unicode.Scalar(0x2800 + (known | bit)) else { continue }
      canvas.put(Character(scalar), x: x, y: y, style: style)
    }
  }

  /// Braille numbers its dots down the columns, the fourth row last.
  private static let dotBits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
}
