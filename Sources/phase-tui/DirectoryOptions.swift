import Archive
import ArgumentParser
import Engine
import EngineInterface
import Input
import Limits
import Phases
import Sweep

/// Where the cells of a study are kept.
struct DirectoryOptions: ParsableArguments {
  @Option(
    help: "The study directory: finished cells are kept in it, and those that it has are not trained again.",
    completion: .directory)
  var dir: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "Take cells from another study directory, where it has the same; may be repeated.", valueName: "dir"),
    completion: .directory)
  var reuse: [String] = []
}

/// A study with everything that its commands need to measure it and to keep what they measure.
struct OpenedStudy {
  var study: Study
  var own: OwnDataset?
  var kernel: any Kernel
  /// `nil`: nothing is kept.
  var directory: StudyDirectory?
  /// `nil`: the networks are built in.
  var trainer: StartedTrainer?
  /// Whether cells count that another version of it trained.
  var anyVersion = false
}

extension OpenedStudy {
  /// The study that the options name or, where they name none, the directory's; the directory is made if need be.
  /// Refuses a directory of another study, or one whose bits the kernels of this machine cannot make.
  init(_ options: StudyOptions, directory path: String?, jobs: Int) throws {
    let source = try options.source()
    let trainer = try StartedTrainer(options.trained.start, source: source, directory: path)
    if trainer == nil { try options.trained.refuseUnused() }
    do {
      try self.init(options, source, trainer, directory: path, jobs: jobs)
    } catch {
      trainer?.close()
      throw error
    }
    self.trainer = trainer
    anyVersion = options.trained.anyVersion
    if let directory { trainer?.trust(in: directory.path) }
  }

  private init(
    _ options: StudyOptions, _ source: StudySource?, _ trainer: StartedTrainer?, directory path: String?,
    jobs: Int
  ) throws {
    if let trainer {
      try self.init(options, source, trainer, directory: path)
      return
    }
    let kept = path.flatMap { try? Study(contentsOf: "\($0)/study.toml", isNamed: false) }
    let own = try options.ownDataset(source, in: kept)
    guard let path else {
      self.init(
        study: try options.resolved(source, own, jobs: jobs), own: own, kernel: try KernelChoice.selected(),
        directory: nil)
      return
    }
    if let lost = StudyDirectory.lostFile(path) {
      try Self.mend(path, lost, options, source, own, jobs)
    } else if !StudyDirectory.exists(path) {
      let kernel = try KernelChoice.selected()
      let study = try options.resolved(source, own, jobs: jobs)
      let directory = try StudyDirectory(making: path, study: study, own: own, numerics: kernel.numerics)
      // Another process may have made it first, as another study or in another arithmetic.
      try Self.check(directory, holds: study)
      self.init(
        study: study, own: own ?? directory.ownDataset, kernel: try directory.kernel(), directory: directory)
      return
    }
    let directory = try StudyDirectory(opening: path)
    if let complaint = directory.complaint { Program.warn(complaint) }
    try directory.checkWritable()
    let kernel = try directory.kernel()
    try self.init(options, source, in: directory, own: own, kernel: kernel, jobs: jobs)
  }

  /// The same where a trainer trains.
  private init(
    _ options: StudyOptions, _ source: StudySource?, _ trainer: StartedTrainer, directory path: String?
  ) throws {
    let kernel = try KernelChoice.selected()
    guard options.seeds.data.isEmpty else {
      throw Refusal.option("--data", "a trainer has data of its own; leave it out")
    }
    guard let path, StudyDirectory.exists(path) else {
      let study = try options.resolved(source, nil, jobs: 1, trainer: trainer)
      self.init(study: study, own: nil, kernel: kernel, directory: nil)
      guard let path else { return }
      let made = try StudyDirectory(making: path, study: study, own: nil, numerics: .trainer)
      try Self.check(made, holds: study)
      directory = made
      return
    }
    if let lost = StudyDirectory.lostFile(path) {
      guard case .study = lost else { throw lost.refusal(path) }
      let study = try options.resolved(source, nil, jobs: 1, trainer: trainer)
      let made = try StudyDirectory.mend(path, lost, study: study, own: nil, numerics: .trainer)
      Program.warn("\(path): \(made) was missing and is made again")
    }
    let kept = try StudyDirectory(opening: path, declaration: trainer.declaration)
    guard kept.numerics == .trainer else {
      throw Refusal.file(path, "holds cells of the built-in networks; choose another directory")
    }
    if let complaint = kept.complaint { Program.warn(complaint) }
    try kept.checkWritable()
    let study = try options.resolved(source, nil, jobs: 1, in: kept.study, trainer: trainer)
    try Self.check(kept, holds: study)
    // From now on the records are read as this version's.
    try DeclarationFile.write(trainer.declaration, in: path)
    self.init(study: study, own: nil, kernel: kernel, directory: kept)
  }

  /// Makes again what a directory has lost, where options and records leave no doubt what that was.
  private static func mend(
    _ path: String, _ lost: LostFile, _ options: StudyOptions, _ source: StudySource?, _ own: OwnDataset?,
    _ jobs: Int
  ) throws {
    var (named, own) = (Study?.none, own)
    if case .study = lost {
      own = try own ?? StudyDirectory.ownDataset(path, DataForm(options.drawn(source)))
    } else {
      named = try Study(contentsOf: "\(path)/study.toml", isNamed: false)
    }
    let study = try options.resolved(source, own, jobs: jobs, in: named)
    let numerics = try KernelChoice.selected().numerics
    let made = try StudyDirectory.mend(path, lost, study: study, own: own, numerics: numerics)
    Program.warn("\(path): \(made) was missing and is made again")
  }

  /// The directory's study, with what the options say of it; refuses those that ask for another.
  init(
    _ options: StudyOptions, _ source: StudySource?, in directory: StudyDirectory, own: OwnDataset?,
    kernel: any Kernel, jobs: Int
  ) throws {
    let own = own ?? directory.ownDataset
    let study = try options.resolved(source, own, jobs: jobs, in: directory.study)
    try Self.check(directory, holds: study)
    self.init(study: study, own: own, kernel: kernel, directory: directory)
  }

  private static func check(_ directory: StudyDirectory, holds study: Study) throws {
    guard !directory.study.isSameScience(as: study) else { return }
    throw Refusal.file(
      directory.path,
      "holds another study (\(directory.study.title), see study.toml in it); leave out the options that change it, "
        + "or choose another directory")
  }

  /// The arithmetic of the cells.
  var numerics: NumericsClass { study.vocabulary.isBuiltIn ? kernel.numerics : .trainer }

  /// What trains: a kernel, or the program that the study names.
  private var trainedBy: String { study.vocabulary.isBuiltIn ? kernel.name : "trainer" }

  var origin: RecordOrigin {
    RecordOrigin(kernel: trainedBy, numerics: numerics, version: Version.current)
  }

  /// How many workers there are.
  func jobs(_ asked: Int) -> Int { min(asked, trainer?.mostWorkers ?? asked) }

  /// The work of each worker.
  func makeWork(measures: Set<LimitMeasure>? = nil) -> @Sendable () -> Work {
    trainer.map { Work.maker(trainers: $0.pool) }
      ?? Work.maker(kernel: kernel, ownData: own?.dataset, measures: measures)
  }

  /// - Parameter recorded: what was there already, by its kernels.
  func provenance(with recorded: [String]) -> Provenance {
    Provenance(kernels: Set(recorded + [trainedBy]).sorted(), numerics: numerics)
  }

  /// What the directory's records say, with what is wrong with them said on standard error, unless that was said.
  func recorded(complaints: inout Set<String>) throws -> RecordedStudy? {
    guard let directory else { return nil }
    var reader = JournalReader(folder: directory.records)
    let recorded = try RecordedStudy(
      &reader, of: study, numerics: directory.numerics, anyVersion: anyVersion)
    for line in recorded.complaints(reader) where complaints.insert(line).inserted { Program.warn(line) }
    return recorded
  }
}

extension StudyDirectory {
  /// The kernel that makes this directory's bits: the one that is asked for, or the fastest of its arithmetic.
  func kernel() throws -> any Kernel {
    let selected = try KernelChoice.selected()
    if selected.numerics == numerics { return selected }
    guard !KernelChoice.isForced, let other = KernelChoice.available.first(where: { $0.numerics == numerics })
    else {
      try check(selected)
      return selected
    }
    Program.warn(
      "\(path): measured in \(numerics.rawValue) arithmetic, therefore the kernel is \(other.name)")
    return other
  }
}
