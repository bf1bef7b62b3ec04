import Limits
import Phases
import Terminal

/// Norms of the states and of the adjoints along the depth, before and after training, with the Mean ODE's.
struct DepthPage: Page {
  let name = "depth"
  let commands = ["measure", "curves"]

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    guard let profile = report.profile(or: "press m to measure the profile here", on: &canvas, in: rect)
    else {
      return
    }
    func curve(_ norms: [Double], _ mark: Character, _ role: Role) -> LineChart.Curve {
      let last = Double(max(1, norms.count - 1))
      return .init(
        points: norms.enumerated().map { (Double($0.offset) / last, $0.element) }, mark: mark, role: role)
    }
    let (norms, limit) = (profile.norms, profile.limitNorms)
    let ownCurves = [
      curve(limit.initial.states, ".", .curveReference), curve(limit.trained.states, ".", .curveReference),
      curve(limit.initial.adjoints, ".", .curveReference),
      curve(limit.trained.adjoints, ".", .curveReference),
      curve(norms.initial.states, "h", .curve1), curve(norms.trained.states, "H", .curve2),
      curve(norms.initial.adjoints, "b", .curve4), curve(norms.trained.adjoints, "B", .curve3),
    ]
    let other = report.pinned.flatMap { report.diagram.surveys[$0.cell]?.profile?.norms.trained }
    let curves =
      (other.map { [curve($0.states, "P", .curve5), curve($0.adjoints, "p", .curve6)] } ?? []) + ownCurves
    let pin = report.pinned.map { String($0.mark) } ?? ""
    var chart = LineChart(
      x: Scale(low: 0, high: 1, logarithmic: false),
      y: Scale(covering: curves.flatMap { $0.points.map(\.y) }, logarithmic: true),
      xLabels: other == nil ? "s = l/L   . mean ODE" : "s   . mean ODE   P p pinned \(pin)")
    chart.curves = curves
    chart.glyphs = report.curveGlyphs
    let key: [(String, Role)] = [
      ("states ", .text), ("h", .curve1), (", trained ", .text), ("H", .curve2), ("; adjoints ", .text),
      ("b", .curve4), (", ", .text), ("B", .curve3),
    ]
    canvas.writeKey(key, in: rect.row(0), look: report.look)
    chart.draw(on: &canvas, in: rect.below(1), look: report.look)
  }
}

extension Report {
  /// The profile of the cell under the cursor; where there is none, that it is being measured, or how to have it.
  func profile(or words: String, on canvas: inout Canvas, in rect: Rect) -> DepthProfile? {
    if let profile = cell.flatMap({ diagram.surveys[$0]?.profile }) { return profile }
    let isUnderWay = cell.map(diagram.surveying.contains) ?? false
    canvas.writeEmpty(isUnderWay ? "measuring ..." : words, in: rect, look: look)
    return nil
  }
}

extension Canvas {
  /// What the curves' marks and colours stand for; of what has no room nothing, as half a number would be another one.
  mutating func writeKey(_ parts: [(text: String, role: Role)], in rect: Rect, look: Look) {
    var x = rect.x
    for part in parts {
      let isBlank = part.text.last == " "
      guard x + part.text.columns - (isBlank ? 1 : 0) <= rect.maxX else { return }
      x = write(part.text, x: x, y: rect.y, style: look(part.role), limit: rect.maxX - x)
    }
  }
}
