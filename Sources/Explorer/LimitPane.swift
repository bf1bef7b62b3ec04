import Limits
import Phases
import Terminal

extension State {
  /// The distance to the Mean ODE along the column under the cursor, with theory's guide line and the fitted
  /// exponent; beside it the spread over seeds, which needs no limit.
  func drawLimit(on canvas: inout Canvas, in rect: Rect) {
    let study = diagram.study
    let cursor = diagram.lattice.canonical(viewport.cursor)
    let column = diagram.summaries.keys.filter { $0.column == cursor.column }.sorted { $0.row < $1.row }
    func place(_ cell: Cell) -> Double { study.rowLabel(at: cell.row) }
    let distances = column.compactMap { cell in
      diagram.surveys[cell].map { (cell: cell, x: place(cell), y: $0.limitDistance, error: $0.limitError) }
    }
    guard !distances.isEmpty else {
      if column.contains(where: diagram.surveying.contains) {
        return drawEmpty("measuring the limit ...", on: &canvas, in: rect)
      }
      return drawEmpty(
        "press m to measure the limit here,", "G v g m for the whole column", on: &canvas, in: rect)
    }
    let spread = column.map { (x: place($0), y: Double(diagram.summaries[$0]?.outputSpread ?? .nan)) }
    let name = symbol(study.rows.label ?? study.rows.parameter)
    let fit = PowerLawFit(distances.filter { $0.y > $0.error }.map { ($0.x, $0.y) })
    let values = distances.map(\.y) + spread.map(\.y)
    let exponent =
      fit.map {
        "exponent \(Figures.short($0.exponent, digits: 2)) ± \(Figures.short($0.uncertainty, digits: 2))"
      }
      ?? "more cells give the exponent"
    let guide = theoryGuide(column.map { ($0, place($0)) }, through: distances.map { ($0.cell, $0.y) })
    let limit = distances.first { $0.cell == cursor }
    let lines = [
      look.choose(exponent, exponent.replacing("±", with: "+-")),
      limit.map {
        "here \(Figures.short($0.y)) \(look.choose("±", "+-")) \(Figures.short($0.error)), "
          + "tangent \(Figures.short(diagram.surveys[$0.cell]?.tangentDistance ?? .nan))"
      } ?? "press m to measure the limit here",
    ]
    for (row, line) in lines.enumerated() { canvas.write(line, in: rect.row(row), style: look(.text)) }
    var chart = LineChart(
      x: Scale(covering: column.map(place), logarithmic: true), y: Scale(covering: values, logarithmic: true),
      xLabel: "o limit . spread - theory, \(name)")
    chart.curves = [
      .init(points: guide, mark: "-", role: .curveReference),
      .init(points: spread, mark: ".", role: .curve3),
      .init(points: distances.map { ($0.x, $0.y) }, mark: "o", role: .curve1, isJoined: false),
    ]
    chart.verticals = [place(cursor)]
    chart.glyphs = curveGlyphs
    chart.draw(on: &canvas, in: rect.below(lines.count), look: look)
  }

  /// The shape of theory's fluctuation, `((0.05 + 0.3 S)√D + 0.4)/√(LM)`, moved through the middle of what was measured.
  private func theoryGuide(
    _ column: [(cell: Cell, x: Double)], through measured: [(cell: Cell, y: Double)]
  ) -> [(x: Double, y: Double)] {
    func shape(_ cell: Cell) -> Double {
      diagram.theory.fluctuation(of: diagram.study.configuration(for: cell))
    }
    let ratios = measured.map { $0.y / shape($0.cell) }.filter { $0 > 0 && $0.isFinite }.sorted()
    guard !ratios.isEmpty else { return [] }
    return column.map { ($0.x, shape($0.cell) * ratios[ratios.count / 2]) }
  }
}
