import Archive
import ArgumentParser
import Engine
import Input
import Limits
import Phases
import Sweep

/// Seeds and data, shared by every command that trains.
struct SeedOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: .init("The first seed of the ensemble (default: 0).", valueName: "s"))
  var seed: Int?
  @Option(
    parsing: .unconditional, help: .init("Seeds in the ensemble: s … s+n−1 (default: 8).", valueName: "n"))
  var seeds: Int?
  @Option(parsing: .unconditional, help: "The draw of the Gaussian data (default: 0).")
  var dataSeed: Int?
  @Option(
    parsing: .upToNextOption,
    help: .init(
      "Own data: two .npy files of shape (N, D), the samples X and the targets Y; of T tokens (N, T, D); with an embedding of any other width, and labels of shape (N,) under cross-entropy.",
      valueName: "x y"),
    completion: .file(extensions: ["npy"]))
  var data: [String] = []
  @Flag(
    help: "Centre every column of the own data, X and Y but not labels, and scale it to the variance 1.")
  var standardise = false
  @Option(
    parsing: .upToNextOption,
    help: .init(
      "Own samples to measure on that nothing is trained on, and their targets, beside --data.",
      valueName: "x y"),
    completion: .file(extensions: ["npy"]))
  var testData: [String] = []

  /// The user's own data, read as the study without them needs them; `nil` for drawn data.
  /// - Parameter study: not checked as a whole: what is wrong with it is said with the data that it has.
  func ownDataset(for study: () throws -> Study) throws -> OwnDataset? {
    if data.isEmpty {
      guard testData.isEmpty else {
        throw Refusal.option("--test-data", "stands beside --data; --test N holds out drawn samples")
      }
      guard !standardise else {
        throw Refusal.option("--standardise", "stands beside --data; drawn data are standard normal")
      }
      return nil
    }
    guard data.count == 2 else {
      throw Refusal.option("--data", "expected two files, X.npy and Y.npy; got \(data.count)")
    }
    guard dataSeed == nil else {
      throw Refusal.option("--data-seed", "own data are not drawn; leave out --data or --data-seed")
    }
    let drawn = try study()
    // It would ask for other shapes than the files have.
    if let task = drawn.fixed[.task] {
      throw Refusal.option(
        "--data", "own data have targets of their own, and the task is \(task.text); say --task gaussian")
    }
    let form = DataForm(drawn)
    let own = try OwnDataset(x: data[0], y: data[1], form: form, isStandardised: standardise)
    for notice in own.data.notices { Program.warn(notice) }
    if testData.isEmpty { return own }
    guard testData.count == 2 else {
      throw Refusal.option("--test-data", "expected two files, X.npy and Y.npy; got \(testData.count)")
    }
    return try own.holdingOut(OwnDataset(x: testData[0], y: testData[1], form: form, like: own))
  }

  func overrides(_ own: OwnDataset?) -> StudyOverrides {
    var overrides = StudyOverrides()
    overrides.firstSeed = seed
    overrides.seedCount = seeds
    overrides.dataSeed = dataSeed
    overrides.ownData = own?.data
    return overrides
  }
}

/// What is measured beside the training.
struct MeasureOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init(
      "Measure the distance to the Mean ODE (limit), to the tangent twin (tangent), to the lazy ODE "
        + "(tangent_limit), or several, with commas.",
      valueName: "limit,tangent,…"),
    completion: .list(
      LimitMeasure.allCases.map(\.rawValue) + ["limit,tangent", "limit,tangent,tangent_limit"]))
  var measure: String?

  func measures() throws -> Set<LimitMeasure> {
    let names = (measure ?? "").split(separator: ",", omittingEmptySubsequences: measure == nil)
    return try Set(
      names.map { name in
        guard let measure = LimitMeasure(rawValue: String(name)) else {
          throw Refusal.option(
            "--measure \(measure ?? "")",
            String(name).unknown("measure", among: LimitMeasure.allCases.map(\.rawValue)))
        }
        return measure
      })
  }

  /// Says which of what is asked for no network of the study has.
  static func warn(of measures: Set<LimitMeasure>, in study: Study) {
    for measure in LimitMeasure.allCases where measures.contains(measure) {
      guard let lack = measure.distance.lack(in: study) else { continue }
      Program.warn("--measure \(measure.rawValue): there is no \(measure.distance.row.title) here: \(lack)")
    }
  }
}

/// The thresholds of the regimes.
struct ThresholdOption: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init("A regime's threshold, for example feature=0.3; may be repeated.", valueName: "name=value"),
    completion: .thresholds)
  var threshold: [String] = []
}

/// Which study, and what is different about it.
struct StudyOptions: ParsableArguments {
  @Option(
    help:
      "A built-in study or a TOML file (default: the directory's, else \(Study.builtIns[0].name); see phase-tui study).",
    completion: .studies
  )
  var study: String?
  @OptionGroup var set: SetOption
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init("An axis, for example depth=1:4096:25; at most two.", valueName: "name=low:high:count"),
    completion: .axes)
  var axis: [String] = []
  @OptionGroup var thresholds: ThresholdOption
  @Option(parsing: .unconditional, help: "Workers (default: the cores this process may use).")
  var jobs: Int?
  @OptionGroup var seeds: SeedOptions
  @OptionGroup var parameters: ParameterOptions
  @OptionGroup var trained: TrainerOptions

  /// The number of workers.
  func jobCount() throws -> Int { try Self.jobCount(jobs) }

  /// What is asked for, else what Slurm gave, else what the user prefers, else what the machine has.
  static func jobCount(_ asked: Int?) throws -> Int {
    let jobs = try asked ?? Machine.granted ?? Preferences().jobs ?? Machine.jobs
    try Refusal.check(jobs, Machine.possibleJobs, of: "--jobs", "the number of workers")
    return jobs
  }

  /// What `--study` names, read once.
  func source() throws(Refusal) -> StudySource? {
    guard let study else { return nil }
    return try StudySource(named: study)
  }

  /// The study without own data, which says how these are read. It need not hold without them.
  func drawn(_ source: StudySource?, in directory: Study? = nil) throws -> Study {
    var overrides = StudyOverrides()
    overrides.hasToHold = false
    parameters.apply(set, to: &overrides)
    overrides.axes = axis
    return try overrides.applied(to: source?.study() ?? directory ?? Study.builtIns[0])
  }

  /// The user's own data.
  func ownDataset(_ source: StudySource?, in directory: Study? = nil) throws -> OwnDataset? {
    try seeds.ownDataset { try drawn(source, in: directory) }
  }

  /// The study, checked against everything but the files that it will write; `directory` is what is meant where none
  /// is named.
  func resolved(
    _ source: StudySource?, _ own: OwnDataset?, jobs: Int, in directory: Study? = nil,
    trainer: StartedTrainer? = nil
  ) throws -> Study {
    var overrides = seeds.overrides(own)
    parameters.apply(set, to: &overrides)
    overrides.axes = axis
    overrides.thresholds = thresholds.threshold
    guard let trainer else {
      let study = try overrides.applied(to: source?.study() ?? directory ?? Study.builtIns[0])
      try study.checkMemory(jobs: jobs)
      return study
    }
    let named = try source?.study(trainer.declaration) ?? directory
    var study = try overrides.applied(to: named ?? Study(of: trainer.declaration, axes: axis))
    study.trainer = trainer.setting
    return study
  }
}

extension Refusal {
  /// Refuses a number that is out of its range.
  static func check(
    _ number: Int, _ range: ClosedRange<Int>, of option: String, _ meaning: String
  ) throws(Refusal) {
    guard !range.contains(number) else { return }
    throw .option("\(option) \(number)", "\(meaning) must be from \(range.lowerBound) to \(range.upperBound)")
  }
}

extension Study {
  /// Refuses a study whose largest cells, one a worker, do not fit into this machine.
  func checkMemory(jobs: Int, at place: String? = nil) throws(Refusal) {
    // What every worker trains on, and the losses that are kept of every cell.
    let cells = Double(columns.count * rows.count)
    try validate(memory: Machine.memory, at: place) { problem in
      let values = cells * Double(Measurement.valueCount(problem))
      return Trainer.memoryBytes(problem) * Double(jobs) + values * Double(MemoryLayout<Float>.size)
    }
  }
}
