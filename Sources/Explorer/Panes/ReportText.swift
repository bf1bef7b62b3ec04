import Engine
import Limits
import Model
import Phases
import Terminal

/// What is measured of a cell, in words and figures.
extension Report {
  func symbol(_ parameter: Parameter) -> String { look.choose(parameter.symbol, parameter.asciiSymbol) }
  func symbol(of quantity: Quantity) -> String {
    look.choose(quantity.symbols.greek, quantity.symbols.ascii)
  }
  func symbol(of subject: Comparison.Subject) -> String {
    look.choose(subject.symbols.greek, subject.symbols.ascii)
  }

  /// A mark's letter in the theme.
  func letter(of mark: Mark) -> Character { mark.isOwn ? mark.letter : look.glyph(mark.role) ?? mark.letter }

  /// All that cells can have.
  var marks: [Mark] { study.thresholds.rules.marks }

  /// `ρ 0.055`: a quantity and its value.
  func figure(_ quantity: Quantity, _ summary: CellSummary, _ digits: Int = 3) -> String {
    "\(symbol(of: quantity)) \(Figures.short(Double(summary[quantity]), digits: digits))"
  }

  /// Before the first step and after the last.
  func losses(_ summary: CellSummary) -> String {
    let end = Figures.short(Double(summary[.finalLoss]))
    return "loss \(Figures.short(Double(summary[.initialLoss]))) \(look.choose("→", "->")) \(end)"
  }

  /// Measured after the last step only; of a single seed there is none, and why.
  func spread(_ summary: CellSummary) -> [String] {
    if let lack = Quantity.outputSpread.lack(in: summary.problem) {
      return ["\(symbol(of: .outputSpread)): \(lack)"]
    }
    return summary[.outputSpread].isNaN ? [] : [3, 2].map { figure(.outputSpread, summary, $0) }
  }

  func parameters(at cell: Cell) -> String {
    let study = diagram.study
    let problem = study.problem(for: cell)
    var names = [study.columns.parameter, study.rows.parameter]
    if let label = study.columns.label ?? study.rows.label, size.width >= 100 { names.append(label) }
    let values = names.map {
      "\(symbol($0)) \(Figures.significant($0.value(in: problem)).withoutTrailingZeros)"
    }
    let scale = problem.hasCompanion ? ["S \(Figures.short(problem.relativeScale))"] : []
    return (values + scale).joined(separator: "  ")
  }

  /// What the networks of a problem are made of and trained by, in lines of at most so many columns: in full, or in fewer
  /// words where that takes fewer lines. A line ends between two parts.
  func networkLines(_ problem: Problem, width: Int) -> [PaneLine] {
    func lines(_ parts: [String]) -> [PaneLine] {
      // Blanks within a part are none to break at.
      let whole = parts.map { $0.replacing(" ", with: "\u{A0}") }.joined(separator: ", ")
      return whole.wrapped(to: width).map { PaneLine(left: $0.replacing("\u{A0}", with: " ")) }
    }
    let (full, short) = (lines(problem.phrases), lines(problem.shortPhrases))
    return short.count < full.count ? short : full
  }

  func status(_ cell: Cell) -> String {
    if diagram.held.contains(cell) { return "awaits companion" }
    if diagram.running.contains(cell) { return "running" }
    if diagram.foreseen.contains(cell) { return "noise, by one pass" }
    if diagram.queued.contains(cell) { return "queued" }
    if diagram.failures[cell] != nil { return "failed" }
    return "coarser cell"
  }

  /// The distance to the Mean ODE and what that itself is off by, or that it is nearer than that.
  func limitText(of cell: Cell) -> String? {
    guard let limit = diagram.surveys[cell]?.distances.limit else { return nil }
    guard limit.error.isFinite else { return "limit unknown" }
    let (distance, error) = (limit.distance.median, Figures.short(limit.error))
    if distance.isFinite { return "\(Figures.short(distance)) \(look.choose("±", "+-")) \(error)" }
    let seeds = diagram.summaries[cell]?.evidence ?? []
    let isTrained = 2 * seeds.count { $0.finalLoss.isFinite } >= seeds.count
    return isTrained ? "< \(error)" : "not finite"
  }

  /// The distance to the tangent twin.
  func tangentText(of cell: Cell) -> String? {
    (diagram.surveys[cell]?.distances.tangent?.median).map { $0.isFinite ? Figures.short($0) : "not finite" }
  }

  /// A cell's value of a quantity, behind it what the limit is off by or the least and the greatest of the seeds, where
  /// these are measured; `nil` where it has none.
  func valueText(of quantity: Quantity, in cell: Cell, _ summary: CellSummary) -> String? {
    guard case .limits(let read) = quantity.source else {
      guard let value = summary.value(of: quantity), value.isFinite else { return nil }
      return Figures.short(value, digits: 4)
    }
    guard let distances = diagram.surveys[cell]?.distances, let value = read(distances), value.isFinite
    else { return nil }
    switch quantity {
    case .limitDistance: return limitText(of: cell)
    case .tangentLimitDistance: return tangentLimitText(of: cell)
    case .tangentDistance: return distances.tangent.map(range)
    case .heldOutLimitDistance: return distances.heldOutLimit.map(range)
    case .heldOutTangentDistance: return distances.heldOutTangent.map(range)
    default: return Figures.short(value)
    }
  }

  private func range(_ seeds: LimitDistances.Seeds) -> String {
    let (low, high) = (Figures.short(seeds.low), Figures.short(seeds.high))
    return "\(Figures.short(seeds.median)) (\(low)\(look.choose("–", "-"))\(high))"
  }

  /// What was measured on held-out samples and of labels, where it is defined.
  func heldOutLines(_ cell: Cell, _ summary: CellSummary) -> [PaneLine] {
    let distances = diagram.surveys[cell]?.distances
    let defined = (Quantity.heldOut + Quantity.ofLabels).filter { $0.isDefined(for: summary.problem) }
    return defined.compactMap { quantity in
      let value: Double? =
        if case .limits(let read) = quantity.source { distances.flatMap(read) } else {
          summary.value(of: quantity)
        }
      return value.map { PaneLine(left: quantity.row.title, right: [Figures.short($0, digits: 4)]) }
    }
  }

  /// The step size in units of the edge of the first step: `η/η_c 0.11`.
  func guideText(_ problem: Problem) -> String? {
    diagram.edgeShare(of: problem).map { "\(guideSymbol) \(Figures.short($0))" }
  }

  /// The distance to the lazy ODE, and what that itself is off by.
  func tangentLimitText(of cell: Cell) -> String? {
    guard let limit = diagram.surveys[cell]?.distances.tangentLimit else { return nil }
    guard limit.error.isFinite else { return "limit unknown" }
    let (distance, error) = (limit.distance.median, Figures.short(limit.error))
    return distance.isFinite
      ? "\(Figures.short(distance)) \(look.choose("±", "+-")) \(error)" : "< \(error)"
  }

  /// Theory's boundaries against the measured cells, in the two lines above the curves.
  var theoryLines: [PaneLine] {
    let comparison = diagram.theoryComparison
    guard comparison.cells > 0 else { return [.init(left: ""), .init(left: "")] }
    func fitted(_ name: String, _ boundary: Boundary) -> String {
      guard let theory = boundary.theory, let fit = diagram.boundaries.constants[boundary] else {
        return "\(name): not enclosed"
      }
      let unit = diagram.theory.constant(theory, of: diagram.study.problem(for: here))
      func figure(_ value: Double) -> String { Figures.short(value * unit, digits: 3) }
      guard let interval = fit.interval else { return "\(name) \(figure(fit.value)) (one seed)" }
      let (low, high) = (figure(interval.lowerBound), figure(interval.upperBound))
      return "\(name) \(figure(fit.value)) (\(low)\(look.choose("–", "-"))\(high))"
    }
    return [
      .init(
        left: "theory: \(comparison.disagreements) of \(comparison.cells) cells differ", right: ["fitted:"]),
      .init(left: fitted("S", .lazy), right: [fitted(look.choose("c′", "c'"), .divergent)]),
    ]
  }
}

extension String {
  /// `64` for `64.0`, `5.01` for `5.01`.
  fileprivate var withoutTrailingZeros: String {
    guard contains("."), !contains("e") else { return self }
    var text = self
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}

extension CellSummary {
  /// How many of the seeds are as the cell is drawn, and of how many there will be.
  var votesText: String {
    let all = problem.seedCount
    return "\(verdict.alike)/\(seedCount)" + (seedCount < all ? " of \(all) seeds" : "")
  }
}
