import Phases
import Terminal

/// φ, ξ and ρ along a parametrisation, or φ along several, from the measured cells that are nearest to it; and where there
/// is room, the losses before the first step and after the last.
struct ScalingPage: Page {
  let name = "scaling"
  let commands = ["earlier", "later", "curves"]

  private typealias Points = [(size: Double, summary: CellSummary)]

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    let planes = report.paths
    guard !planes.isEmpty else {
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
    let legend = Self.legend(report, width: rect.width)
    for (row, line) in legend.enumerated() { canvas.writeKey(line, in: rect.row(row), look: report.look) }
    let room = rect.below(legend.count)
    let places = Self.places(in: room)
    let charts = [Self.orders(measured, report), Self.losses(measured, report)]
    for (chart, place) in zip(charts, places) { chart.draw(on: &canvas, in: place, look: report.look) }
  }

  /// One below the other or side by side, or the first alone.
  private static func places(in room: Rect) -> [Rect] {
    if room.height >= 20 {
      let height = (room.height + 1) / 2
      return [Rect(x: room.x, y: room.y, width: room.width, height: height), room.below(height)]
    }
    guard room.width >= 70 else { return [room] }
    let width = room.width / 2
    return [
      Rect(x: room.x, y: room.y, width: width, height: room.height),
      Rect(x: room.x + width, y: room.y, width: room.width - width, height: room.height),
    ]
  }

  /// The path alone with its rule, or each with the mark of its line, in as many rows as they need.
  private static func legend(_ report: Report, width: Int) -> [[(String, Role)]] {
    let (planes, look) = (report.paths, report.look)
    guard planes.count > 1 else {
      return planes.map { plane in
        let rule = look.choose(plane.path.rule, plane.path.asciiRule)
        return [("\(look.glyph(.path) ?? "o") \(plane.path.name): \(rule)", .text)]
      }
    }
    var rows: [[(String, Role)]] = [[]]
    var taken = 0
    for (plane, look) in zip(planes, PathLook.all) {
      let entry = "\(look.mark) \(plane.path.name)  "
      if taken > 0, taken + entry.columns - 2 > width {
        rows.append([])
        taken = 0
      }
      rows[rows.count - 1].append((entry, look.role))
      taken += entry.columns
    }
    return rows
  }

  // MARK: Charts

  private static let quantities: [(quantity: Quantity, mark: Character, role: Role)] = [
    (.relativeFeatureUpdate, "*", .curve1), (.initialDisplacement, "o", .curve2),
    (.driftNonlinearity, "+", .curve3),
  ]

  private static func orders(_ paths: [Points], _ report: Report) -> LineChart {
    let thresholds = report.study.thresholds
    let symbol = report.symbol(of: .relativeFeatureUpdate)
    let along = along(report)
    guard paths.count == 1, let points = paths.first else {
      let curves = zip(paths, PathLook.all).map {
        curve(.relativeFeatureUpdate, $0, mark: $1.mark, role: $1.role)
      }
      return chart(
        curves, thresholds: [thresholds.feature], paths, report,
        labels: ["\(symbol), - threshold  \(along)", "\(symbol) \(along)"])
    }
    let key = quantities.map { "\(report.symbol(of: $0.quantity)) \($0.mark)" }.joined(separator: "  ")
    return chart(
      quantities.map { curve($0.quantity, points, mark: $0.mark, role: $0.role) },
      thresholds: [thresholds.feature, thresholds.noise], paths, report,
      labels: ["\(key)  - thresholds  \(along)", key])
  }

  /// Of one path `.` and `x`; of several a letter and the digit of the path.
  private static func losses(_ paths: [Points], _ report: Report) -> LineChart {
    let isAlone = paths.count == 1
    let marks = zip(PathLook.all, "abcdef").map { look, letter in
      isAlone ? (first: Character("."), last: Character("x")) : (first: letter, last: look.mark)
    }
    let curves = zip(paths, zip(marks, PathLook.all)).flatMap { points, looks in
      let (mark, look) = looks
      return [
        curve(.finalLoss, points, mark: mark.last, role: look.role),
        curve(.initialLoss, points, mark: mark.first, role: isAlone ? .curve2 : look.role),
      ]
    }
    func list(_ mark: KeyPath<(first: Character, last: Character), Character>) -> String {
      marks.prefix(paths.count).map { String($0[keyPath: mark]) }.joined(separator: " ")
    }
    let key = "loss: first \(list(\.first)), last \(list(\.last))"
    return chart(curves, paths, report, labels: ["\(key)  \(along(report))", key])
  }

  private static func along(_ report: Report) -> String {
    report.paths.first.map { "along \(report.symbol($0.size.parameter))" } ?? ""
  }

  private static func curve(
    _ quantity: Quantity, _ points: Points, mark: Character, role: Role
  ) -> LineChart.Curve {
    .init(points: points.map { ($0.size, Double($0.summary[quantity])) }, mark: mark, role: role)
  }

  /// - Parameter curves: the first lies above the others.
  private static func chart(
    _ curves: [LineChart.Curve], thresholds: [Double] = [], _ paths: [Points], _ report: Report,
    labels: [String]
  ) -> LineChart {
    let x = Scale(covering: paths.joined().map(\.size), logarithmic: true)
    let values = curves.flatMap { $0.points.map(\.y) }
    let covering = Scale(covering: values + thresholds, logarithmic: true)
    // What lies further out is drawn at the edge.
    let y =
      thresholds.isEmpty
      ? Scale(losses: values, from: paths.joined().map { Double($0.summary[.initialLoss]) })
      : Scale(low: max(covering.low, 1e-3), high: min(covering.high, 10), logarithmic: true)
    var chart = LineChart(x: x, y: y, xLabels: labels)
    chart.marksWhatIsAbove = thresholds.isEmpty
    chart.curves =
      thresholds.map { .init(points: [(x.low, $0), (x.high, $0)], mark: "-", role: .curveReference) }
      + curves.reversed()
    if let first = report.paths.first {
      let cursor = first.sizeIsRow ? report.here.row : report.here.column
      chart.verticals = [first.size.value(at: cursor)]
    }
    chart.glyphs = report.curveGlyphs
    return chart
  }
}
