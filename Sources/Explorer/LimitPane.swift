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
    let limits = column.compactMap { cell in
      diagram.surveys[cell]?.distances.limit.map { (cell: cell, x: place(cell), limit: $0) }
    }
    let distances = limits.map { (cell: $0.cell, x: $0.x, y: $0.limit.distance.median) }
    guard !distances.isEmpty else {
      if column.contains(where: diagram.surveying.contains) {
        return drawEmpty("measuring the limit ...", on: &canvas, in: rect)
      }
      return drawEmpty(
        "press m to measure the limit here,", "G v g m for the whole column", on: &canvas, in: rect)
    }
    let spread = column.map { (x: place($0), y: Double(diagram.summaries[$0]?.outputSpread ?? .nan)) }
    let name = symbol(study.rows.label ?? study.rows.parameter)
    let fit = PowerLawFit(distances.map { ($0.x, $0.y) })
    let seeds = limits.map(\.limit.distance)
    let values = seeds.flatMap { [$0.low, $0.median, $0.high] } + spread.map(\.y)
    let exponent =
      fit.map {
        "exponent \(Figures.short($0.exponent, digits: 2)) ± \(Figures.short($0.uncertainty, digits: 2))"
      }
      ?? "more cells give the exponent"
    let guide = theoryGuide(column.map { ($0, place($0)) }, through: distances.map { ($0.cell, $0.y) })
    let lines = [
      look.choose(exponent, exponent.replacing("±", with: "+-")),
      diagram.surveys[cursor].map { distancesText($0.distances) } ?? "press m to measure the limit here",
    ]
    for (row, line) in lines.enumerated() { canvas.write(line, in: rect.row(row), style: look(.text)) }
    var chart = LineChart(
      x: Scale(covering: column.map(place), logarithmic: true), y: Scale(covering: values, logarithmic: true),
      xLabel: "o limit : seeds . spread - theory, \(name)")
    chart.envelopes = [.init(points: zip(limits, seeds).map { ($0.x, $1.low, $1.high) })]
    chart.curves = [
      .init(points: guide, mark: "-", role: .curveReference),
      .init(points: spread, mark: ".", role: .curve3),
      .init(points: distances.map { ($0.x, $0.y) }, mark: "o", role: .curve1, isJoined: false),
    ]
    chart.verticals = [place(cursor)]
    chart.glyphs = curveGlyphs
    chart.draw(on: &canvas, in: rect.below(lines.count), look: look)
  }

  /// The distance of the cell and what the limit itself is off by, or that it is below that; the tangent distance.
  private func distancesText(_ distances: LimitDistances) -> String {
    let sign = look.choose("±", "+-")
    let limit =
      switch distances.limit {
      case .none: ""
      case .some(let limit) where limit.error.isNaN: "no limit"
      case .some(let limit) where limit.distance.median.isNaN:
        "nearer than \(Figures.short(limit.error))"
      case .some(let limit):
        "here \(Figures.short(limit.distance.median)) \(sign) \(Figures.short(limit.error))"
      }
    return limit + (distances.tangent.map { ", tangent \(Figures.short($0.median))" } ?? "")
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
