import Archive
import ArgumentParser
import Engine
import EngineInterface
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
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init("A regime's threshold, for example feature=0.3; may be repeated.", valueName: "name=value"),
    completion: .thresholds)
  var threshold: [String] = []
  @OptionGroup var measuring: MeasureOptions
  @Flag(help: "Print one JSON object with the CSV's names as keys.")
  var json = false
  @Option(
    help: "Write X, Y, U0, V0, U, V, output and tangent of the first seed to .npy files in this directory.",
    completion: .directory)
  var dump: String?

  func run() throws {
    let kernel = try KernelChoice.selected()
    let trainer = Trainer(kernel: kernel, threads: Machine.jobs)
    let measures = try measuring.measures()
    let own = try seeds.ownDataset()
    let study = try study(own)
    let problem = study.problem(for: Cell(column: 0, row: 0))
    let dump = try dump.map(WeightDump.init(directory:))
    let dataset = own?.dataset ?? trainer.drawnData(for: problem)
    let companion = try measure(problem.criticalCompanion, on: trainer, ownData: own?.dataset)
    let critical = CriticalUpdate(companion: companion)
    let measurement = try measure(problem, on: trainer, ownData: own?.dataset)
    if !(critical[problem.measuredSteps.count - 1] > 0) { Program.warn(Program.undefinedUpdate) }
    var summary = CellSummary(
      measurement, critical: critical, thresholds: study.thresholds, theory: study.theory)
    summary.distances = try Surveyor(on: trainer).distances(
      problem, dataset: dataset, measuring: measures)
    try dump?.write(problem, trainer: trainer, dataset: dataset)
    let report = TrainReport(
      measurement: measurement, summary: summary, critical: critical, thresholds: study.thresholds)
    try Program.write((json ? report.json : report.text) + "\n")
  }

  /// A study of one cell. Its axes are integers, because the values of other axes are rounded.
  private func study(_ own: OwnDataset?) throws -> Study {
    var given = StudyOverrides()
    parameters.apply(set, to: &given)
    let fixed = try given.fixedValues()
    for parameter in [Parameter.dimension, .samples] where own != nil {
      guard let place = fixed[parameter]?.place else { continue }
      throw Refusal.option(place, "the data fix the \(parameter.name); leave the option out")
    }
    func axis(_ parameter: Parameter) throws -> Axis {
      try Axis(parameter, values: [(fixed[parameter]?.value ?? parameter.defaultValue)?.number ?? 1])
    }
    var study = Study(name: "train", columns: try axis(.width), rows: try axis(.depth))
    for (parameter, given) in fixed where ![.width, .depth].contains(parameter) {
      study.fix(parameter, at: given.value)
    }
    var overrides = seeds.overrides(own)
    overrides.thresholds = threshold
    study = try overrides.applied(to: study)
    try study.checkMemory(jobs: 1, at: "train")
    return study
  }
}
