import Foundation
import Testing

@testable import Terminal

@Suite struct WidgetTests {
  /// Names of pages are whole or a number, never cut, and the chosen one is there.
  @Test func tabsAreWhole() throws {
    let look = try Self.look(.ascii)
    let tabs = ["1 loss", "2 limit", "3 order"]
    for (width, chosen, expected) in [
      (26, 0, "+[1 loss]2 limit 3 order -+"), (25, 0, "+[1 loss]2 limit 3 -----+"),
      (25, 2, "+ 1 loss 2[3 order]-----+"), (18, 0, "+[1 loss]2 3 ----+"), (18, 1, "+ 1[2 limit]3 ---+"),
    ] {
      var canvas = Canvas(Size(width: width + 1, height: 3))
      let pane = Pane(tabs: tabs, chosen: chosen)
      let rect = Rect(x: 0, y: 0, width: expected.count, height: 3)
      pane.draw(on: &canvas, in: rect, look: look)
      let first = canvas.text.prefix { $0 != "\n" }
      #expect(first == expected, "\(width) \(chosen)")
      for (place, name) in zip(pane.tabPlaces(in: rect), tabs) {
        #expect(name.hasPrefix(first.dropFirst(place.x).prefix(place.width)))
      }
    }
  }

  static func look(_ glyphs: GlyphSet = .unicode, _ colors: ColorDepth = .indexed256) throws -> Look {
    Look(theme: try ThemeTests.library.theme("default"), colors: colors, glyphs: glyphs)
  }

  private func picture(_ width: Int, _ height: Int, _ draw: (inout Canvas) -> Void) -> String {
    var canvas = Canvas(Size(width: width, height: height))
    draw(&canvas)
    return canvas.text
  }

  @Test func pane() throws {
    let look = try Self.look()
    let text = picture(12, 3) { Pane(title: "loss").draw(on: &$0, in: $0.bounds, look: look) }
    #expect(text == "╭ loss ────╮\n│          │\n╰──────────╯")
  }

  @Test func progress() throws {
    let (unicode, ascii) = (try Self.look(), try Self.look(.ascii))
    #expect(
      picture(8, 1) { ProgressBar(fraction: 0.45).draw(on: &$0, in: $0.bounds, look: unicode) } == "███▌────")
    #expect(
      picture(8, 1) { ProgressBar(fraction: 0.5).draw(on: &$0, in: $0.bounds, look: ascii) } == "####----")
    #expect(picture(4, 1) { ProgressBar(fraction: .nan).draw(on: &$0, in: $0.bounds, look: ascii) } == "----")
  }

  @Test func hintsAreWhole() throws {
    let look = try Self.look()
    let hints = HintLine([("r", "refine"), ("v", "mark a region"), ("q", "quit")])
    #expect(picture(18, 1) { hints.draw(on: &$0, in: $0.bounds, look: look) } == "r refine  q quit")
  }

  @Test func aCurveFallsOnALogAxis() throws {
    let look = try Self.look(.ascii)
    var chart = LineChart(
      x: Scale(low: 0, high: 20, logarithmic: false), y: Scale(low: 0.01, high: 1, logarithmic: true),
      xLabels: "training step")
    let points = (0...20).map { (x: Double($0), y: pow(10, -Double($0) / 10)) }
    chart.envelopes = [.init(points: points.map { ($0.x, $0.y / 3, $0.y) })]
    chart.curves = [.init(points: points.map { ($0.x, $0.y / 1.8) })]
    let text = picture(30, 10) { chart.draw(on: &$0, in: $0.bounds, look: look) }
    #expect(
      text == """
           1 +::
             |***:::
             | ::****:::
         0.1 +    :::****::
             |        :::***:::
             |            ::****:::
        0.01 +               :::*****
             ++----------+----------+
              0         10         20
                   training step
        """, "\(text)")
  }

  @Test(arguments: [(30, "norms against depth"), (16, "norms"), (14, "norms")])
  func theFirstLabelThatFits(_ width: Int, _ label: String) throws {
    let look = try Self.look(.ascii)
    let chart = LineChart(
      x: Scale(low: 0, high: 1, logarithmic: false), y: Scale(low: 0, high: 1, logarithmic: false),
      xLabels: "norms against depth", "norms")
    let lines = picture(width, 8) { chart.draw(on: &$0, in: $0.bounds, look: look) }.split(separator: "\n")
    #expect(lines.last?.filter { $0 != " " } == label.filter { $0 != " " })
  }

  /// Down, to the right, and back up: three sides of a square, which no function of x has.
  @Test func aPathTurnsBack() throws {
    let look = try Self.look()
    var chart = LineChart(
      x: Scale(low: 0, high: 2, logarithmic: false), y: Scale(low: 0, high: 2, logarithmic: false),
      xLabels: ""
    )
    chart.curves = [
      .init(points: [(0, 2), (0, 0), (2, 0), (2, 2)], mark: "1", form: .path),
      .init(points: [(1, 1), (1, .nan)], mark: "2", form: .path),
    ]
    func text() -> String { picture(20, 6) { chart.draw(on: &$0, in: $0.bounds, look: look) } }
    func plot() -> [String] {
      text().split(separator: "\n").prefix(3).map { String($0.drop { $0 != "│" && $0 != "┤" }) }
    }
    #expect(plot() == ["┤1              1", "┤        2", "┤1              1"], "\(text())")
    chart.glyphs = .braille
    #expect(plot() == ["┤⡇              1", "┤⡇       2      ⢸", "┤⣇⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸"], "\(text())")
  }

  @Test func whatIsNotFiniteIsLeftOut() throws {
    let look = try Self.look(.ascii)
    let values: [Double] = [1, 10, 1e30, .infinity, .nan, .nan]
    var chart = LineChart(
      x: Scale(low: 0, high: 5, logarithmic: false), y: Scale(covering: values, logarithmic: true),
      xLabels: "step")
    chart.curves = [.init(points: values.enumerated().map { (Double($0.offset), $0.element) })]
    chart.divergences = [3]
    let text = picture(30, 9) { chart.draw(on: &$0, in: $0.bounds, look: look) }
    #expect(
      text == """
             |         *   x
        1e22 +        *
             |       *
        1e11 +      *
             |     *
           1 +*****
             ++--------+--------+----
              0        2        4
                       step
        """, "\(text)")
    let nothing = LineChart(
      x: Scale(low: 0, high: 5, logarithmic: false), y: Scale(covering: [Double.nan], logarithmic: true),
      xLabels: "")
    #expect(!picture(30, 9) { nothing.draw(on: &$0, in: $0.bounds, look: look) }.isEmpty)
  }

  @Test(arguments: [
    (0.1, 100.0, true, 4, [0.1, 1, 10, 100]), (1, 512, true, 4, [1, 10, 100]),
    (0, 50, false, 5, [0, 10, 20, 30, 40, 50]),
    (0.2, 2, true, 4, [0.2, 0.5, 1, 2]), (0.95, 1.65, true, 4, [1, 1.2, 1.4, 1.6]),
    (2.1, 2.9, true, 4, [2.2, 2.4, 2.6, 2.8]), (1e-30, 1e30, true, 4, [1e-30, 1e-14, 100, 1e18]),
  ]) func ticks(_ low: Double, _ high: Double, _ log: Bool, _ limit: Int, _ expected: [Double]) {
    let ticks = Scale(low: low, high: high, logarithmic: log).ticks(limit: limit)
    #expect(ticks.count == expected.count)
    for (a, b) in zip(ticks, expected) { #expect(abs(a - b) <= 1e-9 * max(abs(a), abs(b))) }
  }
}
