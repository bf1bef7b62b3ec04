import Archive
import ArgumentParser
import Engine
import Foundation
import Input
import Limits
import Model
import Phases
import Sweep

/// `phase-tui train`: one cell, its numbers on standard output.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train one cell and print its losses, order parameters and regime.",
    discussion: """
      What is not given is α 1, L 64, M 16, D 10, N 10, K 50, η 1, and σ_u and σ_v that follow √D.

      Examples:
        phase-tui train --alpha 5 --depth 181
        phase-tui train --set L=181 --set α=5
        phase-tui train --alpha 5 --depth 181 --seeds 16 --json
        phase-tui train --measure limit,tangent --dump run
      """)

  @OptionGroup var parameters: ParameterOptions
  @OptionGroup var set: SetOption
  @OptionGroup var seeds: SeedOptions
  @OptionGroup var thresholds: ThresholdOption
  @OptionGroup var measuring: MeasureOptions
  @Option(parsing: .unconditional, help: "Workers (default: the cores this process may use).")
  var jobs: Int?
  @Flag(help: "Print one JSON object with the CSV's names as keys.")
  var json = false
  @Option(
    help:
      "Write X, Y, U0, V0, U, V, output and tangent of the first seed to .npy files in this directory: weights of shape (L, M, D); of heads Q0 … O in place of U0 … V, of shape (L, M, d, D); with an embedding WE0, WE, (D, d_in), and WU0, WU, (D, d_out), too.",
    completion: .directory)
  var dump: String?

  func run() throws {
    let kernel = try KernelChoice.selected()
    let trainer = Trainer(kernel: kernel, threads: try StudyOptions.jobCount(jobs))
    let measures = try measuring.measures()
    var given = StudyOverrides()
    parameters.apply(set, to: &given)
    let cell = try SingleCell(given, seeds, thresholds)
    let own = try cell.ownDataset()
    let study = try cell.study(named: "train", own)
    try study.checkMemory(jobs: 1, at: "train")
    let problem = study.problem(for: Cell(column: 0, row: 0))
    MeasureOptions.warn(of: measures, in: study)
    let dump = try dump.map { try WeightDump(directory: $0, of: problem) }
    let dataset = trainer.data(for: problem, own: own?.dataset)
    let progress = TrainProgress()
    defer { progress.end() }
    func trained(_ problem: Problem, as stage: String) throws -> Engine.Measurement {
      try measure(
        problem, on: trainer, ownData: own?.dataset, isCancelled: progress.follow(stage, problem))
    }
    let critical = CriticalUpdate(companion: try trained(problem.criticalCompanion, as: "critical companion"))
    let measurement = try trained(problem, as: "training")
    if let fault = critical[problem.measuredSteps.count - 1].fault(study.thresholds.values) {
      progress.end()
      Program.warn(Program.noRuler(fault))
    }
    var summary = CellSummary(
      measurement, critical: critical, thresholds: study.thresholds, theory: study.theory)
    if summary.verdict.mark == Regime.divergent.mark {
      progress.end()
      Program.warn(Program.unstable(problem, initialLoss: Double(summary[.initialLoss])))
    }
    if !measures.isEmpty { progress.show("measuring limits ...") }
    summary.distances = try Surveyor(on: trainer).distances(
      problem, dataset: dataset, heldOut: trainer.heldOutData(for: problem, own: own?.dataset),
      measuring: measures)
    try dump?.write(problem, trainer: trainer, dataset: dataset)
    progress.end()
    let report = TrainReport(
      measurement: measurement, summary: summary, critical: critical, thresholds: study.thresholds)
    try Program.write((json ? report.json : report.text) + "\n")
  }
}

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

  /// One object, as in a JSONL export but for the decimals of whole reals and why values are undefined.
  var json: String {
    CellJSON(
      cell: Cell(column: 0, row: 0), summary: summary, measurement: measurement, critical: critical,
      thresholds: thresholds
    ).text
  }

  /// What the network does not have, and why: beside a column that says so, what stands for all that have none.
  private var undefined: [(name: String, reason: String)] {
    Need.lacking(in: summary.problem).filter { need in
      !fields.contains { name, _ in Quantity(spelling: name)?.needs.contains(need.need) == true }
    }.map { ($0.subject, $0.reason) }
  }

  /// The numbers in groups, what is undefined, the regime last.
  var text: String {
    let verdict = summary.verdict
    let votes = "\(verdict.alike)/\(measurement.seeds.count) seeds"
    // A reason that is drawn apart is the title already.
    let reason = verdict.reason.flatMap { $0.mark == nil ? ", \($0.rawValue)" : nil } ?? ""
    let width = fields.map(\.name.count).max() ?? 0
    func line(_ name: String, _ value: String) -> String {
      name + String(repeating: " ", count: max(2, width - name.count + 2)) + value
    }
    let lines =
      fields.filter { $0.field != .none }.map { name, field in
        let value = if case .measured(let value) = field { value.sixDigits } else { field.text }
        let quantity = Quantity(spelling: name)
        if let lack = quantity?.lack(in: summary.problem) { return line(name, "undefined: \(lack)") }
        return line(name, quantity.flatMap(summary.unknown).map { "unknown: \($0)" } ?? value)
      } + undefined.map { line($0.name, "undefined: \($0.reason)") }
    let scale = summary.problem.relativeScale.roundedToSixDigits.shortest
    return (lines + ["", "\(verdict.mark.title) (\(votes)\(reason)) at S = \(scale)"])
      .joined(separator: "\n")
  }
}

extension Float {
  /// For people: 6 significant digits.
  fileprivate var sixDigits: String { isFinite ? Double(self).roundedToSixDigits.shortest : shortest }
}
