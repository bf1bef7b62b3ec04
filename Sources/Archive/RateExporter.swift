import Phases
import Rates

/// The report of a rate for programs: JSON and CSV.
package enum RateExporter {
  /// One list of objects with the keys `quantity, theory, measured, low, high, verdict, because, known`: the last says
  /// whether it disagrees by no more than is known of networks of this size.
  package static func json(_ report: RateReport) -> String {
    let objects = report.findings.map { finding in
      let numbers = [
        ("theory", finding.theory), ("measured", finding.measured), ("low", finding.low),
        ("high", finding.high),
      ].map { (name: $0.0, value: JSONText.number($0.1)) }
      return "  "
        + JSONText.object(
          [("quantity", JSONText.string(finding.quantity))] + numbers
            + [
              ("verdict", JSONText.string(finding.verdict.words)),
              ("because", JSONText.string(finding.reason)), ("known", "\(finding.isKnown)"),
            ])
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  /// The points of the figures: one row each, the interval `NaN` where there is none.
  package static func csv(_ report: RateReport) -> String {
    let rows = report.figures.flatMap { figure in
      figure.curves.flatMap { curve in
        curve.points.map { point in
          [
            quoted(figure.title), quoted(curve.name), curve.style.rawValue, point.x.pointed, point.y.pointed,
            (point.low ?? .nan).pointed, (point.high ?? .nan).pointed,
          ].joined(separator: ",")
        }
      }
    }
    return (["figure,curve,style,x,y,low,high"] + rows).map { $0 + "\n" }.joined()
  }

  private static func quoted(_ text: String) -> String { text.contains(",") ? "\"\(text)\"" : text }
}
