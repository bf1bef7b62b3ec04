import Testing

@testable import Terminal

@Suite struct CurveRasterTests {
  private func chart(_ glyphs: CurveGlyphs, _ curves: LineChart.Curve...) -> LineChart {
    var chart = LineChart(
      x: Scale(low: 0, high: 11, logarithmic: false), y: Scale(low: 0, high: 7, logarithmic: false),
      xLabels: "x")
    chart.curves = curves
    chart.glyphs = glyphs
    return chart
  }

  private func canvas(_ chart: LineChart) throws -> Canvas {
    var canvas = Canvas(Size(width: 15, height: 7))
    chart.draw(on: &canvas, in: canvas.bounds, look: try WidgetTests.look())
    return canvas
  }

  /// A straight line in each raster: every rung doubles what the one below it resolves.
  @Test(arguments: [
    (CurveGlyphs.ascii, "         **\n      ***\n  ****\n**"),
    (.blocks, "        ▄▄▀\n      ▄▀\n   ▄▀▀\n▄▀▀"),
    (.braille, "        ⢀⠔⠊\n     ⢀⠤⠊⠁\n  ⢀⡠⠒⠁\n⡠⠔⠁"),
  ]) func rungs(_ glyphs: CurveGlyphs, _ expected: String) throws {
    let text = try canvas(chart(glyphs, .init(points: [(0, 0), (11, 7)]))).text
    let plot = text.split(separator: "\n").prefix(4).map { $0.dropFirst(3) }.joined(separator: "\n")
    #expect(plot == expected, "\(plot)")
  }

  /// Two curves in the halves of one character keep their colours.
  @Test func halvesOfTwoCurves() throws {
    let look = try WidgetTests.look()
    let lower = LineChart.Curve(points: [(0, 4), (11, 4)], role: .curve2)
    let upper = LineChart.Curve(points: [(0, 5), (11, 5)], role: .curve1)
    for curves in [[lower, upper], [upper, lower]] {
      var chart = chart(.blocks)
      chart.curves = curves
      let glyph = try canvas(chart)[5, 1]
      #expect(glyph.character == "▀")
      #expect(glyph.style.foreground == look(.curve1).foreground)
      #expect(glyph.style.background == look(.curve2).foreground)
    }
    #expect(try canvas(chart(.blocks, lower, lower))[5, 1].character == "▄")
    let both = LineChart.Curve(points: [(0, 5), (11, 5)], role: .curve2)
    #expect(try canvas(chart(.blocks, lower, both))[5, 1].character == "█")
  }

  @Test func bandsAreShaded() throws {
    var chart = chart(.blocks, .init(points: [(0, 3), (11, 3)]))
    chart.envelopes = [.init(points: [(0, 1, 6), (11, 1, 6)])]
    let text = try canvas(chart).text
    #expect(text.contains("░░░░") && text.contains("▀▀▀▀") && !text.contains(":"))
  }
}
