import Archive
import Engine
import Model
import Phases

/// One trained cell, for people and for programs.
struct TrainReport {
  let measurement: Engine.Measurement
  let summary: CellSummary
  let critical: CriticalUpdate
  let thresholds: Thresholds

  private var fields: [(name: String, field: Field)] {
    (CSVExporter.columns + CSVExporter.occasionalColumns(of: [summary])).map {
      ($0.name, $0.field(Cell(column: 0, row: 0), summary))
    }
  }

  /// One object, as in a JSONL export but for the decimals of whole reals.
  var json: String {
    CellJSON(
      cell: Cell(column: 0, row: 0), summary: summary, measurement: measurement, critical: critical,
      thresholds: thresholds
    ).text
  }

  /// The numbers in groups, the regime last.
  var text: String {
    let verdict = summary.verdict
    let votes = "\(verdict.votes[verdict.regime])/\(measurement.seeds.count) seeds"
    let reason = verdict.reason.map { ", \($0.rawValue)" } ?? ""
    let width = fields.map(\.name.count).max() ?? 0
    let lines = fields.filter { $0.field != .none }.map { name, field in
      let value = if case .measured(let value) = field { value.sixDigits } else { field.text }
      return name + String(repeating: " ", count: width - name.count + 2) + value
    }
    let scale = summary.problem.relativeScale.roundedToSixDigits.shortest
    return (lines + ["", "\(verdict.regime.displayName) (\(votes)\(reason)) at S = \(scale)"])
      .joined(separator: "\n")
  }
}

extension Float {
  /// For people: 6 significant digits.
  fileprivate var sixDigits: String { isFinite ? Double(self).roundedToSixDigits.shortest : shortest }
}
