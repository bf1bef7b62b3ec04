import Phases
import Terminal

/// φ, ξ and ρ along a parametrisation, or φ along several, from the measured cells that are nearest to it.
struct ScalingPage: Page {
  let name = "scaling"
  let commands = ["earlier", "later", "curves"]

  private static let quantities: [(quantity: Quantity, mark: Character, role: Role)] = [
    (.relativeFeatureUpdate, "*", .curve1), (.initialDisplacement, "o", .curve2),
    (.driftNonlinearity, "+", .curve3),
  ]

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    let planes = report.paths
    guard let first = planes.first else {
      return canvas.writeEmpty(
        ":path completep depth-mup standard", "follows them from this cell", in: rect, look: report.look)
    }
    let measured = planes.map { plane in
      plane.nearest(among: report.diagram.shown.keys).compactMap { size, cell in
        report.diagram.shown[cell].map { (size: size, summary: $0) }
      }
    }
    guard measured.contains(where: { $0.count > 1 }) else {
      return canvas.writeEmpty("no cells near the path yet", in: rect, look: report.look)
    }
    let curves = planes.count == 1 ? Self.curves(of: measured[0]) : Self.curves(of: measured)
    let symbol = report.symbol(of: .relativeFeatureUpdate)
    let thresholds =
      [report.study.thresholds.feature] + (planes.count == 1 ? [report.study.thresholds.noise] : [])
    let x = Scale(covering: measured.joined().map(\.size), logarithmic: true)
    let covering = Scale(covering: curves.flatMap { $0.points.map(\.y) } + thresholds, logarithmic: true)
    let along = "along \(report.symbol(first.size.parameter))"
    let key = Self.quantities.map { "\(report.symbol(of: $0.quantity)) \($0.mark)" }.joined(separator: "  ")
    var chart = LineChart(
      // What lies further out is drawn at the edge.
      x: x, y: Scale(low: max(covering.low, 1e-3), high: min(covering.high, 10), logarithmic: true),
      xLabels: planes.count == 1 ? "\(key)  - thresholds  \(along)" : "\(symbol), - threshold  \(along)",
      planes.count == 1 ? key : "\(symbol) \(along)")
    chart.curves =
      thresholds.map {
        .init(points: [(x.low, $0), (x.high, $0)], mark: "-", role: .curveReference)
      } + curves.reversed()
    let cursor = first.sizeIsRow ? report.here.row : report.here.column
    chart.verticals = [first.size.value(at: cursor)]
    chart.glyphs = report.curveGlyphs
    canvas.writeKey(legend(planes, report.look), in: rect.row(0), look: report.look)
    chart.draw(on: &canvas, in: rect.below(1), look: report.look)
  }

  /// The path alone, or each with the mark of its line.
  private func legend(_ planes: [PathInPlane], _ look: Look) -> [(String, Role)] {
    guard planes.count > 1 else {
      return planes.map { ("\($0.path.name): \(look.choose($0.path.rule, $0.path.asciiRule))", .text) }
    }
    return zip(planes, PathLook.all).map { ("\($1.mark) \($0.path.name)  ", $1.role) }
  }

  private static func curves(of points: [(size: Double, summary: CellSummary)]) -> [LineChart.Curve] {
    quantities.map { row in
      .init(
        points: points.map { ($0.size, Double($0.summary[row.quantity])) }, mark: row.mark, role: row.role)
    }
  }

  private static func curves(of paths: [[(size: Double, summary: CellSummary)]]) -> [LineChart.Curve] {
    zip(paths, PathLook.all).map { points, look in
      .init(
        points: points.map { ($0.size, Double($0.summary[.relativeFeatureUpdate])) }, mark: look.mark,
        role: look.role)
    }
  }
}
