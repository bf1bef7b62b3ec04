import Archive
import ArgumentParser
import Engine
import Input
import Limits
import Phases
import Sweep

/// `phase-tui sweep`: the explorer's measurements without a screen, into a study directory, a CSV or both.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Measure a study without a screen, into a study directory, a CSV file or both.",
    discussion: """
      A cell that is in the directory is not trained again, so that the same command goes on where it was interrupted.

      Examples:
        phase-tui sweep --refine 1 --csv diagram.csv
        phase-tui sweep --dir DIR --refine 3 --jobs 2
        phase-tui sweep --dir DIR --shard 1/8
        phase-tui sweep --boundary 1/32 --draws 6 --boundary-csv boundaries.csv
        phase-tui sweep --set width=32 --measure limit,tangent --csv distances.csv
      """)

  @OptionGroup var options: StudyOptions
  @OptionGroup var goals: GoalOptions
  @OptionGroup var drawing: DrawOptions
  @OptionGroup var measuring: MeasureOptions
  @OptionGroup var directory: DirectoryOptions
  @Option(
    help: .init(
      "Train one of n shares of the cells only, for as many processes with one directory.", valueName: "i/n"))
  var shard: String?
  @Option(
    help: "The CSV file to write; an existing one is replaced when the sweep ends or is interrupted.",
    completion: .file(extensions: ["csv"]))
  var csv: String?
  @Option(
    help: "A CSV file for where the boundaries lie, row by row and column by column.",
    completion: .file(extensions: ["csv"]))
  var boundaryCsv: String?

  func run() throws {
    let jobs = try options.jobCount()
    let goal = try goals.goal(isShared: shard != nil)
    let measures = try measuring.measures()
    let share = try share()
    guard csv != nil || boundaryCsv != nil || directory.dir != nil else {
      throw Refusal.option("sweep", "needs --dir DIR, --csv FILE or both, to keep what it measures")
    }
    try csv.map { try ExportFormat.csv.checkEnding(of: $0, option: "--csv") }
    let file = csv.map(ExportFile.init)
    try boundaryCsv.map { try ExportFormat.boundary.checkEnding(of: $0, option: "--boundary-csv") }
    let boundaryFile = boundaryCsv.map(ExportFile.init)
    if let csv, csv == boundaryCsv {
      throw Refusal.option("--boundary-csv \(csv)", "is the file of --csv, too; name another one")
    }
    for file in [file, boundaryFile] { try file?.checkWritable() }
    let opened = try OpenedStudy(options, directory: directory.dir, jobs: jobs)
    do {
      try sweep(opened, jobs: opened.jobs(jobs), goal, measures, share, file, boundaryFile)
    } catch {
      opened.trainer?.close()
      throw error
    }
  }

  private func sweep(
    _ opened: OpenedStudy, jobs: Int, _ goal: SweepGoal, _ measures: Set<LimitMeasure>, _ share: Share?,
    _ file: ExportFile?, _ boundaryFile: ExportFile?
  ) throws {
    try goals.check(goal, for: opened.study)
    if !opened.study.vocabulary.isBuiltIn, let measure = measuring.measure {
      throw Refusal.option(
        "--measure \(measure)", "the limits of a trainer's networks are not known; leave it out")
    }
    MeasureOptions.warn(of: measures, in: opened.study)
    let draws = try drawing.count(for: opened.study)
    if draws > 1, let shard {
      throw Refusal.option(
        "--draws \(draws)",
        "cannot be combined with --shard \(shard): boundaries are known when all shares are; run it without"
          + " --shard then, and only the draws are trained")
    }
    // The directory that was made may be what stands there now.
    for file in [file, boundaryFile] { try file?.checkWritable() }
    var run = try HeadlessSweep(opened, jobs: jobs, measures: measures, draws: draws, reuse: directory.reuse)
    let ending = try run.measure(goal, share: share)
    // Without a result there is nothing to write, and an older file stays.
    if ending.signal == nil || !run.diagram.measurements.isEmpty {
      if let file { try write(run, to: file, .csv, ending) }
      if let boundaryFile { try write(run, to: boundaryFile, .boundary, ending) }
    }
    try report(ending, run, opened.trainer)
  }

  /// Where nobody takes what a signal has ended, the signal says how the program ends.
  private func write(
    _ run: HeadlessSweep, to file: ExportFile, _ format: ExportFormat, _ ending: HeadlessSweep.Ending
  ) throws {
    if file.isStream { run.interruption.cease() }
    let patience = run.interruption.patience
    do {
      try file.write(run.export, format, run.provenance, patience: patience)
    } catch {
      guard let signal = ending.signal, file.isStream else { throw error }
      Program.warn(error.description)
      throw ExitCode(128 + signal)
    }
  }

  static func checkLevels(_ levels: Int) throws {
    try Refusal.check(levels, 0...Position.finestLevel, of: "--refine", "the levels")
  }

  private func share() throws -> Share? {
    guard let shard else { return nil }
    guard directory.dir != nil else {
      throw Refusal.option("--shard \(shard)", "needs --dir, where the shares meet")
    }
    guard let share = Share(shard) else {
      throw Refusal.option("--shard \(shard)", "expected i/n with i from 1 to n, for example 1/8")
    }
    return share
  }

  private func report(
    _ ending: HeadlessSweep.Ending, _ run: HeadlessSweep, _ trainer: StartedTrainer?
  ) throws {
    let diagram = run.diagram
    if let signal = ending.signal {
      let count = diagram.measurements.count
      let places = [directory.dir, csv, boundaryCsv].compactMap(\.self).joined(separator: " and ")
      let place =
        count > 0 ? "\(count) finished cells are in \(places)" : "no cell was finished, nothing is written"
      Program.warn("interrupted; \(place)")
      throw ExitCode(128 + signal)
    }
    for line in BoundaryWords.lines(run.export) { Program.warn(line) }
    if let fault = diagram.companionFault { Program.warn(Program.noRuler(fault)) }
    for line in FailureLines.lines(diagram.failures.values) { Program.warn(line) }
    if !diagram.failures.isEmpty, let log = trainer?.spokenLog {
      Program.warn("what the trainer said on standard error is in \(log)")
    }
    if ending.unmeasured > 0 {
      Program.warn("\(ending.unmeasured) cells have no distances: there is no memory for them")
    }
    if !diagram.failures.isEmpty || ending.unmeasured > 0 { throw ExitCode(71) }
    if case .waiting(let round, let cells) = ending.outcome {
      Program.warn(
        "round \(round) waits for other shares (cells missing: \(cells)); run this again when they have finished"
      )
      throw ExitCode(75)
    }
  }
}
