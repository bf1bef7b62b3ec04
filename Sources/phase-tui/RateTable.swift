import Rates
import Terminal

/// The findings of a rate for people: quantity, theory, measured with its interval, verdict, and what that rests on.
struct RateTable {
  let report: RateReport

  var text: String {
    let header = ["quantity", "theory", "measured", "interval", "verdict", "because"]
    let rows = report.findings.map { finding in
      let figures = Figures.distinct([finding.low, finding.measured, finding.high])
      return [
        finding.quantity, finding.theory.isNaN ? "" : Figures.distinct([finding.theory])[0], figures[1],
        "\(figures[0]) … \(figures[2])", finding.verdict.words, finding.reason,
      ]
    }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    let lines = ([header] + rows).map { row in
      zip(row, widths).enumerated().map { column, cell in
        // The last column needs no padding.
        cell.0 + String(repeating: " ", count: column == header.count - 1 ? 0 : cell.1 - cell.0.count)
      }.joined(separator: "  ")
    }
    return ([report.title, report.setting, ""] + lines).joined(separator: "\n")
  }
}
