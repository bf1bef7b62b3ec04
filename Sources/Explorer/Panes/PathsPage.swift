import Limits
import Phases
import Terminal

/// One unit's input weights as the training goes, started from the same point in some layers, along the two principal
/// directions of all those paths.
struct PathsPage: Page {
  let name = "paths"
  let commands = ["measure", "curves"]

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    guard let profile = report.profile(or: "press m to follow a unit here", on: &canvas, in: rect) else {
      return
    }
    // Where nothing moves, or not to anywhere finite, no direction has a share.
    guard profile.paths.shares[0] > 0 else {
      return canvas.writeEmpty(
        "nothing to follow:", "the unit does not move, or not finitely", in: rect, look: report.look)
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
    chart.glyphs = report.curveGlyphs
    let depths = zip(paths, chart.curves).map { path, curve in
      ("\(curve.mark):\(Figures.trimmed(path.s, digits: 2)) ", curve.role)
    }
    canvas.writeKey([("s ", .text)] + depths, in: rect.row(0), look: report.look)
    chart.draw(on: &canvas, in: rect.below(1), look: report.look)
  }
}
