import Limits
import Phases
import Terminal

/// The distance to the Mean ODE along the column under the cursor, with theory's guide line and the fitted
/// exponent; beside it the spread over seeds, which needs no limit.
struct LimitPage: Page {
  let name = "limit"
  let commands = ["measure", "curves"]

  func draw(_ report: Report, on canvas: inout Canvas, in rect: Rect) {
    let (study, diagram, look, cursor) = (report.study, report.diagram, report.look, report.here)
    let column = diagram.summaries.keys.filter { $0.column == cursor.column }.sorted { $0.row < $1.row }
    func place(_ cell: Cell) -> Double { study.rowLabel(at: cell.row) }
    let limits = column.compactMap { cell in
      diagram.surveys[cell]?.distances.limit.map { (cell: cell, x: place(cell), limit: $0) }
    }
    let distances = limits.map { (cell: $0.cell, x: $0.x, y: $0.limit.distance.median) }
    guard !distances.isEmpty else {
      if column.contains(where: diagram.surveying.contains) {
        return canvas.writeEmpty("measuring the limit ...", in: rect, look: look)
      }
      return canvas.writeEmpty(
        "press m to measure the limit here,", "G v g m for the whole column", in: rect, look: look)
    }
    let spread = column.map { (x: place($0), y: Double(diagram.summaries[$0]?[.outputSpread] ?? .nan)) }
    let name = report.symbol(study.rows.label ?? study.rows.parameter)
    let seeds = limits.map(\.limit.distance)
    let values = seeds.flatMap { [$0.low, $0.median, $0.high] } + spread.map(\.y)
    // Where the regime is divergent there is no limit to follow: no power is fitted through that.
    let following = distances.filter { diagram.summaries[$0.cell]?.verdict.regime != .divergent }
    let divergent = distances.compactMap { diagram.summaries[$0.cell]?.verdict }.filter {
      $0.regime == .divergent
    }
    let guide = theoryGuide(
      report, column.map { ($0, place($0)) },
      through: (following.isEmpty ? distances : following).map { ($0.cell, $0.y) })
    let here = [
      exponentText(report, of: following.map { ($0.x, $0.y) }, leavingOut: Set(divergent.map(\.mark))),
      distancesText(report, of: cursor)
        ?? (diagram.surveying.contains(cursor) ? "measuring here ..." : "press m to measure the limit here"),
    ]
    let lines = here + (lazyText(report, of: cursor)?.wrapped(to: rect.width) ?? [])
    for (row, line) in lines.enumerated() { canvas.write(line, in: rect.row(row), style: look(.text)) }
    let other =
      report.pinned.map { pin in
        diagram.surveys.filter { $0.key.column == pin.cell.column && pin.cell.column != cursor.column }
          .compactMap {
            cell, survey in survey.distances.limit.map { (x: place(cell), y: $0.distance.median) }
          }
      } ?? []
    let mark = report.pinned?.mark ?? "a"
    let pin = other.isEmpty ? "" : ", \(mark) pinned"
    var chart = LineChart(
      x: Scale(covering: column.map(place), logarithmic: true), y: Scale(covering: values, logarithmic: true),
      xLabels: ["o limit : seeds . spread - theory, \(name)", "o limit . spread, \(name)"].map { $0 + pin })
    chart.envelopes = [.init(points: zip(limits, seeds).map { ($0.x, $1.low, $1.high) })]
    chart.curves = [
      // Where noise takes over, theory's line leaves the picture.
      .init(points: guide.filter { $0.y <= chart.y.high }, mark: "-", role: .curveReference),
      .init(points: spread, mark: ".", role: .curve3),
      .init(points: distances.map { ($0.x, $0.y) }, mark: "o", role: .curve1, form: .points),
    ]
    if !other.isEmpty {
      chart.curves.insert(.init(points: other, mark: mark, role: .curve5, form: .points), at: 0)
    }
    chart.verticals = [place(cursor)]
    chart.glyphs = report.curveGlyphs
    chart.draw(on: &canvas, in: rect.below(lines.count), look: look)
  }

  private func exponentText(
    _ report: Report, of points: [(x: Double, y: Double)], leavingOut marks: Set<Mark>
  ) -> String {
    let letters = report.marks.filter(marks.contains).map { String(report.letter(of: $0)) }
    let exception = letters.isEmpty ? "" : " without " + letters.joined(separator: ", ")
    guard let fit = PowerLawFit(points) else { return "more cells\(exception) give the exponent" }
    let value = Figures.uncertain(fit.exponent, fit.uncertainty, sign: report.look.choose("±", "+-"))
    return "exponent \(value)\(exception)"
  }

  /// Both distances of a cell, for one line.
  private func distancesText(_ report: Report, of cell: Cell) -> String? {
    let texts = [
      report.limitText(of: cell).map { "here \($0)" }, report.tangentText(of: cell).map { "tangent \($0)" },
    ]
    return report.diagram.surveys[cell].map { _ in texts.compactMap(\.self).joined(separator: ", ") }
  }

  /// The distance to the lazy ODE of a cell that was measured, or why it has none.
  private func lazyText(_ report: Report, of cell: Cell) -> String? {
    report.tangentLimitText(of: cell).map { text in
      Need.kernel.lack(in: report.study.problem(for: cell)).map { "lazy ODE: \($0)" } ?? "lazy ODE \(text)"
    }
  }

  /// The shape of theory's fluctuation, `((0.05 + 0.3 S)√D + 0.4)/√(LM)`, moved through the middle of what was measured.
  private func theoryGuide(
    _ report: Report, _ column: [(cell: Cell, x: Double)], through measured: [(cell: Cell, y: Double)]
  ) -> [(x: Double, y: Double)] {
    func shape(_ cell: Cell) -> Double {
      report.diagram.theory.fluctuation(of: report.diagram.study.problem(for: cell))
    }
    let ratios = measured.map { $0.y / shape($0.cell) }.filter { $0 > 0 && $0.isFinite }.sorted()
    guard !ratios.isEmpty else { return [] }
    return column.map { ($0.x, shape($0.cell) * ratios[ratios.count / 2]) }
  }
}
