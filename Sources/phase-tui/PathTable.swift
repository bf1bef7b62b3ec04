import Archive
import Model
import Phases
import Terminal

/// What was measured along parametrisations, for people: a row a cell.
struct PathTable {
  let paths: [MeasuredPath]

  private static let measured: [(heading: String, quantity: Quantity)] = [
    ("φ", .relativeFeatureUpdate), ("ξ", .initialDisplacement), ("ρ", .driftNonlinearity),
    ("loss before", .initialLoss), ("after", .finalLoss),
  ]

  var text: String {
    let varying = paths.varying
    let header =
      ["path"] + varying.map(\.symbol) + ["S"] + Self.measured.map(\.heading) + ["regime"]
    let rows = paths.flatMap { path in
      path.points.map { row(path.path, $0.summary, varying) }
    }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    let lines = ([header] + rows).map { row in
      zip(row, widths).enumerated().map { column, cell in
        // The last column needs no padding.
        cell.0 + String(repeating: " ", count: column == header.count - 1 ? 0 : cell.1 - cell.0.count)
      }.joined(separator: "  ")
    }
    return (paths.map { "\($0.path.name): \($0.path.rule)" } + [""] + lines).joined(separator: "\n")
  }

  private func row(_ path: ParametrisationPath, _ summary: CellSummary, _ varying: [Parameter]) -> [String] {
    let problem = summary.problem
    let verdict = summary.verdict
    let reason = verdict.reason.map { ", \($0.rawValue)" } ?? ""
    return [path.name] + varying.map { $0.value(in: problem).roundedToSixDigits.shortest }
      + [problem.relativeScale.roundedToSixDigits.shortest]
      + Self.measured.map { Figures.significant(Double(summary[$0.quantity])) }
      + ["\(verdict.mark.letter) \(verdict.alike)/\(summary.evidence.count)\(reason)"]
  }
}
