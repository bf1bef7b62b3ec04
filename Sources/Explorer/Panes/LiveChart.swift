import Sweep
import Terminal

/// The losses of a cell in training, a curve for each of its seeds, as far as they are.
struct LiveChart {
  let curve: LiveCurve

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    let curves = curve.seeds.enumerated().map { index, seed in
      LineChart.Curve(
        points: seed.points.filter { $0.loss.isFinite && $0.loss > 0 }.map { (Double($0.step), $0.loss) },
        mark: curve.seeds.count == 1 ? "*" : Character(String(index % 10)))
    }
    let lastStep = curve.seeds.compactMap(\.points.last?.step).max() ?? 1
    var chart = LineChart(
      x: Scale(low: 0, high: Double(max(1, lastStep)), logarithmic: false),
      y: Scale(losses: curves.flatMap { $0.points.map(\.y) }, from: curves.compactMap(\.points.first?.y)),
      xLabels: "loss against training step, so far", "loss so far")
    chart.curves = curves
    chart.divergences = curve.seeds.compactMap { seed in
      seed.points.first { !$0.loss.isFinite }.map { Double($0.step) }
    }
    chart.glyphs = report.curveGlyphs
    chart.draw(on: &canvas, in: rect, look: report.look)
  }
}
