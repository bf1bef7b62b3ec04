import Archive
import ArgumentParser
import Foundation
import KernelInterface
import Kernels
import Limits
import Networks
import Phases
import Sweep

/// `phase-tui train`: one cell, its numbers on standard output.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train one cell and print its losses, order parameters and regime.",
    discussion: """
      Examples:
        phase-tui train --alpha 5 --depth 181
        phase-tui train --alpha 5 --depth 181 --seeds 16 --json
        phase-tui train --measure limit,tangent --dump run
      """)

  @Option(parsing: .unconditional, help: "α, the residual-branch multiplier (default: 1).")
  var alpha: String?
  @Option(parsing: .unconditional, help: "L, the number of residual blocks (default: 64).")
  var depth: String?
  @Option(parsing: .unconditional, help: "M, the hidden width of a block (default: 16).")
  var width: String?
  @Option(parsing: .unconditional, help: "D, the embedding dimension (default: 10).")
  var dimension: String?
  @Option(parsing: .unconditional, help: "N, the number of training samples (default: 10).")
  var samples: String?
  @Option(parsing: .unconditional, help: "K, the number of gradient steps (default: 50).")
  var steps: String?
  @Option(parsing: .unconditional, help: "Standard deviation of the initial input weights (default: √D).")
  var sigmaU: String?
  @Option(parsing: .unconditional, help: "Standard deviation of the initial output weights (default: √D).")
  var sigmaV: String?
  @Option(parsing: .unconditional, help: "η, the base step size (default: 1).")
  var eta: String?
  @Option(help: "matched (η_u = D·min(α², D/σ_v²)) or general (η_u = D).")
  var stepRule = Scaling.StepRule.matched
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
    let configuration = study.configuration(for: Cell(column: 0, row: 0))
    let dump = try dump.map(WeightDump.init(directory:))
    let dataset =
      own?.dataset
      ?? Dataset(
        gaussianSeed: study.dataSeed, samples: configuration.shape.samples,
        dimension: configuration.shape.dimension)
    let companion = try trainer.train(configuration.criticalCompanion, dataset: dataset)
    let critical = CriticalUpdate(companion: companion)
    let measurement = try trainer.train(configuration, dataset: dataset)
    if !(critical[configuration.measuredSteps.count - 1] > 0) { Program.warn(Program.undefinedUpdate) }
    var summary = CellSummary(
      measurement, critical: critical, thresholds: study.thresholds, theory: study.theory)
    summary.distances = try Surveyor(kernel: kernel).distances(
      configuration, dataset: dataset, measuring: measures)
    try dump?.write(configuration, trainer: trainer, dataset: dataset)
    let report = TrainReport(
      measurement: measurement, summary: summary, critical: critical, thresholds: study.thresholds)
    try Program.write((json ? report.json : report.text) + "\n")
  }

  /// A study of one cell. Its axes are integers, because the values of other axes are rounded.
  private func study(_ own: OwnDataset?) throws -> Study {
    let options: [(parameter: Parameter, name: String, text: String?)] = [
      (.alpha, "--alpha", alpha), (.depth, "--depth", depth), (.width, "--width", width),
      (.dimension, "--dimension", dimension), (.samples, "--samples", samples), (.steps, "--steps", steps),
      (.sigmaU, "--sigma-u", sigmaU), (.sigmaV, "--sigma-v", sigmaV), (.eta, "--eta", eta),
    ]
    var values: [Parameter: Double] = [:]
    for (parameter, name, text) in options {
      guard let text else { continue }
      let option = "\(name) \(text)"
      guard let value = Double(text) else { throw StudyError.option(option, "\"\(text)\" is not a number") }
      if let complaint = parameter.complaint(about: value) { throw StudyError.option(option, complaint) }
      if own != nil, [.dimension, .samples].contains(parameter) {
        throw StudyError.option(option, "the data fix the \(parameter.name); leave the option out")
      }
      values[parameter] = value
    }
    let width = values.removeValue(forKey: .width) ?? Parameter.width.defaultValue ?? 1
    let depth = values.removeValue(forKey: .depth) ?? Parameter.depth.defaultValue ?? 1
    var study = Study(
      name: "train", columns: try Axis(.width, values: [width]), rows: try Axis(.depth, values: [depth]),
      fixed: values)
    study.stepRule = stepRule
    var overrides = seeds.overrides(own)
    overrides.thresholds = threshold
    study = try overrides.applied(to: study)
    try study.checkMemory(jobs: 1, at: "train")
    return study
  }
}

extension Scaling.StepRule: ExpressibleByArgument {}
