import Engine
import Phases

/// One cell as one JSON object: the CSV's names, then the losses, then the seeds one by one; by itself it ends with why
/// values are `null` that the network cannot have.
package struct CellJSON {
  private let cell: Cell
  private let summary: CellSummary
  private let measurement: Measurement
  private let critical: CriticalUpdate?
  private let thresholds: Thresholds
  private let isTable: Bool
  private let leading: [JSONText.Member]

  /// - Parameters:
  ///   - summary: after the step that is written, the last one as a rule.
  ///   - isTable: it is a line among others, and whatever reads them takes one type for all values of a name: reals have a
  ///     point or an exponent.
  ///   - leading: members before all others.
  package init(
    cell: Cell, summary: CellSummary, measurement: Measurement, critical: CriticalUpdate?,
    thresholds: Thresholds, isTable: Bool = false, leading: [JSONText.Member] = []
  ) {
    self.cell = cell
    self.summary = summary
    self.measurement = measurement
    self.critical = critical
    self.thresholds = thresholds
    self.isTable = isTable
    self.leading = leading
  }

  private var vocabulary: Vocabulary {
    measurement.problem.declared.map { Vocabulary($0.declaration) } ?? .builtIn
  }

  /// In one line. `losses` are the medians over the seeds after the steps of `loss_steps`.
  package var text: String {
    let steps = measurement.curveSteps
    let seeds = measurement.views
    let curves = seeds.map { Array($0.losses) }
    let losses = steps.indices.map { point in curves.map { $0[point] }.finiteMedian }
    let vocabulary = vocabulary
    return JSONText.object(
      leading + CSVExporter.columns(of: vocabulary).map { ($0.name, text($0.field(cell, summary), $0.kind)) }
        + [
          ("key", JSONText.string("\(ProblemKey(measurement.problem))"))
        ]
        + CSVExporter.occasionalColumns(of: CollectionOfOne(summary)).map {
          ($0.name, text($0.field(cell, summary), $0.kind))
        } + [
          ("measured_steps", "\(measurement.measuredSteps)")
        ] + (vocabulary.isBuiltIn ? [("identity_loss", number(measurement.identityLoss))] : []) + [
          ("loss_steps", JSONText.list(steps.map(String.init))),
          ("losses", JSONText.list(losses.map(number))),
          ("per_seed", JSONText.list(zip(seeds, summary.evidence).map { seed($0, $1) })),
        ] + (isTable ? [] : undefined))
  }

  /// Nothing where the network has whatever was measured of it.
  private var undefined: [JSONText.Member] {
    guard vocabulary.isBuiltIn else { return [] }
    let written = Quantity.columns + Quantity.occasionalColumns.filter { summary.value(of: $0) != nil }
    let member = JSONText.undefined {
      written.contains($0) ? $0.lack(in: measurement.problem) ?? summary.unknown($0) : nil
    }
    return member.value == "{}" ? [] : [member]
  }

  private func text(_ field: Field, _ kind: Field.Kind) -> String { isTable ? field.json(kind) : field.json }

  private func number(_ value: Float) -> String { text(.measured(value), .real) }

  private func seed(_ seed: SeedView, _ evidence: Evidence) -> String {
    let problem = measurement.problem
    let steps = measurement.measuredSteps
    let vocabulary = vocabulary
    let along = steps.indices.map { index in
      let evidence = Evidence(
        seed, problem: problem, measuredStep: index, ruler: critical?[index] ?? .none)
      return JSONText.object(
        [("step", String(steps[index]))]
          + members(
            SeedCSVExporter.stepColumns(of: vocabulary),
            SeedReading(seed, measuredStep: index, evidence: evidence)))
    }
    let shown = steps.firstIndex(of: summary.step) ?? steps.count - 1
    let last = SeedReading(seed, measuredStep: shown, evidence: evidence)
    return JSONText.object(
      members(
        SeedCSVExporter.seedColumns(of: vocabulary)
          + SeedCSVExporter.occasionalColumns(of: CollectionOfOne(problem)), last)
        + [
          ("losses", JSONText.list(seed.losses.map(number))), ("along_training", JSONText.list(along)),
        ])
  }

  private func members(
    _ columns: [SeedCSVExporter.Column], _ reading: SeedReading
  ) -> [(String, String)] {
    let row = SeedCSVExporter.Row(reading: reading, thresholds: thresholds)
    return columns.map { ($0.name, text($0.field(row), $0.kind)) }
  }
}

extension JSONText {
  /// The quantities that are undefined, and why.
  static func undefined(_ lack: (Quantity) -> String?) -> Member {
    let lacks = Quantity.allCases.compactMap { quantity in
      lack(quantity).map { (name: quantity.name, value: string($0)) }
    }
    return ("undefined", object(lacks))
  }
}

/// The science of a study for programs: one JSON object a line per cell, in the order of the CSV.
enum JSONLExporter {
  static func lines(_ export: Export) -> some Collection<[UInt8]> {
    export.rows.lazy.map { cell, summary, measurement in
      let line = CellJSON(
        cell: cell, summary: summary, measurement: measurement,
        critical: export.critical[measurement.problem.criticalCompanion],
        thresholds: export.study.thresholds, isTable: true)
      return Array((line.text + "\n").utf8)
    }
  }
}
