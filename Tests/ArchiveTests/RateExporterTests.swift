import Foundation
import FoundationXML
import Testing

@testable import Archive
@testable import Limits

@Suite struct RateExporterTests {
  static let report = RateReport(
    title: "A & B", setting: "L < 3",
    findings: [
      .init(
        quantity: "exponent", theory: -0.5, measured: -0.49, low: -0.51, high: -0.47, criterion: "inside",
        verdict: .agrees),
      .init(
        quantity: "lost", theory: 1, measured: .nan, low: .nan, high: .nan, criterion: "within 0.1",
        verdict: .disagrees),
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
      #expect(Set(finding.keys) == ["quantity", "theory", "measured", "low", "high", "verdict"])
    }
    #expect(list[0]["theory"] as? Double == -0.5 && list[0]["verdict"] as? String == "agrees")
    #expect(list[1]["measured"] is NSNull && list[1]["verdict"] as? String == "disagrees")
  }

  @Test func csvHasThePointsOfTheFigures() {
    #expect(
      RateExporter.csv(Self.report) == """
        figure,curve,style,x,y,low,high
        "Errors, all",M = 4,measured,1,0.1,0.05,0.2
        "Errors, all",M = 4,measured,10,0.01,,
        "Errors, all",M = 4,measured,20,nan,,
        "Errors, all","M = 4, beyond",beyond,30,2,,
        "Errors, all",<theory>,theory,1,0.1,,
        "Errors, all",<theory>,theory,100,0.01,,

        """)
  }

  /// What a parser makes of the drawing.
  private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      counts[name, default: 0] += 1
      for (key, value) in attributes { #expect(!value.contains("nan") && !value.contains("inf"), "\(key)") }
    }
  }

  @Test func svgIsWellFormedAndDrawsEveryFinitePoint() {
    let text = FigureSVG(figures: Self.report.figures, title: Self.report.title).text
    let parser = XMLParser(data: Data(text.utf8))
    let elements = Elements()
    parser.delegate = elements
    #expect(parser.parse(), "\(text)")
    // Two points and the legend's mark, a cross and its mark, one line of theory.
    #expect(elements.counts["circle"] == 3 && elements.counts["path"] == 2)
    #expect(elements.counts["polyline"] == 1 && elements.counts["title"] == 1)
  }

  @Test func ticksAreRoundAndInside() {
    let axis = LogarithmicAxis([0.004, 0.03])
    #expect(axis.ticks.map(\.text) == ["0.005", "0.01", "0.02"])
    #expect(LogarithmicAxis([1, 1e5]).ticks.map(\.text) == ["1", "10", "100", "1000", "10000", "100000"])
    #expect(axis.share(axis.low) == 0 && axis.share(axis.high) == 1)
  }
}
