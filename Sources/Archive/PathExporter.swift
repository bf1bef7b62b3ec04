import Phases
import Rates

/// What was measured along parametrisations, for programs and as a figure.
package enum PathExporter {
  private static let here = Cell(column: 0, row: 0)

  /// A row a point: the path's name, then the columns that every table of cells has.
  package static func csv(_ paths: [MeasuredPath]) -> String {
    let summaries = paths.flatMap { $0.points.map(\.summary) }
    let columns = CSVExporter.columns + CSVExporter.occasionalColumns(of: summaries)
    let rows = paths.flatMap { path in
      path.points.map { point in
        [Field.text(path.path.name)] + columns.map { $0.field(here, point.summary) }
      }
    }
    return CSVExporter.table([("path", .text)] + columns.map { ($0.name, $0.kind) }, rows)
  }

  /// A list of objects, those of a table of cells with the path's name before them.
  package static func json(_ paths: [MeasuredPath]) -> String {
    let objects = paths.flatMap { path in
      path.points.map { point in
        CellJSON(
          cell: here, summary: point.summary, measurement: point.measurement, critical: point.critical,
          thresholds: path.thresholds, leading: [("path", JSONText.string(path.path.name))]
        ).text
      }
    }
    return "[\n" + objects.map { "  " + $0 }.joined(separator: ",\n") + "\n]\n"
  }

  /// What is drawn, with the threshold that each is compared with.
  private static let drawn: [(quantity: Quantity, threshold: Thresholds.Name)] = [
    (.relativeFeatureUpdate, .feature), (.initialDisplacement, .noise), (.driftNonlinearity, .contradiction),
  ]

  /// φ, ξ and ρ against the size that changes, a curve a path in each.
  package static func figures(_ paths: [MeasuredPath]) -> [RateReport.Figure] {
    let abscissa = paths.abscissa
    return drawn.map { quantity, threshold in
      let curves = paths.map { path in
        RateReport.Curve(
          name: path.path.name, style: .joined,
          points: path.points.map { point in
            .init(
              x: abscissa.value(in: point.summary.problem), y: Double(point.summary[quantity]), low: nil,
              high: nil)
          })
      }
      let ends = curves.flatMap { $0.points.map(\.x) }
      let level = paths.first.map { $0.thresholds[threshold] } ?? .nan
      let reference = RateReport.Curve(
        name: "threshold \(level.shortest)", style: .reference,
        points: [ends.min(), ends.max()].compactMap { x in
          x.map { .init(x: $0, y: level, low: nil, high: nil) }
        })
      return RateReport.Figure(
        title: quantity.row.title, xLabel: "\(abscissa.symbol) (\(abscissa.meaning))",
        yLabel: quantity.symbols.greek, curves: curves + [reference])
    }
  }

  /// The figures side by side.
  package static func svg(_ paths: [MeasuredPath]) -> String {
    FigureSVG(
      figures: figures(paths), title: "Along \(paths.map(\.path.name).joined(separator: ", "))"
    ).text
  }
}
