import Engine
import Model
import Phases
import Terminal

/// Loss against step: the band of all seeds and their median, and the medians of the report.pinned cells.
struct LossPage: Page {
  let name = "loss"
  let commands = ["earlier", "later", "curves"]

  private static let lost =
    "The curve is gone: its record was overwritten since the study was opened. Opening it again shows what is there now."

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    if report.cell != report.here, let curve = report.diagram.liveCurve(of: report.here) {
      return LiveChart(curve: curve).draw(report, on: &canvas, in: rect)
    }
    guard let cell = report.cell, let measurement = report.diagram.measurements[cell] else { return }
    if measurement.hasLostCurves {
      for (row, line) in Self.lost.wrapped(to: rect.width).enumerated() {
        canvas.write(line, in: rect.row(row), style: report.look(.text))
      }
      return
    }
    let seeds = measurement.seeds.map(\.losses)
    var envelope: [(x: Double, low: Double, high: Double)] = []
    let steps = measurement.curveSteps
    for (point, step) in steps.enumerated() {
      let finite = seeds.map { $0[point] }.filter { $0.isFinite && $0 > 0 }
      if let low = finite.min(), let high = finite.max() {
        envelope.append((Double(step), Double(low), Double(high)))
      }
    }
    let others = report.pinnedCells.compactMap { pin in
      report.diagram.measurements[pin.cell].flatMap {
        $0.hasLostCurves ? nil : (pin: pin, losses: Self.medianLosses($0))
      }
    }
    let marks = others.map { String($0.pin.mark) }.joined(separator: " ")
    let pin = others.isEmpty ? "" : ", \(marks) pinned"
    let values = envelope.flatMap { [$0.low, $0.high] } + others.flatMap { $0.losses.map(\.y) }
    let y = Scale(
      losses: values, from: ([envelope.first?.high] + others.map(\.losses.first?.y)).compactMap(\.self))
    let isCut = values.contains { $0 > y.high * (1 + 1e-9) }
    let cut = isCut ? ", \(report.look.choose("↑", "^")) above" : ""
    // Between the ends it is that of the samples at hand.
    let name = measurement.problem.isBatched ? "batch loss" : "loss"
    var chart = LineChart(
      x: Scale(low: 0, high: Double(max(1, steps.last ?? 1)), logarithmic: false), y: y,
      xLabels: ["\(name) against training step", "\(name) against step", name].map { $0 + cut + pin })
    chart.marksWhatIsAbove = isCut
    if seeds.count > 1 { chart.envelopes = [.init(points: envelope)] }
    chart.curves = [.init(points: Self.medianLosses(measurement))]
    chart.curves =
      others.map { .init(points: $0.losses, mark: $0.pin.mark, role: $0.pin.role) } + chart.curves
    let stops = seeds.compactMap { losses in losses.firstIndex { !$0.isFinite } }.map { steps[$0] }
    chart.divergences = Set(stops).sorted().map(Double.init)
    if report.diagram.shownStep != nil, let summary = report.diagram.shown[cell] {
      chart.verticals = [Double(summary.step)]
    }
    chart.glyphs = report.curveGlyphs
    chart.draw(on: &canvas, in: rect, look: report.look)
  }

  private static func medianLosses(_ measurement: Measurement) -> [(x: Double, y: Double)] {
    measurement.curveSteps.enumerated().map { point, step in
      (Double(step), Double(measurement.seeds.map { $0.losses[point] }.finiteMedian))
    }
  }
}

extension Scale {
  /// Covers losses as far as they are worth seeing: what grows to a hundred times the largest at the start is on its way
  /// out, and would leave no room for the others.
  init(losses: [Double], from start: [Double]) {
    let most = start.filter { $0.isFinite && $0 > 0 }.max().map { 100 * $0 } ?? .infinity
    self.init(covering: losses.map { min($0, most) }, logarithmic: true)
  }
}
