import Input
import Phases

/// What of a study is written, and how drawings show it: what somebody sees.
package struct ExportView: Hashable, Sendable {
  /// An index in the measured steps; `nil`: after the last one.
  package var step: Int?
  /// What drawings are coloured by; `nil`: the regimes.
  package var quantity: Quantity?
  /// The part that drawings show; `nil`: everything. Tables have all cells.
  package var region: Region?

  package init(step: Int? = nil, quantity: Quantity? = nil, region: Region? = nil) {
    self.step = step
    self.quantity = quantity
    self.region = region
  }

  /// Everything, after the last step, by regimes.
  package static let whole = ExportView()

  /// The view of options. Throws `Refusal` with what would be right.
  /// - Parameters:
  ///   - step: the number of a training step.
  ///   - colour: the name of a quantity, or `regime`.
  package init(step: Int?, colour: String?, of study: Study) throws(Refusal) {
    if let step {
      guard study.vocabulary.isBuiltIn else {
        throw .option(
          "--step \(step)", "the steps of a trainer's cells are its own; leave it out for the last ones")
      }
      guard ![study.columns, study.rows].contains(where: { $0.parameter == .steps }) else {
        throw .option(
          "--step \(step)", "steps is an axis of this study, so that its cells have no step in common")
      }
      let problem = study.problem(for: Cell(column: 0, row: 0))
      let measured = problem.measuredSteps
      guard let index = measured.firstIndex(of: step) else {
        let steps = measured.map(String.init).joined(separator: ", ")
        let fault =
          1...problem.steps ~= step
          ? "was not measured" : "is outside the training, whose steps are 1 to \(problem.steps)"
        throw .option("--step \(step)", "\(fault); the measured steps are \(steps)")
      }
      self.step = index == measured.count - 1 ? nil : index
    }
    if let colour, colour != "regime" {
      let quantities = study.vocabulary.quantities
      guard let meant = quantities.quantity(spelling: colour) else {
        let names = ["regime"] + quantities.all.map(\.name)
        throw .option("--colour \(colour)", colour.unknown("quantity", among: names))
      }
      quantity = meant
    }
  }

  /// What is not as in a view of everything, for captions; `nil`: nothing.
  func words(_ study: Study) -> String? {
    let problem = study.problem(for: Cell(column: 0, row: 0))
    var parts: [String] = []
    if let step, !study.vocabulary.isBuiltIn {
      parts.append("after the measured step \(step + 1)")
    } else if let step {
      parts.append("after step \(problem.measuredSteps[step]) of \(problem.steps)")
    }
    if let quantity {
      let symbol = quantity.row.symbols.map { " (\($0.greek))" } ?? ""
      let lack = quantity.lack(in: study).map { ", undefined: \($0)" } ?? ""
      parts.append("coloured by \(quantity.row.title)\(symbol)\(lack)")
    }
    if let region {
      func span(_ axis: Axis, _ range: ClosedRange<Position>) -> String {
        "\(axis.parameter.symbol) from \(axis.value(at: range.lowerBound).shortest) to "
          + axis.value(at: range.upperBound).shortest
      }
      parts.append("\(span(study.columns, region.columns)), \(span(study.rows, region.rows))")
    }
    return parts.isEmpty ? nil : "shown: " + parts.joined(separator: "; ")
  }

  /// For `FILE.meta.json`.
  func json(_ study: Study) -> [JSONText.Member] {
    let steps = study.problem(for: Cell(column: 0, row: 0)).measuredSteps
    func numbers(_ axis: Axis, _ range: ClosedRange<Position>) -> String {
      JSONText.list([range.lowerBound, range.upperBound].map { JSONText.number(axis.value(at: $0)) })
    }
    return [
      (
        "step",
        step.map { study.vocabulary.isBuiltIn ? String(steps[$0]) : "\"measured \($0 + 1)\"" } ?? "\"last\""
      ),
      ("colour", JSONText.string(quantity?.name ?? "regime")),
      (
        "view",
        region.map { region in
          JSONText.object([
            (study.columns.parameter.name, numbers(study.columns, region.columns)),
            (study.rows.parameter.name, numbers(study.rows, region.rows)),
          ])
        } ?? "\"whole\""
      ),
    ]
  }
}
