import Phases

/// The constants of measured boundaries, in words for people and in JSON for programs.
package enum BoundaryWords {
  /// `S = 3.62 (3.51–3.74)`: the value with its interval, in theory's unit; `nil` where nothing was met.
  /// - Parameter digits: of figures.
  package static func fitted(
    _ boundary: Boundary, _ table: BoundaryTable, _ study: Study, digits: Int = 3
  ) -> String? {
    guard let theory = boundary.theory, let constant = table.constants[boundary] else { return nil }
    let unit = unit(theory, study)
    func figure(_ value: Double) -> String { (value * unit).rounded(toDigits: digits).shortest }
    let interval = constant.interval.map { " (\(figure($0.lowerBound))–\(figure($0.upperBound)))" } ?? ""
    return switch theory {
    case .lazy: "S = \(figure(constant.value))\(interval)"
    case .divergent: "α σ_v = \(figure(constant.value))\(interval) √(LM)"
    }
  }

  /// What a drawing calls the measured curve. It is of the first draw, whatever the constant is of.
  static func curve(_ boundary: Boundary, _ table: BoundaryTable, _ study: Study, draws: Int) -> String {
    guard let text = fitted(boundary, table, study) else {
      return "measured \(boundary.title)" + (draws == 1 ? "" : ", draw 1 of \(draws)")
    }
    return draws == 1
      ? "measured: \(text), these data" : "measured, draw 1 of \(draws); \(text) over all"
  }

  /// A line for each boundary that was met: what is measured, and what is theory's.
  package static func lines(_ export: Export) -> [String] {
    let (table, study) = (export.boundaries, export.study)
    return Boundary.allCases.compactMap { boundary in
      guard let theory = boundary.theory, let constant = table.constants[boundary],
        let text = fitted(boundary, table, study)
      else { return nil }
      let expected = (1 * unit(theory, study)).rounded(toDigits: 2).shortest
      return "\(boundary.title): measured \(text) on \(constant.lines) lines; \(scope(constant)); "
        + "theory's constant is \(expected)"
    }
  }

  /// What the interval is of, in words.
  static func scope(_ constant: BoundaryConstant) -> String {
    let percent = Int(BoundaryConstant.confidence * 100)
    if constant.draws > 1 { return "\(percent) % over \(constant.draws) draws of data and weights" }
    return constant.interval == nil
      ? "one seed, no interval" : "\(percent) % over \(constant.seeds) seeds, of these data alone"
  }

  /// For `FILE.meta.json`.
  static func json(_ table: BoundaryTable, _ study: Study) -> String {
    JSONText.object(
      Boundary.allCases.compactMap { boundary in
        guard let theory = boundary.theory, let constant = table.constants[boundary] else { return nil }
        let unit = unit(theory, study)
        func numbers(_ range: ClosedRange<Double>) -> String {
          JSONText.list([range.lowerBound, range.upperBound].map { JSONText.number($0 * unit) })
        }
        return (
          boundary.rawValue,
          JSONText.object([
            ("constant", JSONText.number(constant.value * unit)),
            ("interval", constant.interval.map(numbers) ?? "null"),
            ("confidence", JSONText.number(BoundaryConstant.confidence)),
            ("draws", String(constant.draws)), ("seeds", String(constant.seeds)),
            ("lines", String(constant.lines)),
            ("lines_from_to", numbers(constant.range)), ("theory", JSONText.number(unit)),
          ])
        )
      })
  }

  /// The constant of theory's boundary, which is the same in all cells of most studies.
  private static func unit(_ boundary: Theory.Boundary, _ study: Study) -> Double {
    study.theory.constant(boundary, of: study.problem(for: Cell(column: 0, row: 0)))
  }
}
