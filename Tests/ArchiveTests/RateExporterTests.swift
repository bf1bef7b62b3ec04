import Foundation
import Testing

@testable import Archive
@testable import Rates

@Suite struct RateExporterTests {
  static let report = RateReport(
    title: "A & B", setting: "L < 3",
    findings: [
      .init(
        quantity: "exponent", theory: -0.5, measured: -0.49, low: -0.51, high: -0.47, reason: "inside",
        verdict: .agrees),
      .init(
        quantity: "lost", theory: 1, measured: .nan, low: .nan, high: .nan, reason: "finite",
        verdict: .disagrees, isKnown: true),
    ],
    figures: [
      .init(
        title: "Errors, all", xLabel: "L", yLabel: "rms",
        curves: [
          .init(
            name: "M = 4", style: .measured,
            points: [.init(x: 1, y: 0.1, low: 0.05, high: 0.2), .init(x: 10, y: 0.01), .init(x: 20, y: .nan)]),
          .init(name: "M = 4, beyond", style: .beyond, points: [.init(x: 30, y: 2)]),
          .init(name: "<theory>", style: .theory, points: [.init(x: 1, y: 0.1), .init(x: 100, y: 0.01)]),
        ])
    ])

  @Test func jsonIsAListOfFindings() throws {
    let data = Data(RateExporter.json(Self.report).utf8)
    let list = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    #expect(list.count == 2)
    for finding in list {
      #expect(
        Set(finding.keys) == ["quantity", "theory", "measured", "low", "high", "verdict", "because", "known"])
    }
    #expect(list[0]["theory"] as? Double == -0.5 && list[0]["verdict"] as? String == "agrees")
    #expect(list[1]["measured"] is NSNull && list[1]["verdict"] as? String == "disagrees")
    #expect(list[0]["known"] as? Bool == false && list[1]["known"] as? Bool == true)
    #expect(list[1]["because"] as? String == "finite")
  }

  @Test func csvHasThePointsOfTheFigures() {
    #expect(
      RateExporter.csv(Self.report) == """
        figure,curve,style,x,y,low,high
        "Errors, all",M = 4,measured,1.0,0.1,0.05,0.2
        "Errors, all",M = 4,measured,10.0,0.01,NaN,NaN
        "Errors, all",M = 4,measured,20.0,NaN,NaN,NaN
        "Errors, all","M = 4, beyond",beyond,30.0,2.0,NaN,NaN
        "Errors, all",<theory>,theory,1.0,0.1,NaN,NaN
        "Errors, all",<theory>,theory,100.0,0.01,NaN,NaN

        """)
  }

  /// More than three stand two by two.
  @Test(arguments: [(1, 1, 1), (3, 3, 1), (4, 2, 2), (5, 2, 3)])
  func figuresStandInRows(_ count: Int, _ columns: Int, _ rows: Int) throws {
    let figures = Array(repeating: Self.report.figures[0], count: count)
    let elements = try DrawingElements(FigureSVG(figures: figures, title: "").text)
    let one = try DrawingElements(FigureSVG(figures: Self.report.figures, title: "").text)
    func size(_ elements: DrawingElements, _ name: String) -> Double {
      elements.attributes["svg"]?.first?[name].flatMap(Double.init) ?? .nan
    }
    #expect(abs(size(elements, "width") - Double(columns) * size(one, "width")) < 0.1)
    #expect(abs(size(elements, "height") - Double(rows) * size(one, "height")) < 0.1)
    let places = elements.attributes["g"]?.compactMap { $0["transform"] } ?? []
    #expect(places.count == count && Set(places).count == count)
  }

  @Test func svgIsWellFormedAndDrawsEveryFinitePoint() throws {
    let text = FigureSVG(figures: Self.report.figures, title: Self.report.title).text
    let elements = try DrawingElements(text)
    // Two points and the legend's mark, a cross and its mark; one line of theory, and one that joins the points.
    #expect(elements.counts["circle"] == 3 && elements.counts["path"] == 2)
    #expect(elements.counts["polyline"] == 2 && elements.counts["title"] == 1)
  }
}
