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
    func cells(inLineWith other: Cell) -> [(x: Double, summary: CellSummary)] {
      diagram.shown.filter { cell, _ in
        followsColumn ? cell.column == other.column : cell.row == other.row
      }.map { (x: place($0.key), summary: $0.value) }.sorted { $0.x < $1.x }
    }
    let line = cells(inLineWith: cursor)
    let name = symbol(axis.label ?? axis.parameter)
    guard line.count > 1 else {
      return drawEmpty("no cells along \(name) yet", on: &canvas, in: rect)
    }

    let (phi, xi) = (symbol(of: .relativeFeatureUpdate), symbol(of: .initialDisplacement))
    let rho = symbol(of: .driftNonlinearity)
    func curve(
      _ value: (CellSummary) -> Float, _ mark: Character, _ role: Role,
      of cells: [(x: Double, summary: CellSummary)]
    ) -> LineChart.Curve {
      .init(points: cells.map { ($0.x, Double(value($0.summary))) }, mark: mark, role: role)
    }
    // The line through the pinned cell, where it is another one.
    let other = pinned.map { cells(inLineWith: $0.cell) } ?? []
    let isOther = other.map(\.summary.configuration) != line.map(\.summary.configuration) && other.count > 1
    let curves =
      (isOther
        ? [
          curve(\.driftNonlinearity, "r", .curve3, of: other),
          curve(\.initialDisplacement, "x", .curve2, of: other),
          curve(\.relativeFeatureUpdate, "f", .curve1, of: other),
        ] : []) + [
        curve(\.driftNonlinearity, "+", .curve3, of: line),
        curve(\.initialDisplacement, "o", .curve2, of: line),
        curve(\.relativeFeatureUpdate, "*", .curve1, of: line),
      ]
    let thresholds = [study.thresholds.feature, study.thresholds.noise]
    let values = curves.flatMap { $0.points.map(\.y) } + thresholds
    let x = Scale(covering: line.map(\.x), logarithmic: true)
    let covering = Scale(covering: values, logarithmic: true)
    var chart = LineChart(
      // What lies further out is drawn at the edge.
      x: x, y: Scale(low: max(covering.low, 1e-3), high: min(covering.high, 10), logarithmic: true),
      xLabels: isOther
        ? "\(phi) * \(xi) o \(rho) +, pinned f x r"
        : "\(phi) *  \(xi) o  \(rho) +  - thresholds  along \(name)",
      "\(phi) * \(xi) o \(rho) +" + (isOther ? ", f x r" : ""))
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
