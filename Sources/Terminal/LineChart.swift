/// Curves drawn with characters, so that they look the same on every terminal.
package struct LineChart: Sendable {
  /// One line. Points that are not finite are left out.
  package struct Curve: Sendable {
    package var points: [(x: Double, y: Double)]
    package var mark: Character
    package var role: Role

    package init(points: [(x: Double, y: Double)], mark: Character = "*", role: Role = .curve1) {
      self.points = points
      self.mark = mark
      self.role = role
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
  package var xLabel: String

  package init(x: Scale, y: Scale, xLabel: String) {
    self.x = x
    self.y = y
    self.xLabel = xLabel
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
      canvas.put(look.choose("┤", "+"), x: plot.x - 1, y: plot.y + tick.row, style: look(.axisTick))
    }
    drawXTicks(on: &canvas, plot: plot, look: look)
    canvas.write(
      xLabel, in: Rect(x: plot.x, y: plot.maxY + 2, width: plot.width, height: 1), style: look(.dim),
      align: .center)
    for envelope in envelopes { draw(envelope, on: &canvas, plot: plot, look: look) }
    for curve in curves { draw(curve, on: &canvas, plot: plot, look: look) }
    for value in divergences {
      guard let column = column(value, plot) else { continue }
      canvas.put("x", x: column, y: plot.y, style: look(.error))
    }
  }

  private func drawAxes(on canvas: inout Canvas, plot: Rect, look: Look) {
    let style = look(.axisTick)
    for row in plot.y..<plot.maxY { canvas.put(look.choose("│", "|"), x: plot.x - 1, y: row, style: style) }
    canvas.put(look.choose("└", "+"), x: plot.x - 1, y: plot.maxY, style: style)
    canvas.fill(
      Rect(x: plot.x, y: plot.maxY, width: plot.width, height: 1), with: look.choose("─", "-"), style: style)
  }

  private func drawXTicks(on canvas: inout Canvas, plot: Rect, look: Look) {
    var free = plot.x - 1
    for value in x.ticks(limit: max(2, plot.width / 7)) {
      guard let column = column(value, plot) else { continue }
      let label = Figures.trimmed(value)
      let start = min(max(column - label.columns / 2, plot.x - 1), plot.maxX + 1 - label.columns)
      canvas.put(look.choose("┬", "+"), x: column, y: plot.maxY, style: look(.axisTick))
      guard start >= free else { continue }
      free = canvas.write(label, x: start, y: plot.maxY + 1, style: look(.axisLabel)) + 1
    }
  }

  private func column(_ value: Double, _ plot: Rect) -> Int? {
    guard let f = x.fraction(value), f > -1e-9, f < 1 + 1e-9 else { return nil }
    return plot.x + Int((f * Double(plot.width - 1)).rounded())
  }

  /// The row of a value; beyond the ends it is the last row there.
  private func row(_ value: Double, _ plot: Rect) -> Int? {
    guard let f = y.fraction(value) else { return value == .infinity ? plot.y : nil }
    let clipped = min(1, max(0, f))
    return plot.y + Int(((1 - clipped) * Double(plot.height - 1)).rounded())
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
    for column in plot.x..<plot.maxX {
      guard let bottom = row(interpolated(low, at: column, plot), plot),
        let top = row(interpolated(high, at: column, plot), plot), top <= bottom
      else { continue }
      for y in top...bottom { canvas.put(envelope.mark, x: column, y: y, style: look(envelope.role)) }
    }
  }

  private func draw(_ curve: Curve, on canvas: inout Canvas, plot: Rect, look: Look) {
    var previous: Int?
    for column in plot.x..<plot.maxX {
      guard let y = row(interpolated(curve.points, at: column, plot), plot) else {
        previous = nil
        continue
      }
      // A steep piece is joined up, so that the curve stays one line.
      let from = previous.map { $0 < y ? min($0 + 1, y) : max($0 - 1, y) } ?? y
      for step in min(from, y)...max(from, y) {
        canvas.put(curve.mark, x: column, y: step, style: look(curve.role))
      }
      previous = y
    }
  }

  /// The curve's value over a column: interpolated between the points beside it, `nan` outside of them.
  private func interpolated(_ points: [(Double, Double)], at column: Int, _ plot: Rect) -> Double {
    let f = Double(column - plot.x) / Double(max(1, plot.width - 1))
    let half = 0.5 / Double(max(1, plot.width - 1))
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
