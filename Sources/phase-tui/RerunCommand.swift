import Archive
import ArgumentParser
import Engine
import EngineInterface
import Input
import Model
import Phases
import Sweep

/// `phase-tui rerun`: trains a recorded problem again and compares every bit; of a trainer's cell it says how far each seed
/// differs.
struct RerunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rerun",
    abstract: "Train a recorded configuration again: identical, or the first step at which it differs.",
    discussion: """
      A record's KEY is the 16 hexadecimal digits in its line, and in the JSONL export. A cell of a trainer is \
      trained by it again: how far losses and quantities of each seed differ, and whether the letters do. Such a \
      program need not train the same twice; the status is 1 only where the regime is another.

      Examples:
        phase-tui rerun --dir DIR 0123456789abcdef
      """)

  @Option(help: "The study directory.", completion: .directory)
  var dir: String
  @Argument(help: "The record's key.")
  var key: String
  @OptionGroup var trained: TrainerStart

  func run() throws {
    guard let key = ProblemKey(key) else {
      throw Refusal.option("rerun \(self.key)", "a key has 16 hexadecimal digits in lower case")
    }
    let directory = try StudyDirectory(opening: dir)
    var reader = JournalReader(folder: directory.records)
    var lines: [(record: Record, measurement: Measurement, location: JournalReader.Location)] = []
    try reader.read { line in
      guard line.record.key == key, case .measurement(let measurement) = line.record.content else { return }
      lines.append((line.record, measurement, line.location))
    }
    let unreadable = reader.problems.unreadableText
    guard !lines.isEmpty else {
      throw Refusal.file(dir, "has no record with the key \(key)" + (unreadable.map { "; \($0)" } ?? ""))
    }
    if let unreadable { Program.warn("\(reader.folder): \(unreadable)") }
    let problem = lines[0].record.problem
    if problem.declared != nil {
      return try rerun(problem, lines.map { ($0.measurement, $0.location) }, in: directory)
    }
    try refuseTrainer()
    let kernel = KernelChoice.isForced ? try KernelChoice.selected() : try directory.kernel()
    for line in lines {
      for mismatch in mismatches(line.record.origin, kernel) {
        try Program.write("\(line.location): \(mismatch)".printable + "\n")
      }
    }
    let again = try measure(
      problem, on: Trainer(kernel: kernel, threads: Machine.jobs), ownData: ownData(directory, problem.data))
    var differs = false
    for line in lines {
      let difference = MeasurementDifference(recorded: line.measurement, again: again)
      try Program.write("\(line.location): \(difference?.description ?? "identical")".printable + "\n")
      differs = differs || difference != nil
    }
    if differs { throw ExitCode(1) }
  }

  /// The same of a trainer's cell.
  private func rerun(
    _ problem: Problem, _ records: [(Measurement, JournalReader.Location)], in directory: StudyDirectory
  ) throws {
    guard let trainer = try StartedTrainer(trained, source: nil, directory: dir) else {
      throw Refusal.option("rerun \(key)", "is a cell of a trainer; say --trainer COMMAND")
    }
    defer { trainer.close() }
    try TrainedRerun(directory: directory, trainer: trainer).run(problem, records)
  }

  private func refuseTrainer() throws(Refusal) {
    if let trainer = trained.trainer {
      throw .option("--trainer \(trainer)", "the cell is one of the built-in networks; leave it out")
    }
    try trained.refuseUnused()
  }

  private func ownData(_ directory: StudyDirectory, _ source: DataSource) throws -> Dataset? {
    guard case .files(_, _, let digest) = source else { return nil }
    guard let own = directory.ownDataset, own.data.digest == digest else {
      throw Refusal.file(dir, "does not have the data that this record was trained on")
    }
    return own.dataset
  }

  private func mismatches(_ origin: RecordOrigin, _ kernel: any Kernel) -> [String] {
    var lines: [String] = []
    if origin.numerics != kernel.numerics {
      lines.append(
        "recorded in \(origin.numerics.rawValue) arithmetic by the kernel \(origin.kernel), this is \(kernel.name) "
          + "in \(kernel.numerics.rawValue): the bits will differ")
    } else if origin.kernel != kernel.name {
      lines.append("recorded by the kernel \(origin.kernel), this is \(kernel.name) of the same arithmetic")
    }
    if origin.version != Version.current {
      lines.append("recorded by version \(origin.version), this is \(Version.current)")
    }
    return lines
  }
}

/// Where two measurements of one problem differ first, along the training.
struct MeasurementDifference: CustomStringConvertible {
  let description: String

  /// `nil` where they are identical to the bit.
  init?(recorded: Measurement, again: Measurement) {
    guard !recorded.isIdentical(to: again) else { return nil }
    let (seeds, others) = (recorded.seeds, again.seeds)
    let steps = again.curveSteps
    func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
    for (point, step) in steps.enumerated() {
      for (seed, other) in zip(seeds, others) where bits([seed.losses[point]]) != bits([other.losses[point]])
      {
        description =
          "differs from step \(step) on: seed \(seed.seed) had the loss \(seed.losses[point].shortest), now "
          + other.losses[point].shortest
        return
      }
    }
    let measured = again.measuredSteps
    for (index, step) in measured.enumerated() {
      for (seed, other) in zip(seeds, others)
      where bits(seed.orderParameters[index].values) != bits(other.orderParameters[index].values)
        || bits([seed.peakLosses[index]]) != bits([other.peakLosses[index]])
      {
        description =
          "the losses are identical; the order parameters of seed \(seed.seed) differ at step \(step)"
        return
      }
    }
    description = "the seeds are identical; what is measured over all of them differs"
  }
}
