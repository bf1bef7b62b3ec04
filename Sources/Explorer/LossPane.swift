import Networks
import Phases
import Terminal

extension State {
  /// Loss against step: the band of all seeds and their median.
  func drawLosses(of cell: Cell?, on canvas: inout Canvas, in rect: Rect) {
    guard let cell, let measurement = diagram.measurements[cell] else { return }
    let seeds = measurement.seeds.map(\.losses)
    var envelope: [(x: Double, low: Double, high: Double)] = []
    var median: [(x: Double, y: Double)] = []
    let steps = measurement.configuration.curveSteps
    for (point, step) in steps.enumerated() {
      let losses = seeds.map { $0[point] }
      let finite = losses.filter { $0.isFinite && $0 > 0 }
      median.append((Double(step), Double(losses.finiteMedian)))
      if let low = finite.min(), let high = finite.max() {
        envelope.append((Double(step), Double(low), Double(high)))
      }
    }
    var chart = LineChart(
      x: Scale(low: 0, high: Double(measurement.configuration.steps), logarithmic: false),
      y: Scale(covering: envelope.flatMap { [$0.low, $0.high] }, logarithmic: true),
      xLabel: "loss against training step")
    if seeds.count > 1 { chart.envelopes = [.init(points: envelope)] }
    chart.curves = [.init(points: median)]
    let stops = seeds.compactMap { losses in losses.firstIndex { !$0.isFinite } }.map { steps[$0] }
    chart.divergences = Set(stops).sorted().map(Double.init)
    if let step = diagram.shownStep { chart.verticals = [Double(diagram.measuredSteps[step])] }
    chart.glyphs = curveGlyphs
    chart.draw(on: &canvas, in: rect, look: look)
  }
}
