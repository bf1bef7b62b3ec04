import Phases
import Terminal

extension State {
  /// φ, ξ and ρ along the row or the column under the cursor, with the thresholds of the first two.
  func drawOrderParameters(on canvas: inout Canvas, in rect: Rect) {
    let study = diagram.study
    let axis = followsColumn ? study.rows : study.columns
    let cursor = diagram.lattice.canonical(viewport.cursor)
    func place(_ cell: Cell) -> Double {
      followsColumn ? study.rowLabel(at: cell.row) : study.columnLabel(at: cell.column)
    }
    let line = diagram.shown.filter { cell, _ in
      followsColumn ? cell.column == cursor.column : cell.row == cursor.row
    }.map { (x: place($0.key), summary: $0.value) }.sorted { $0.x < $1.x }
    let name = symbol(axis.label ?? axis.parameter)
    guard line.count > 1 else {
      return drawEmpty("no cells along \(name) yet", on: &canvas, in: rect)
    }

    let (phi, xi, rho) = (look.choose("φ", "phi"), look.choose("ξ", "xi"), look.choose("ρ", "rho"))
    func curve(_ value: (CellSummary) -> Float, _ mark: Character, _ role: Role) -> LineChart.Curve {
      .init(points: line.map { ($0.x, Double(value($0.summary))) }, mark: mark, role: role)
    }
    let curves = [
      curve(\.driftNonlinearity, "+", .curve3), curve(\.initialDisplacement, "o", .curve2),
      curve(\.relativeFeatureUpdate, "*", .curve1),
    ]
    let thresholds = [study.thresholds.feature, study.thresholds.noise]
    let values = curves.flatMap { $0.points.map(\.y) } + thresholds
    let x = Scale(covering: line.map(\.x), logarithmic: true)
    let covering = Scale(covering: values, logarithmic: true)
    var chart = LineChart(
      // What lies further out is drawn at the edge.
      x: x, y: Scale(low: max(covering.low, 1e-3), high: min(covering.high, 10), logarithmic: true),
      xLabel: "\(phi) *  \(xi) o  \(rho) +  - thresholds  along \(name)")
    chart.curves =
      thresholds.map {
        .init(points: [(x.low, $0), (x.high, $0)], mark: "-", role: .curveReference)
      } + curves
    chart.verticals = [place(cursor)]
    chart.glyphs = curveGlyphs
    chart.draw(on: &canvas, in: rect, look: look)
  }

  /// What to do where there is nothing to draw.
  func drawEmpty(_ lines: String..., on canvas: inout Canvas, in rect: Rect) {
    let first = max(0, (rect.height - lines.count) / 2)
    for (row, line) in lines.enumerated() {
      canvas.write(line, in: rect.row(first + row), style: look(.dim), align: .center)
    }
  }
}
