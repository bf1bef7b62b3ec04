import Limits
import Phases
import Terminal

extension State {
  /// Norms of the states and of the adjoints along the depth, before and after training, with the Mean ODE's.
  func drawDepthProfile(of cell: Cell?, on canvas: inout Canvas, in rect: Rect) {
    guard let cell, let profile = diagram.surveys[cell]?.profile else {
      return drawUnsurveyed(cell, "press m to measure the profile here", on: &canvas, in: rect)
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
    let other = pinned.flatMap { diagram.surveys[$0.cell]?.profile?.norms.trained }
    let curves =
      (other.map { [curve($0.states, "P", .curve5), curve($0.adjoints, "p", .curve6)] } ?? []) + ownCurves
    var chart = LineChart(
      x: Scale(low: 0, high: 1, logarithmic: false),
      y: Scale(covering: curves.flatMap { $0.points.map(\.y) }, logarithmic: true),
      xLabels: other == nil ? "s = l/L   . mean ODE" : "s   . mean ODE   P p pinned")
    chart.curves = curves
    chart.glyphs = curveGlyphs
    let key: [(String, Role)] = [
      ("states ", .text), ("h", .curve1), (", trained ", .text), ("H", .curve2), ("; adjoints ", .text),
      ("b", .curve4), (", ", .text), ("B", .curve3),
    ]
    drawKey(key, on: &canvas, in: rect.row(0))
    chart.draw(on: &canvas, in: rect.below(1), look: look)
  }

  /// One unit's input weights as the training goes, started from the same point in some layers, along the two principal
  /// directions of all those paths.
  func drawPaths(of cell: Cell?, on canvas: inout Canvas, in rect: Rect) {
    guard let cell, let profile = diagram.surveys[cell]?.profile else {
      return drawUnsurveyed(cell, "press m to follow a unit here", on: &canvas, in: rect)
    }
    let paths = profile.paths.paths
    let roles: [Role] = [.curve1, .curve2, .curve3, .curve4, .curve5, .curve6]
    let all = paths.flatMap(\.points)
    func share(_ direction: Int) -> String {
      "\(Int((profile.paths.shares[direction] * 100).rounded())) %"
    }
    var chart = LineChart(
      x: Scale(covering: all.map(\.x), logarithmic: false),
      y: Scale(covering: all.map(\.y), logarithmic: false),
      xLabels: "principal directions: \(share(0)) and \(share(1))", "directions: \(share(0)), \(share(1))")
    chart.curves = paths.enumerated().map { index, path in
      .init(
        points: path.points.map { ($0.x, $0.y) }, mark: Character("\(index % 10 + 1)"),
        role: roles[index % roles.count], form: .path)
    }
    chart.glyphs = curveGlyphs
    let depths = zip(paths, chart.curves).map { path, curve in
      ("\(curve.mark):\(Figures.trimmed(path.s, digits: 2)) ", curve.role)
    }
    drawKey([("s ", .text)] + depths, on: &canvas, in: rect.row(0))
    chart.draw(on: &canvas, in: rect.below(1), look: look)
  }

  /// What the curves' marks and colours stand for.
  private func drawKey(_ parts: [(text: String, role: Role)], on canvas: inout Canvas, in rect: Rect) {
    var x = rect.x
    for part in parts {
      x = canvas.write(part.text, x: x, y: rect.y, style: look(part.role), limit: rect.maxX - x)
    }
  }

  private func drawUnsurveyed(_ cell: Cell?, _ text: String, on canvas: inout Canvas, in rect: Rect) {
    let isUnderWay = cell.map(diagram.surveying.contains) ?? false
    drawEmpty(isUnderWay ? "measuring ..." : text, on: &canvas, in: rect)
  }
}
