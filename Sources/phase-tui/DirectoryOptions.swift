import Archive
import ArgumentParser
import Engine
import EngineInterface
import Input
import Phases

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
}

extension OpenedStudy {
  /// The study that the options name or, where they name none, the directory's; the directory is made if need be.
  /// Refuses a directory of another study, or one whose bits the kernels of this machine cannot make.
  init(_ options: StudyOptions, directory path: String?, jobs: Int) throws {
    let kept = path.flatMap { try? Study(contentsOf: "\($0)/study.toml", isNamed: false) }
    let own = try options.ownDataset(in: kept)
    guard let path else {
      self.init(
        study: try options.resolved(own, jobs: jobs), own: own, kernel: try KernelChoice.selected(),
        directory: nil)
      return
    }
    if let lost = StudyDirectory.lostFile(path) {
      try Self.mend(path, lost, options, own, jobs)
    } else if !StudyDirectory.exists(path) {
      let kernel = try KernelChoice.selected()
      let study = try options.resolved(own, jobs: jobs)
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
    try self.init(options, in: directory, own: own, kernel: kernel, jobs: jobs)
  }

  /// Makes again what a directory has lost, where options and records leave no doubt what that was.
  private static func mend(
    _ path: String, _ lost: LostFile, _ options: StudyOptions, _ own: OwnDataset?, _ jobs: Int
  ) throws {
    var (named, own) = (Study?.none, own)
    if case .study = lost {
      own = try own ?? StudyDirectory.ownDataset(path, DataForm(options.drawn()))
    } else {
      named = try Study(contentsOf: "\(path)/study.toml", isNamed: false)
    }
    let study = try options.resolved(own, jobs: jobs, in: named)
    let numerics = try KernelChoice.selected().numerics
    let made = try StudyDirectory.mend(path, lost, study: study, own: own, numerics: numerics)
    Program.warn("\(path): \(made) was missing and is made again")
  }

  /// The directory's study, with what the options say of it; refuses those that ask for another.
  init(
    _ options: StudyOptions, in directory: StudyDirectory, own: OwnDataset?, kernel: any Kernel, jobs: Int
  ) throws {
    let own = own ?? directory.ownDataset
    let study = try options.resolved(own, jobs: jobs, in: directory.study)
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

  var origin: RecordOrigin {
    RecordOrigin(kernel: kernel.name, numerics: kernel.numerics, version: Version.current)
  }

  /// - Parameter recorded: what was there already, by its kernels.
  func provenance(with recorded: [String]) -> Provenance {
    Provenance(kernels: Set(recorded + [kernel.name]).sorted(), numerics: kernel.numerics)
  }

  /// What the directory's records say, with what is wrong with them said on standard error, unless that was said.
  func recorded(complaints: inout Set<String>) throws -> RecordedStudy? {
    guard let directory else { return nil }
    var reader = JournalReader(folder: directory.records)
    let recorded = try RecordedStudy(&reader, of: study, numerics: directory.numerics)
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
