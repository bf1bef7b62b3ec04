import Engine
import Limits
import Testing

@testable import Phases

/// Every row, so that a new quantity is tested on arrival.
@Suite struct QuantityTests {
  @Test func noTwoHaveOneName() {
    let rows = Quantity.allCases.map(\.row)
    let spellings = rows.flatMap { row in
      Set([row.name] + (row.symbols.map { [$0.greek, $0.ascii] } ?? []))
    }
    #expect(Set(spellings).count == spellings.count)
    #expect(Set(rows.map(\.title)).count == rows.count)
    let colorings = rows.compactMap(\.coloring?.name)
    #expect(Set(colorings).count == colorings.count)
    #expect(Quantity.colorings.count == colorings.count && Set(Quantity.colorings).count == colorings.count)
  }

  @Test(arguments: Quantity.allCases) func aRowIsComplete(_ quantity: Quantity) {
    let row = quantity.row
    #expect(
      row.name.wholeMatch(of: #/[a-z]+(_[a-z]+)*/#) != nil && !row.title.isEmpty
        && !row.definition.isEmpty)
    #expect(quantity.symbols.ascii.utf8.allSatisfy { (33...126).contains($0) })
    #expect(!quantity.headings.contains(""))
    #expect(quantity.headings.map(\.count) == quantity.headings.map(\.count).sorted(by: >))
    if let coloring = row.coloring {
      #expect(coloring.name.wholeMatch(of: #/[a-z]+(-[a-z]+)*/#) != nil)
      if case .fixed(let range) = coloring.ends {
        let isLinear = if case .differences = coloring.steps { true } else { false }
        #expect((range.lowerBound > 0 || isLinear) && range.lowerBound < range.upperBound)
      }
    }
    let lines = Quantity.glossary.filter { $0.names[0] == row.name }
    #expect(lines.count == 1 && lines[0].meaning == "\(row.title): \(row.definition)")
    #expect(Set(lines[0].names).count == lines[0].names.count)
    for symbol in [row.symbols?.greek, row.symbols?.ascii].compactMap(\.self) {
      #expect(lines[0].names.contains(symbol))
    }
  }

  /// Every number of the measurement differs, so that no two quantities read the same one.
  private func measurement() throws -> Engine.Measurement {
    var problem = Study.alphaDepth.problem(for: Cell(column: 20, row: 13))
    problem.seedCount = 3
    problem.test = 5
    (problem.loss, problem.embedding) = (.crossEntropy, .fixed)
    let values = (0..<Measurement.valueCount(problem)).map { 1 + Float($0) / 1024 }
    return try #require(Measurement(problem: problem, values: values))
  }

  private func summary(at step: Int? = nil) throws -> CellSummary {
    var summary = try CellSummary(
      measurement(), critical: CriticalUpdate([2, 3, 4, 5].map { Ruler(update: $0) }),
      thresholds: Thresholds(),
      theory: Theory(),
      measuredStep: step)
    summary.distances = LimitDistances(
      limit: .init(distance: .init(median: 0.5, low: 0.4, high: 0.6), error: 0.01, outputNorm: 0.9),
      tangent: .init(median: 0.2, low: 0.1, high: 0.3),
      tangentLimit: .init(distance: .init(median: 0.15, low: 0.1, high: 0.3), error: 0.02))
    summary.distances.heldOutLimit = .init(median: 0.55, low: 0.4, high: 0.6)
    summary.distances.heldOutTangent = .init(median: 0.25, low: 0.1, high: 0.3)
    summary.distances.heldOutTangentLimit = .init(
      distance: .init(median: 0.35, low: 0.3, high: 0.4), error: 0.03)
    return summary
  }

  @Test func everyQuantityHasItsOwnValue() throws {
    let summary = try summary()
    let values = Quantity.allCases.map { summary[$0] }
    #expect(values.allSatisfy(\.isFinite) && Set(values).count == values.count)
  }

  @Test(arguments: Quantity.allCases, [0, 3]) func aCellHasTheMedianOfItsSeeds(
    _ quantity: Quantity, _ step: Int
  ) throws {
    let (measurement, summary) = (try measurement(), try summary(at: step))
    let seeds = zip(measurement.views, summary.evidence).map { seed, evidence in
      quantity.value(of: SeedReading(seed, measuredStep: step, evidence: evidence))
    }
    guard (Quantity.ofSeeds + Quantity.occasionalOfSeeds).contains(quantity) else {
      #expect(seeds.allSatisfy { $0 == nil })
      return
    }
    // Seed by seed they grow.
    #expect(summary[quantity] == seeds[1] && seeds[1] != nil)
    #expect(Quantity.columns.contains(quantity) != Quantity.occasionalColumns.contains(quantity))
  }

  /// Tables without held-out samples have no column for them.
  @Test func heldOutLossesAreThereWhereSamplesAreHeldOut() throws {
    let summary = try summary()
    #expect((Quantity.heldOut + Quantity.ofLabels).allSatisfy { summary.value(of: $0) != nil })
    var problem = Study.alphaDepth.problem(for: Cell(column: 20, row: 13))
    problem.seedCount = 3
    let values = (0..<Measurement.valueCount(problem)).map { 1 + Float($0) / 1024 }
    let plain = CellSummary(
      try #require(Measurement(problem: problem, values: values)), critical: nil, thresholds: Thresholds(),
      theory: Theory())
    #expect(
      (Quantity.heldOut + Quantity.ofLabels).allSatisfy { plain.value(of: $0) == nil && plain[$0].isNaN })
    let measurement = try measurement()
    #expect(measurement.seeds.allSatisfy { $0.losses.count == problem.curveStepCount })
    let copy = Measurement(
      problem: measurement.problem, seeds: measurement.seeds, identityLoss: measurement.identityLoss,
      outputSpread: measurement.outputSpread)
    #expect(copy.isIdentical(to: measurement))
  }

  /// What nobody asked for is not the same as what could not be measured.
  @Test func limitsAreThereWhereTheyWereAskedFor() throws {
    var summary = try summary()
    let asked = Quantity.allCases.filter { if case .limits = $0.source { true } else { false } }
    #expect(asked.count >= 4 && asked.allSatisfy { summary.value(of: $0) != nil })
    summary.distances = LimitDistances()
    #expect(asked.allSatisfy { summary.value(of: $0) == nil && summary[$0].isNaN })
  }
}

/// Every mark, so that a new regime is tested on arrival.
@Suite struct MarkTests {
  @Test func noTwoLookAlike() {
    let all = Mark.all
    for texts in [
      all.map(\.name), all.map(\.title), all.map(\.shortTitle), all.map { String($0.letter) },
      all.map(\.themeRole), all.map(\.meaning), all.map(\.print.fill),
      all.map(\.print.hatching), all.map(\.print.gnuplotStyle),
    ] { #expect(Set(texts).count == all.count && !texts.contains(""), "\(texts)") }
    #expect(Set(Regime.allCases.map(\.mark)).isSubset(of: all))
    #expect(Set(Reason.allCases.compactMap(\.mark)).isSubset(of: all))
  }

  @Test(arguments: Mark.all) func aRowIsComplete(_ mark: Mark) {
    #expect(mark.name.wholeMatch(of: #/[a-z]+(-[a-z]+)*/#) != nil)
    #expect(
      (mark.letter.isUppercase || mark == .undecided) && mark.letter.isASCII
        && mark.themeRole.hasPrefix("regime."))
    for colour in [mark.print.fill, mark.print.ink] {
      #expect(colour.wholeMatch(of: #/#[0-9A-F]{6}/#) != nil)
    }
    let line = Mark.glossary.first { $0.names == [String(mark.letter), mark.name] }
    #expect(line?.meaning == "\(mark.title): \(mark.meaning)")
  }

  /// Whatever rules and theory say can be drawn and counted.
  @Test(arguments: Regime.allCases) func everyRegimeIsDrawnAndCounted(_ regime: Regime) {
    #expect(Mark.all.contains(regime.mark) && regime == .divergent || regime.csvName == regime.mark.name)
    var votes = Votes()
    votes[regime] += 2
    #expect(
      votes.winner(among: Regime.allCases) == regime && Regime.allCases.map { votes[$0] }.reduce(0, +) == 2)
  }

  @Test func everyRuleIsDrawn() {
    for rule in Rule.all { #expect(Mark.all.contains(rule.mark)) }
    for reason in Reason.allCases {
      #expect(!reason.titles.isEmpty && reason.titles[0].count >= reason.titles.last?.count ?? 0)
    }
  }
}
