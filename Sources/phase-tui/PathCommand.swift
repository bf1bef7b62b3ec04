import Archive
import ArgumentParser
import Engine
import Input
import Model
import Phases
import Sweep

/// `phase-tui path NAME …`: what a parametrisation makes of a network as it grows, measured at exact cells.
struct PathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Measure φ, ξ, ρ and losses along parametrisations as the network grows.",
    discussion: ([
      "A path says how α, σ_v and η go with depth, width and dimension. Each of its cells is trained as train does.",
      "What is not given is as in train, and L begins at 2.", "", "Examples:",
      "  phase-tui path completep depth-mup standard --from alpha=1,depth=2 --to depth=512",
      "  phase-tui path depth-mup --width 64 --points 5 --csv path.csv --svg path.svg",
      "  phase-tui path mine.toml --from eta=2 --to depth=256,width=64", "", "The paths:",
    ]
      + ParametrisationPath.builtIns.map { path in
        "  \(path.name)\(String(repeating: " ", count: max(0, 11 - path.name.count))) \(path.meaning): \(path.rule)"
      } + [
        "  FILE        a TOML file with alpha = \"depth^0.5 * width^-1\", or the same of sigma_v and eta"
      ]).joined(separator: "\n"))

  @Argument(
    help: "Of \(ParametrisationPath.builtIns.map(\.name).joined(separator: ", ")), or TOML files.",
    completion: .paths)
  var paths: [String]
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "Where the paths begin, as alpha=1,depth=2; the same as the options of the parameters.",
      valueName: "name=value,…"),
    completion: .parameters)
  var from: [String] = []
  @Option(
    parsing: .unconditional,
    help: .init("Where they end: depth, width or dimension (default: depth=512).", valueName: "name=value,…"),
    completion: .list(ParametrisationPath.sizes.map { $0.name + "=" }))
  var to: String?
  @Option(
    parsing: .unconditional,
    help: .init("Cells along a path, with equal ratios (default: 9).", valueName: "n"))
  var points: Int?
  @Flag(help: "Print one list of objects with the CSV's names as keys.")
  var json = false
  @Option(help: "Write the cells to this CSV file.", completion: .file(extensions: ["csv"]))
  var csv: String?
  @Option(help: "Draw φ, ξ and ρ into this SVG file.", completion: .file(extensions: ["svg"]))
  var svg: String?
  @Option(parsing: .unconditional, help: "Workers (default: the cores this process may use).")
  var jobs: Int?
  @OptionGroup var parameters: ParameterOptions
  @OptionGroup var set: SetOption
  @OptionGroup var seeds: SeedOptions
  @OptionGroup var thresholds: ThresholdOption

  func run() throws {
    let kernel = try KernelChoice.selected()
    let jobs = try StudyOptions.jobCount(jobs)
    let paths = try namedPaths()
    let own = try seeds.ownDataset { try self.start(nil, hasToHold: false) }
    let start = try self.start(own)
    let cells = try cells(of: paths, from: start, own, jobs: jobs)
    try csv.map { try ExportFormat.csv.checkEnding(of: $0, option: "--csv") }
    try svg.map { try ExportFormat.svg.checkEnding(of: $0, option: "--svg") }
    let (csv, svg) = (csv.map(ExportFile.init), svg.map(ExportFile.init))
    try csv?.checkWritable()
    try svg?.checkWritable()

    let problems = cells.joined().map { $0.problem(for: Cell(column: 0, row: 0)) }
    let sweep = ProblemSweep(
      problems, jobs: jobs, makeWork: Work.maker(kernel: kernel, ownData: own?.dataset))
    let interruption = Interruption()
    try interruption.listen { sweep.cancel() }
    let progress = SweepProgress("cells")
    progress.begin { sweep.progress }
    let measurements: [Problem: Measurement]
    do throws(TrainingFailure) {
      measurements = try sweep.measure()
      progress.end(sweep.progress)
    } catch {
      progress.end(sweep.progress)
      guard error == .cancelled else { throw error }
      Program.warn("interrupted; nothing is written")
      throw ExitCode(128 + (interruption.signal ?? 2))
    }
    let measured = zip(paths, cells).map {
      MeasuredPath($0, cells: $1, measurements: measurements, thresholds: start.thresholds)
    }
    if let fault = measured.lazy.flatMap(\.points).compactMap({ $0.fault(start.thresholds) }).first {
      Program.warn(Program.noRuler(fault))
    }
    // Files first; then what somebody may not read, and a signal that comes there loses nothing.
    let provenance = Provenance(kernels: [kernel.name], numerics: kernel.numerics)
    let settings = settings(of: paths, from: start)
    let files = [
      (csv, ExportFormat.csv, PathExporter.csv(measured)), (svg, .svg, PathExporter.svg(measured)),
    ]
    for (file, format, text) in files where file?.isStream == false {
      try file?.write(text, meta: provenance.json(format, settings: settings))
    }
    interruption.cease()
    for (file, format, text) in files where file?.isStream == true {
      try file?.write(
        text, meta: provenance.json(format, settings: settings), patience: interruption.patience)
    }
    if let signal = interruption.signal { throw ExitCode(128 + signal) }
    try Program.write(json ? PathExporter.json(measured) : PathTable(paths: measured).text + "\n")
  }

  /// For `FILE.meta.json`. The study is the cell where the paths begin.
  private func settings(of paths: [ParametrisationPath], from start: Study) -> [JSONText.Member] {
    [
      ("paths", JSONText.object(paths.map { ($0.name, JSONText.string($0.rule)) })),
      ("to", JSONText.string(to ?? Self.usualEnd)), ("points", String(points ?? Self.usualPoints)),
      ("study", JSONText.string(start.toml)),
      ("own_data", start.ownData.map(Provenance.json) ?? "null"),
    ]
  }

  private static let usualEnd = "depth=512"
  private static let usualPoints = 9

  private func namedPaths() throws -> [ParametrisationPath] {
    let named = try paths.map { try ParametrisationPath.named($0) }
    for (index, path) in named.enumerated() where named[..<index].contains(where: { $0.name == path.name }) {
      throw Refusal.option("path \(paths[index])", "there are two paths called \(path.name); leave one out")
    }
    return named
  }

  /// The cell where the paths begin.
  private func start(_ own: OwnDataset?, hasToHold: Bool = true) throws -> Study {
    var given = StudyOverrides()
    parameters.apply(set, to: &given)
    given.beginnings = from.flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return try SingleCell(given, seeds, thresholds).study(
      named: "path", own, usual: [.depth: 2], hasToHold: hasToHold)
  }

  private func cells(
    of paths: [ParametrisationPath], from start: Study, _ own: OwnDataset?, jobs: Int
  ) throws -> [[Study]] {
    let count = points ?? Self.usualPoints
    try Refusal.check(count, 2...Axis.mostValues, of: "--points", "the number of cells along a path")
    let ends = try ParametrisationPath.ends(to ?? Self.usualEnd, from: start)
    if own?.data.isEmbedded == false, ends[.dimension] != nil {
      throw Refusal.option("--to \(to ?? "")", "the data fix the dimension; leave it out")
    }
    return try paths.map { path in
      let cells = try path.points(from: start, to: ends, count: count)
      for cell in cells { try cell.checkMemory(jobs: jobs, at: "path \(path.name)") }
      return cells
    }
  }
}
