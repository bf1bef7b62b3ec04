import Archive
import ArgumentParser
import Engine
import Input
import Model
import Phases
import Rates
import Sweep

/// `phase-tui rates NAME`: one of the paper's figures, measured.
struct RatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rates", abstract: "Measure one of the rates at which networks approach their limits.",
    discussion: ([
      "Examples:", "  phase-tui rates depth-width --svg figure.svg",
      "  phase-tui rates lazy --quick --json", "  phase-tui rates initialization --activation gelu", "",
      "The rates:",
    ]
      + RateCatalogue.all.map { rate in
        "  \(rate.name)\(String(repeating: " ", count: 15 - rate.name.count)) \(rate.summary)"
      }).joined(separator: "\n"))

  @Argument(
    help: "One of: \(RateCatalogue.names.joined(separator: ", ")).", completion: .list(RateCatalogue.names))
  var name: String
  @Flag(help: "Smaller networks and fewer seeds: seconds instead of minutes.")
  var quick = false
  @Flag(help: "Print one list of objects: quantity, theory, measured, low, high, verdict, because, known.")
  var json = false
  @Option(help: "Write the points of the figures to this CSV file.", completion: .file(extensions: ["csv"]))
  var csv: String?
  @Option(help: "Draw the figures into this SVG file.", completion: .file(extensions: ["svg"]))
  var svg: String?
  @Option var activation: String?
  @Option(
    parsing: .unconditional,
    help: .init(
      "Seeds of every network (default: the rate's own, \(Self.ownNumbers(\.seeds))).", valueName: "n"))
  var seeds: Int?
  @Option(
    parsing: .unconditional,
    help: .init("Draws of the data (default: the rate's own, \(Self.ownNumbers(\.draws))).", valueName: "n"))
  var draws: Int?
  @Option(parsing: .unconditional, help: "The first draw of the data (default: 0).")
  var dataSeed: Int?
  @Option(parsing: .unconditional, help: "Workers (default: the cores this process may use).")
  var jobs: Int?

  init() { _activation = ParameterOptions.option(of: .activation) }

  /// What is given here as it is wherever something is trained.
  private func network() throws -> RateNetwork {
    var given = StudyOverrides()
    given.parameters[.activation] = activation
    var problem = Problem.standard
    for (parameter, fixed) in try given.fixedValues() { parameter.field.set(fixed.value, &problem) }
    if let dataSeed {
      try Refusal.check(dataSeed, 0...Problem.largestSeed, of: "--data-seed", "the first draw of the data")
    }
    return RateNetwork(activation: problem.activation, firstDraw: dataSeed ?? 0)
  }

  /// The rate with as many draws and seeds as are asked for.
  private func sized(_ type: any Rate.Type, _ network: RateNetwork) throws -> any Rate {
    var rate = type.init(quick ? .quick : .full, of: network)
    if let draws {
      // An interval has to contain what differs from draw to draw.
      try Refusal.check(draws, 2...100, of: "--draws", "the number of draws")
      rate.draws = draws
    }
    if let seeds {
      try Refusal.check(seeds, 4...Problem.mostSeeds, of: "--seeds", "the number of seeds")
      guard seeds.isMultiple(of: type.seedGroup) else {
        throw Refusal.option(
          "--seeds \(seeds)", "\(name) compares seeds in groups: a multiple of \(type.seedGroup)")
      }
      rate.seeds = seeds
    }
    return rate
  }

  /// How many there are without the options, over all rates.
  private static func ownNumbers(_ number: (any Rate) -> Int) -> String {
    let all = RateCatalogue.all.flatMap { type in
      [RateEffort.quick, .full].map { number(type.init($0, of: RateNetwork())) }
    }
    return "\(all.min() ?? 0)–\(all.max() ?? 0)"
  }

  /// For `FILE.meta.json`.
  private func settings(of rate: any Rate, _ network: RateNetwork) -> [JSONText.Member] {
    [
      ("rate", JSONText.string(name)), ("quick", String(quick)),
      ("activation", JSONText.string(network.activation.rawValue)), ("seeds", String(rate.seeds)),
      ("draws", String(rate.draws)), ("first_draw", String(network.firstDraw)),
    ]
  }

  func run() throws {
    let kernel = try KernelChoice.selected()
    guard let rate = RateCatalogue.all.first(where: { $0.name == name }) else {
      throw Refusal.option("rates", name.unknown("rate", among: RateCatalogue.names))
    }
    let network = try network()
    let sized = try sized(rate, network)
    let jobs = try StudyOptions.jobCount(jobs)
    try csv.map { try ExportFormat.csv.checkEnding(of: $0, option: "--csv") }
    try svg.map { try ExportFormat.svg.checkEnding(of: $0, option: "--svg") }
    let (csv, svg) = (csv.map(ExportFile.init), svg.map(ExportFile.init))
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
      report = try sized.report(experiment).titled(network)
      progress.end()
    } catch {
      progress.end()
      switch error {
      case .cancelled:
        Program.warn("interrupted; nothing is written")
        throw ExitCode(128 + (interruption.signal ?? 2))
      case .outOfMemory: throw error
      case .diverged, .unreachable, .ofTrainer: throw Refusal(rate: name, network, error)
      }
    }
    // Files first; then what somebody may not read, and a signal that comes there loses nothing.
    let provenance = Provenance(kernels: [kernel.name], numerics: kernel.numerics)
    let settings = settings(of: sized, network)
    let figures = [
      (csv, ExportFormat.csv, RateExporter.csv(report)),
      (svg, .svg, FigureSVG(figures: report.figures, title: report.title).text),
    ]
    for (file, format, text) in figures where file?.isStream == false {
      try file?.write(text, meta: provenance.json(format, settings: settings))
    }
    interruption.cease()
    for (file, format, text) in figures where file?.isStream == true {
      try file?.write(
        text, meta: provenance.json(format, settings: settings), patience: interruption.patience)
    }
    if let signal = interruption.signal { throw ExitCode(128 + signal) }
    try Program.write(json ? RateExporter.json(report) : RateTable(report: report).text + "\n")
  }
}

extension Refusal {
  /// A rate that has no result. The paper's networks train on every kernel of this build: status 70. Others need not.
  init(rate name: String, _ network: RateNetwork, _ failure: TrainingFailure) {
    self =
      network.words.isEmpty
      ? Refusal(
        at: "rates \(name)", "\(failure.words); please report it with the output of phase-tui info",
        exitStatus: 70)
      : .option(
        "--activation \(network.activation.rawValue)",
        "\(failure.words) with \(network.words), and \(name) needs all; leave the option out")
  }
}
