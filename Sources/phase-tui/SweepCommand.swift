import Archive
import ArgumentParser
import Kernels
import Limits
import Phases
import Sweep

/// `phase-tui sweep`: the explorer's measurements without a screen, into a CSV.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Measure a study without a screen and write it to a CSV file.")

  @OptionGroup var options: StudyOptions
  @Option(
    parsing: .unconditional,
    help: "How often to subdivide between neighbouring cells whose regimes differ.")
  var refine = 0
  @OptionGroup var measuring: MeasureOptions
  @Option(
    help: """
      The CSV file to write, with FILE.meta.json beside it; existing ones are replaced when the sweep ends or is \
      interrupted.
      """)
  var csv: String

  func run() throws {
    let kernel = try KernelChoice.selected()
    let jobs = try options.jobCount()
    guard (0...Position.finestLevel).contains(refine) else {
      throw StudyError.option("--refine \(refine)", "the levels must be from 0 to \(Position.finestLevel)")
    }
    let measures = try measuring.measures()
    let own = try options.seeds.ownDataset()
    let study = try options.resolved(own, jobs: jobs)
    let file = ExportFile(csv)
    let provenance = Provenance(kernels: [kernel.name], numerics: kernel.numerics)
    try file.checkWritable()

    let progress = SweepProgress("cells")
    let sweep = Sweep(
      study: study, jobs: jobs, makeTraining: Sweep.training(kernel: kernel, ownData: own?.dataset))
    let distances = CellDistances(
      study: study, jobs: jobs,
      makeSurveying: LimitSurvey<LimitDistances>.measuring(measures, kernel: kernel, ownData: own?.dataset))
    let interruption = Interruption()
    interruption.listen {
      sweep.cancel()
      distances.cancel()
    }
    progress.begin { sweep.progress }
    var isComplete = sweep.complete(refining: refine)
    progress.end(sweep.progress)

    var results = sweep.results
    var unmeasured = 0
    if isComplete, !measures.isEmpty {
      let progress = SweepProgress("distances")
      progress.begin { distances.progress }
      isComplete = distances.measure(Array(results.measurements.keys))
      progress.end(distances.progress)
      results.distances = distances.found
      unmeasured = isComplete ? results.measurements.count - results.distances.count : 0
    }
    if let signal = interruption.signal, !isComplete {
      // Without a result there is nothing to write, and an older file stays.
      if !results.measurements.isEmpty { try file.write(results.export(of: study), .csv, provenance) }
      let count = results.measurements.count
      let place =
        count > 0 ? "\(count) finished cells are in \(csv)" : "no cell was finished, nothing is written"
      Program.warn("interrupted; \(place)")
      throw ExitCode(128 + signal)
    }
    try file.write(results.export(of: study), .csv, provenance)
    if results.critical.values.contains(where: { !($0.values.last ?? 0 > 0) }) {
      Program.warn(Program.undefinedUpdate)
    }
    for reason in Set(results.failures.values).sorted() {
      Program.warn("\(results.failures.values.count { $0 == reason }) cells have no result: \(reason)")
    }
    if unmeasured > 0 { Program.warn("\(unmeasured) cells have no distances: there is no memory for them") }
    if !results.failures.isEmpty || unmeasured > 0 { throw ExitCode(71) }
  }
}
