import Foundation
import Rates

/// Figures with logarithmic axes as SVG: measured points, joined, with both ends of their range, theory's
/// lines dashed, points beyond theory's reach as crosses. Colours are Okabe and Ito's, which colour-blind people tell
/// apart, and every curve has a mark or a dash of its own too; measured curves stand a little beside one another.
package struct FigureSVG: SVGDrawing {
  private let figures: [RateReport.Figure]
  private let title: String

  package init(figures: [RateReport.Figure], title: String) {
    self.figures = figures
    self.title = title
  }

  private static let size = (width: 460.0, height: 400.0)
  /// More stand two by two: in one row they would be too small to read on a page.
  private static let mostInARow = 3
  private static let plot = (left: 70.0, top: 46.0, width: 370.0, height: 260.0)
  private static let dashes = ["7 4", "2 3", "9 3 2 3", "4 2", "1 4", "12 4"]
  /// Between the marks of two measured curves at the same place.
  private static let offset = 2.5
  private static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]

  package var text: String {
    let rows = figures.map { ($0.curves.count + 1) / 2 }.max() ?? 0
    let height = Self.size.height + Double(rows) * 16 - 40
    let columns = figures.count > Self.mostInARow ? 2 : max(1, figures.count)
    let panels = figures.enumerated().flatMap { index, figure in
      [
        "<g transform=\"translate(\(number(Double(index % columns) * Self.size.width)) "
          + "\(number(Double(index / columns) * height)))\">"
      ] + panel(figure) + ["</g>"]
    }
    return document(
      width: Self.size.width * Double(columns),
      height: height * Double((figures.count + columns - 1) / columns), title: title, panels)
  }

  private func panel(_ figure: RateReport.Figure) -> [String] {
    let points = figure.curves.flatMap(\.points)
    let x = LogarithmicAxis(points.map(\.x))
    let y = LogarithmicAxis(points.flatMap { [$0.y, $0.low ?? $0.y, $0.high ?? $0.y] })
    let (left, top, width, height) = Self.plot
    func place(_ px: Double, _ py: Double) -> (x: Double, y: Double) {
      (left + x.share(px) * width, top + (1 - y.share(py)) * height)
    }
    var lines = [
      label(figure.title, left + width / 2, 24, "middle", weight: "bold"),
      formula(figure.xLabel, left + width / 2, top + height + 36, "middle"),
      formula(figure.yLabel, 16, top + height / 2, "middle", turned: true),
    ]
    for tick in x.ticks {
      let at = place(tick.value, y.low)
      lines.append(line(at.x, top + height, at.x, top, "#ddd"))
      lines.append(label(tick.text, at.x, top + height + 16, "middle"))
    }
    for tick in y.ticks {
      let at = place(x.low, tick.value)
      lines.append(line(left, at.y, left + width, at.y, "#ddd"))
      lines.append(label(tick.text, left - 6, at.y + 4, "end"))
    }
    lines.append(rectangle(left, top, width, height, "fill=\"none\" stroke=\"black\""))
    let middle = Double(figure.curves.count { $0.style == .measured } - 1) / 2
    var (measured, theory) = (0, 0)
    // A curve stands beside its theory in the legend, and what is beyond that below all.
    let isBeyond = figure.curves.map { $0.style == .beyond }
    for (index, curve) in figure.curves.enumerated() {
      if [.measured, .joined].contains(curve.style) { measured += 1 }
      if curve.style == .theory { theory += 1 }
      let number = max(0, measured - 1)
      let style = CurveStyle(
        color: curve.style == .reference ? "#888888" : Self.colors[number % Self.colors.count], shape: number,
        dash: Self.dashes[max(0, theory - 1) % Self.dashes.count])
      let beside = curve.style == .measured ? (Double(number) - middle) * Self.offset : 0
      lines += draw(curve, style) { x, y in
        let at = place(x, y)
        return (at.x + beside, at.y)
      }
      let place =
        isBeyond[index]
        ? isBeyond.count { !$0 } + isBeyond[..<index].count { $0 } : isBeyond[..<index].count { !$0 }
      let column = left - 40 + Double(place % 2) * 200
      let row = top + height + 58 + Double(place / 2) * 16
      lines += key(curve, style, column, row)
    }
    return lines
  }

  private struct CurveStyle {
    var color: String
    var shape: Int
    var dash: String
  }

  private func draw(
    _ curve: RateReport.Curve, _ style: CurveStyle, _ place: (Double, Double) -> (x: Double, y: Double)
  ) -> [String] {
    func isShown(_ point: RateReport.Curve.Point) -> Bool {
      point.x > 0 && point.y > 0 && point.x.isFinite && point.y.isFinite
    }
    func polyline(_ points: some Sequence<RateReport.Curve.Point>, _ attributes: String) -> String {
      let path = points.map { point in
        let at = place(point.x, point.y)
        return "\(number(at.x)),\(number(at.y))"
      }
      return
        "<polyline points=\"\(path.joined(separator: " "))\" fill=\"none\" stroke=\"\(style.color)\" \(attributes)/>"
    }
    let points = curve.points.filter(isShown)
    if curve.style.isLine {
      return [polyline(points, "stroke-width=\"1.5\" stroke-dasharray=\"\(style.dash)\"")]
    }
    // Nothing was measured where a point is missing, and no line says otherwise.
    let runs = curve.points.split { !isShown($0) }.filter { $0.count > 1 }
    let thread =
      switch curve.style {
      case .joined: runs.map { polyline($0, "stroke-width=\"1.2\"") }
      case .measured: points.count > 1 ? [polyline(points, "stroke-width=\"0.8\"")] : []
      case .theory, .beyond, .reference: [String]()
      }
    return thread
      + points.flatMap { point -> [String] in
        let at = place(point.x, point.y)
        var lines: [String] = []
        if let low = point.low, let high = point.high, low > 0 {
          let ends = [place(point.x, low).y, place(point.x, high).y]
          lines.append(line(at.x, ends[0], at.x, ends[1], style.color))
          lines += ends.map { line(at.x - 3, $0, at.x + 3, $0, style.color) }
        }
        return lines + [mark(curve.style, style, at.x, at.y)]
      }
  }

  /// A line of the legend.
  private func key(_ curve: RateReport.Curve, _ style: CurveStyle, _ x: Double, _ y: Double) -> [String] {
    let sign =
      curve.style.isLine
      ? "<line x1=\"\(number(x))\" y1=\"\(number(y - 4))\" x2=\"\(number(x + 18))\" y2=\"\(number(y - 4))\" "
        + "stroke=\"\(style.color)\" stroke-width=\"1.5\" stroke-dasharray=\"\(style.dash)\"/>"
      : mark(curve.style, style, x + 9, y - 4)
    // A path has the name that somebody gave it.
    return [
      sign,
      curve.style == .joined
        ? label(curve.name, x + 24, y, "start")
        : formula(curve.name.replacing(" -", with: " −"), x + 24, y, "start"),
    ]
  }

  /// Circle, square, triangle and diamond in turn; a cross for what is beyond.
  private func mark(_ kind: RateReport.Curve.Style, _ style: CurveStyle, _ x: Double, _ y: Double) -> String {
    let r = 3.5
    func path(_ offsets: [(Double, Double)]) -> String {
      let corners = offsets.map { "\(number(x + $0.0)),\(number(y + $0.1))" }
      return "<polygon points=\"\(corners.joined(separator: " "))\" fill=\"\(style.color)\"/>"
    }
    if kind == .beyond {
      let (a, b) = ("\(number(x - r)) \(number(y - r))", "\(number(x + r)) \(number(y + r))")
      let (c, d) = ("\(number(x - r)) \(number(y + r))", "\(number(x + r)) \(number(y - r))")
      return "<path d=\"M\(a)L\(b)M\(c)L\(d)\" stroke=\"\(style.color)\" fill=\"none\"/>"
    }
    switch style.shape % 4 {
    case 0:
      return "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(r))\" fill=\"\(style.color)\"/>"
    case 1: return path([(-r, -r), (r, -r), (r, r), (-r, r)])
    case 2: return path([(0, -r - 1), (r + 1, r), (-r - 1, r)])
    default: return path([(0, -r - 1), (r + 1, 0), (0, r + 1), (-r - 1, 0)])
    }
  }
}

extension RateReport.Curve.Style {
  /// Whether it is a line without marks.
  fileprivate var isLine: Bool { self == .theory || self == .reference }
}
