import Phases
import Terminal

/// A quantity in the pane of order parameters, with the marks of its curves: along the cursor's line, and along the
/// pinned cell's.
private struct OrderCurve {
  let quantity: Quantity
  let mark: Character
  let pinnedMark: Character
  let role: Role

  /// What is named first lies above.
  static let all = [
    OrderCurve(quantity: .relativeFeatureUpdate, mark: "*", pinnedMark: "f", role: .curve1),
    OrderCurve(quantity: .initialDisplacement, mark: "o", pinnedMark: "x", role: .curve2),
    OrderCurve(quantity: .driftNonlinearity, mark: "+", pinnedMark: "r", role: .curve3),
  ]

  func curve(along cells: [(x: Double, summary: CellSummary)], isPinned: Bool = false) -> LineChart.Curve {
    .init(
      points: cells.map { ($0.x, Double($0.summary[quantity])) }, mark: isPinned ? pinnedMark : mark,
      role: role)
  }
}

/// φ, ξ and ρ along the row or the column under the cursor, with the thresholds of the first two.
struct OrderPage: Page {
  let name = "order"
  /// Asked for again, it turns.
  let commands = ["pane order", "earlier", "later", "curves"]

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    let study = report.study
    let axis = report.followsColumn ? study.rows : study.columns
    let cursor = report.here
    func place(_ cell: Cell) -> Double {
      report.followsColumn ? study.rowLabel(at: cell.row) : study.columnLabel(at: cell.column)
    }
    func cells(inLineWith other: Cell) -> [(x: Double, summary: CellSummary)] {
      report.diagram.shown.filter { cell, _ in
        report.followsColumn ? cell.column == other.column : cell.row == other.row
      }.map { (x: place($0.key), summary: $0.value) }.sorted { $0.x < $1.x }
    }
    let line = cells(inLineWith: cursor)
    let name = report.symbol(axis.label ?? axis.parameter)
    guard line.count > 1 else {
      return canvas.writeEmpty("no cells along \(name) yet", in: rect, look: report.look)
    }

    // The line through the report.pinned cell, where it is another one.
    let other = report.pinned.map { cells(inLineWith: $0.cell) } ?? []
    let isOther = other.map(\.summary.problem) != line.map(\.summary.problem) && other.count > 1
    let curves =
      (isOther ? OrderCurve.all.reversed().map { $0.curve(along: other, isPinned: true) } : [])
      + OrderCurve.all.reversed().map { $0.curve(along: line) }
    let marks = OrderCurve.all.map { "\(report.symbol(of: $0.quantity)) \($0.mark)" }
    let pinnedMarks = OrderCurve.all.map { String($0.pinnedMark) }.joined(separator: " ")
    let pin = report.pinned.map { String($0.mark) } ?? ""
    let thresholds = [study.thresholds.feature, study.thresholds.noise]
    let values = curves.flatMap { $0.points.map(\.y) } + thresholds
    let x = Scale(covering: line.map(\.x), logarithmic: true)
    let covering = Scale(covering: values, logarithmic: true)
    var chart = LineChart(
      // What lies further out is drawn at the edge.
      x: x, y: Scale(low: max(covering.low, 1e-3), high: min(covering.high, 10), logarithmic: true),
      xLabels: isOther
        ? marks.joined(separator: " ") + ", pinned \(pin): \(pinnedMarks)"
        : marks.joined(separator: "  ") + "  - thresholds  along \(name)",
      marks.joined(separator: " ") + (isOther ? ", \(pin): \(pinnedMarks)" : ""))
    chart.curves =
      thresholds.map {
        .init(points: [(x.low, $0), (x.high, $0)], mark: "-", role: .curveReference)
      } + curves
    chart.verticals = [place(cursor)]
    chart.glyphs = report.curveGlyphs
    chart.draw(on: &canvas, in: rect, look: report.look)
  }
}
