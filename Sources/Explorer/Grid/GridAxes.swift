import Phases
import Terminal

import func Foundation.log

/// The grid's axes: ticks at round values, and on both the exact value of the cursor's place.
struct GridAxes {
  let report: Report

  private var study: Study { report.study }
  private var viewport: Viewport { report.viewport }
  private var layout: Layout { report.layout }
  private var look: Look { report.look }

  func draw(on canvas: inout Canvas) {
    drawRowAxis(on: &canvas)
    drawColumnAxis(on: &canvas)
  }

  /// Characters of the grid where an axis has a round value.
  private struct Tick {
    var offset: Int
    var text: String
  }

  private func drawRowAxis(on canvas: inout Canvas) {
    let (grid, border) = (layout.grid, layout.box.x)
    func write(_ text: String, at y: Int, _ style: Style) {
      let row = Rect(x: 0, y: y, width: layout.gutter, height: 1)
      canvas.write(text, in: row, style: style, align: .right)
    }
    write(report.symbol(study.rows.label ?? study.rows.parameter), at: layout.box.y, look(.title))
    func place(_ index: Double) -> Int {
      let below = Int((index * Double(layout.cell.height)).rounded())
      return grid.y + (layout.window.height - 1) * layout.cell.height - below + (layout.cell.height - 1) / 2
    }
    let values = visibleValues(
      study.rows, from: viewport.origin.row, layout.window.height, layout.rowStep, study.rowLabel)
    let ticks = ticks(
      values, isLogarithmic: study.rows.parameter.field.isLogarithmic, place: place,
      stride: max(1, 3 / layout.cell.height))
    for tick in ticks {
      canvas.put(look.draw("┤", "+"), x: border, y: tick.offset, style: look(.axisTick))
      write(tick.text, at: tick.offset, look(.axisLabel))
    }
    // Where the axis ends is worth knowing too.
    let top = place(Double(values.count - 1))
    let end = study.rows.positions.upperBound
    let next = Position(units: viewport.origin.row.units + values.count * layout.rowStep)
    if let last = values.last, ticks.allSatisfy({ $0.offset > top + 1 }) {
      // The last row of a coarse grid stands for what is left of the axis, to its end.
      write(Figures.trimmed(next > end ? study.rowLabel(at: end) : last), at: top, look(.axisLabel))
    }
    let cursor = place(Double(visibleIndex(viewport.cursor.row, from: viewport.origin.row, layout.rowStep)))
    guard cursor >= grid.y, cursor < grid.maxY else { return }
    let isTick = canvas[border, cursor].character == look.draw("┤", "+")
    canvas.put(look.draw(isTick ? "┼" : "├", ">"), x: border, y: cursor, style: look(.key))
    canvas.fill(Rect(x: 0, y: cursor, width: layout.gutter, height: 1), style: look(.background))
    write(Figures.trimmed(study.rowLabel(at: viewport.cursor.row)), at: cursor, look(.title))
  }

  private func drawColumnAxis(on canvas: inout Canvas) {
    let (grid, rect, border) = (layout.grid, layout.columnLabels, layout.box.maxY - 1)
    func place(_ index: Double) -> Int {
      grid.x + Int((index * Double(layout.cell.width)).rounded()) + (layout.cell.width - 1) / 2
    }
    func start(of text: String, at x: Int) -> Int { max(0, x - text.columns / 2) }
    let values = visibleValues(
      study.columns, from: viewport.origin.column, layout.window.width, layout.columnStep, study.columnLabel)
    let ticks = ticks(
      values, isLogarithmic: study.columns.parameter.field.isLogarithmic, place: place,
      stride: max(1, 8 / layout.cell.width))
    for tick in ticks { canvas.put(look.draw("┬", "+"), x: tick.offset, y: border, style: look(.axisTick)) }

    var taken = 0..<0
    let cursor = place(
      Double(visibleIndex(viewport.cursor.column, from: viewport.origin.column, layout.columnStep)))
    if cursor >= grid.x, cursor < grid.maxX {
      let isTick = canvas[cursor, border].character == look.draw("┬", "+")
      canvas.put(look.draw(isTick ? "┼" : "┴", "^"), x: cursor, y: border, style: look(.key))
      let text = Figures.trimmed(study.columnLabel(at: viewport.cursor.column))
      let first = min(start(of: text, at: cursor), rect.maxX - text.columns)
      taken = first..<canvas.write(text, x: first, y: rect.y, style: look(.title))
    }
    var free = 0
    for tick in ticks {
      let first = start(of: tick.text, at: tick.offset)
      let end = first + tick.text.columns
      let isFree = first >= free && (taken.isEmpty || end < taken.lowerBound || first > taken.upperBound)
      guard isFree, end <= rect.maxX else { continue }
      free = canvas.write(tick.text, x: first, y: rect.y, style: look(.axisLabel)) + 1
    }
    drawColumnName(
      report.symbol(study.columns.label ?? study.columns.parameter), after: max(free, taken.upperBound + 1),
      on: &canvas)
  }

  /// The axis' name and what the dotted lines are: after the labels where the row is free, else in the rows below.
  private func drawColumnName(_ name: String, after labels: Int, on canvas: inout Canvas) {
    let rect = layout.columnLabels
    let constant = Figures.trimmed(
      report.diagram.theory.noiseConstant(of: study.problem(for: viewport.cursor)), digits: 2)
    let lazy = Figures.trimmed(report.diagram.theory.lazyFrom, digits: 2)
    let lines = look.choose(
      "S = \(lazy), ασ_v = \(constant)√(LM)",
      "S = \(lazy) and xi = \(Figures.trimmed(report.diagram.theory.noise))")
    let glyph = String(look.glyph(.boundaryTheory) ?? ":")
    // Where every character is a letter, theory's lines are seen by the letters that they cross, and what was measured by
    // where letters change.
    let isLettered = layout.cell.width == 1 && (report.coloring == .regime || look.scaleIsCoarse)
    let sign = isLettered ? "reversed:" : glyph
    let measured =
      isLettered || report.diagram.boundaries.points.isEmpty
      ? [] : ["\(look.glyph(.boundaryMeasured) ?? "|") measured  \(sign) theory \(lines)"]
    let legends =
      report.showsTheory ? measured + ["\(sign) theory \(lines)", "\(sign) \(lines)"] : []

    if rect.y >= layout.pane.maxY || rect.y < layout.pane.y {
      let x = max(labels, layout.box.maxX - 1 - name.columns / 2)
      let end = canvas.write(name, x: x, y: rect.y, style: look(.title)) + 3
      if let legend = legends.first(where: { end + $0.columns <= report.size.width }) {
        canvas.write(legend, x: end, y: rect.y, style: look(.dim))
      }
      return
    }
    let row = Rect(x: 0, y: rect.maxY, width: layout.box.maxX, height: 1)
    if let legend = legends.first(where: { name.columns + 3 + $0.columns <= row.width }) {
      canvas.write("\(name)   \(legend)", in: row, style: look(.dim), align: .center)
      return
    }
    canvas.write(name, in: row, style: look(.dim), align: .center)
    // A second row below the labels is free unless the details begin there.
    let second = Rect(x: 0, y: row.maxY, width: row.width, height: 1)
    guard layout.details.isEmpty, second.y < layout.hints.y else { return }
    if let legend = legends.first(where: { $0.columns <= second.width }) {
      canvas.write(legend, in: second, style: look(.dim), align: .center)
    }
  }

  // MARK: Places and values

  private func visibleValues(
    _ axis: Axis, from origin: Position, _ count: Int, _ step: Int, _ value: (Position) -> Double
  ) -> [Double] {
    (0..<count).map { Position(units: origin.units + $0 * step) }
      .filter { $0 <= axis.positions.upperBound }.map(value)
  }

  private func visibleIndex(_ position: Position, from origin: Position, _ step: Int) -> Int {
    (position.units - origin.units).flooredQuotient(step)
  }

  /// Powers of ten; 1, 2, 5 times them where fewer than three are visible; else some places with their values.
  /// - Parameters:
  ///   - isLogarithmic: whether the axis has equal ratios; else the values of the places themselves stand there.
  ///   - place: where a letter stands, and what lies between two letters.
  private func ticks(
    _ values: [Double], isLogarithmic: Bool, place: (Double) -> Int, stride: Int
  ) -> [Tick] {
    guard isLogarithmic else {
      return values.indices.filter { $0 % stride == 0 }.map {
        Tick(offset: place(Double($0)), text: Figures.trimmed(values[$0]))
      }
    }
    guard let low = values.first, let high = values.last, low > 0, high > low else {
      return values.first.map { [Tick(offset: place(0), text: Figures.trimmed($0))] } ?? []
    }
    for multiples in [[1.0], [1, 2, 5]] {
      var ticks: [Tick] = []
      for value in Scale.multiples(multiples, from: low * 0.97, to: high * 1.03) {
        let offset = place(Self.index(of: value, among: values))
        guard ticks.last?.offset != offset else { continue }
        ticks.append(Tick(offset: offset, text: Figures.trimmed(value)))
      }
      if ticks.count >= 3 { return ticks }
    }
    return values.indices.filter { $0 % stride == 0 }.map {
      Tick(offset: place(Double($0)), text: Figures.trimmed(values[$0]))
    }
  }

  /// Where a value stands among rising ones, which have equal ratios in between.
  private static func index(of value: Double, among values: [Double]) -> Double {
    guard let after = values.firstIndex(where: { $0 >= value }), after > 0 else {
      return value <= values[0] ? 0 : Double(values.count - 1)
    }
    let (low, high) = (values[after - 1], values[after])
    return Double(after - 1) + log(value / low) / log(high / low)
  }
}
