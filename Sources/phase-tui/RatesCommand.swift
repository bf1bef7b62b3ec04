import Archive
import ArgumentParser
import Engine
import Input
import Rates
import Sweep

/// `phase-tui rates NAME`: one of the paper's figures, measured.
struct RatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates", abstract: "Measure one of the rates at which networks approach their limits.",
    discussion: ([
      "Examples:", "  phase-tui rates depth-width --svg figure.svg",
      "  phase-tui rates lazy --quick --json", "", "The rates:",
    ]
      + RateCatalogue.all.map { rate in
        "  \(rate.name)\(String(repeating: " ", count: 15 - rate.name.count)) \(rate.summary)"
      }).joined(separator: "\n"))

  @Argument(
    help: "One of: \(RateCatalogue.names.joined(separator: ", ")).", completion: .list(RateCatalogue.names))
  var name: String
  @Flag(help: "Smaller networks and fewer seeds: seconds instead of minutes.")
  var quick = false
  @Flag(help: "Print one list of objects: quantity, theory, measured, low, high, verdict.")
  var json = false
  @Option(help: "Write the points of the figures to this CSV file.", completion: .file(extensions: ["csv"]))
  var csv: String?
  @Option(help: "Draw the figures into this SVG file.", completion: .file(extensions: ["svg"]))
  var svg: String?
  @Option(parsing: .unconditional, help: "Workers (default: the cores this process may use).")
  var jobs: Int?

  func run() throws {
    let kernel = try KernelChoice.selected()
    guard let rate = RateCatalogue.all.first(where: { $0.name == name }) else {
      throw Refusal.option("rates", name.unknown("rate", among: RateCatalogue.names))
    }
    let jobs = try StudyOptions.jobCount(jobs)
    try csv.map { try ExportFormat.csv.checkEnding(of: $0, option: "--csv") }
    try svg.map { try ExportFormat.svg.checkEnding(of: $0, option: "--svg") }
    let (csv, svg) = (csv.map(OutputFile.init), svg.map(OutputFile.init))
    try csv?.checkWritable()
    try svg?.checkWritable()

    let interruption = Interruption()
    let gate = Gate()
    try interruption.listen { gate.cancel() }
    let progress = RateProgress()
    let experiment = Experiment(
      kernel: kernel, jobs: jobs, isCancelled: { gate.isCancelled }, observe: { progress.show($0) })
    let report: RateReport
    do throws(TrainingFailure) {
      report = try rate.init(quick ? .quick : .full).report(experiment)
      progress.end()
    } catch {
      progress.end()
      switch error {
      case .cancelled:
        Program.warn("interrupted; nothing is written")
        throw ExitCode(128 + (interruption.signal ?? 2))
      case .outOfMemory: throw error
      case .diverged, .unreachable:
        // The rates' networks are fixed, and train on every kernel of this build.
        throw Refusal(rate: name, error)
      }
    }
    // Files first; then what somebody may not read, and a signal that comes there loses nothing.
    let figures = [
      (csv, RateExporter.csv(report)), (svg, FigureSVG(figures: report.figures, title: report.title).text),
    ]
    for (file, text) in figures where (try? file?.isStream) == false {
      try file?.replaceOrRescue(pieces: [Array(text.utf8)])
    }
    interruption.cease()
    for (file, text) in figures where (try? file?.isStream) == true {
      try file?.replaceOrRescue(pieces: [Array(text.utf8)], patience: interruption.patience)
    }
    if let signal = interruption.signal { throw ExitCode(128 + signal) }
    try Program.write(json ? RateExporter.json(report) : RateTable(report: report).text + "\n")
  }
}

extension Refusal {
  /// A rate that has no result: status 70.
  init(rate name: String, _ failure: TrainingFailure) {
    self.init(
      at: "rates \(name)", "\(failure.words); please report it with the output of phase-tui info",
      exitStatus: 70)
  }
}
