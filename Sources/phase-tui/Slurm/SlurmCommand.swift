import ArgumentParser
import Input
import Phases
import Sweep
import Trainer

/// `phase-tui slurm`: a study shared out over a cluster, a Slurm job array a round.
struct SlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm", abstract: "Print, or submit, a Slurm job array for each round of a study.",
    discussion: """
      The study directory is made here, so that all tasks agree; a round starts when the one before has succeeded. \
      What is printed submits the rounds when sh runs it.

      Examples:
        phase-tui slurm --dir DIR --tasks 64 --refine 2 --time 2:00:00 --submit
        phase-tui slurm --dir DIR --study mine.toml --tasks 8 > rounds.sh
      """)

  @OptionGroup var options: StudyOptions
  @OptionGroup var measuring: MeasureOptions
  @Option(help: "The study directory, where the nodes find it too.", completion: .directory)
  var dir: String
  @Option(parsing: .unconditional, help: "How many tasks share a round.")
  var tasks: Int
  @Option(
    parsing: .unconditional,
    help: .init(
      "How often to subdivide between neighbouring cells whose regimes differ; a round each.",
      valueName: "levels"))
  var refine = 0
  @Flag(help: "Submit the rounds with sbatch; their scripts are kept in DIR/slurm.")
  var submit = false
  @Option(help: "Where the nodes find the program (default: this one).")
  var program: String?
  @OptionGroup var resources: SlurmResources

  func run() throws {
    try Refusal.check(tasks, 1...Share.most, of: "--tasks", "the number of tasks")
    try SweepCommand.checkLevels(refine)
    _ = try measuring.measures()
    _ = try options.jobs.map { _ in try options.jobCount() }
    let sbatchOptions = try resources.options()
    let (directory, program) = (try ClusterPath.absolute(dir), try ClusterPath.ofProgram(program))
    for (option, path) in [("--dir", directory), ("--program", program)] {
      // Slurm takes the other characters once they are escaped, but a backslash in the name of a log.
      guard !ShellText.breaksLines(path), !path.contains("\\") else {
        throw Refusal.option("\(option) \(path)", "Slurm takes no control characters and backslashes in it")
      }
    }
    let slurm = try submit ? Slurm() : nil
    // How much memory the nodes have is not known here.
    let opened = try OpenedStudy(options, directory: dir, jobs: 1)
    // It has said what it is; the nodes start their own.
    defer { opened.trainer?.close() }
    let other = try otherTrainer(opened)
    let shares = shareCount(limit: try resources.maxArraySize ?? slurm?.maxArraySize())
    let rounds = (0...refine).map { level in
      var round = JobArray(
        round: level, tasks: shares, program: program, directory: directory, study: opened.study.shownName)
      round.arguments =
        changedThresholds(opened.study)
        + (measuring.measure.map { ["--measure", $0] } ?? [])
        + (options.jobs.map { ["--jobs", String($0)] } ?? []) + (opened.trainer == nil ? [] : trainerOptions)
        + (other.map { ["--trainer", TrainerProgram($0.command).commandLine] } ?? [])
      round.options = (other?.folder.map { ["--chdir=\($0)"] } ?? []) + sbatchOptions
      round.atMost = resources.atMost
      return round
    }
    try JobScripts(of: directory).makeFolder()
    if let slurm {
      try submit(rounds, to: slurm, directory)
    } else {
      try Program.write(JobArray.submission(of: rounds))
    }
  }

  /// Whoever submits has confirmed the trainer.
  private var trainerOptions: [String] {
    let patience = options.trained.start.trainerPatience.map { ["--trainer-patience", "\($0)"] } ?? []
    return ["--trust"] + patience + (options.trained.anyVersion ? ["--any-version"] : [])
  }

  /// The trainer that was asked for, where the study of the directory, which the nodes read, names another.
  private func otherTrainer(_ opened: OpenedStudy) throws(Refusal) -> StudyTrainer? {
    guard let asked = opened.trainer?.setting, let directory = opened.directory else { return nil }
    var kept = directory.study.trainer
    if let folder = kept?.folder {
      kept?.folder = folder.isFromTheRoot ? folder : "\(directory.path)/\(folder)"
    } else {
      kept?.folder = directory.path
    }
    if kept == asked { return nil }
    guard asked.environment == kept?.environment ?? [:] else {
      throw .file(
        "\(directory.path)/study.toml",
        "gives the trainer other variables, and these are what the nodes would have; change its [trainer.environment]"
      )
    }
    return asked
  }

  /// Those that were named, by the names that every version knows.
  private func changedThresholds(_ study: Study) -> [String] {
    let named = Set(
      options.thresholds.threshold.compactMap { Thresholds.Name(spelling: String($0.prefix { $0 != "=" })) })
    return Thresholds.Name.allCases.filter(named.contains).flatMap {
      ["--threshold", "\($0.rawValue)=\(study.thresholds[$0].shortest)"]
    }
  }

  /// More shares than the site lets a job array have tasks would only be smaller.
  private func shareCount(limit: Int?) -> Int {
    guard let limit, limit < tasks else { return tasks }
    Program.warn(
      "--tasks \(tasks): the site allows \(limit) tasks a job array, so there are \(limit) larger shares")
    return limit
  }

  private func submit(_ rounds: [JobArray], to slurm: Slurm, _ directory: String) throws {
    let scripts = JobScripts(of: directory)
    var jobs: [String] = []
    for round in rounds {
      let path = try scripts.write(round)
      do {
        jobs.append(try slurm.submit(path, after: jobs.last))
      } catch let refusal as Refusal where !jobs.isEmpty {
        throw refusal.afterSubmitting(jobs)
      }
      try Program.write("round \(round.round): job \(jobs[jobs.count - 1]), \(round.tasks) tasks\n")
    }
  }
}

/// What the jobs ask of the cluster.
struct SlurmResources: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Processors of a task, and its workers unless --jobs says otherwise.")
  var cpusPerTask = 1
  @Option(
    help: .init(
      "Time limit of a task, as sbatch takes it; one that needs longer queues again.", valueName: "time"))
  var time: String?
  @Option(help: "The partition.")
  var partition: String?
  @Option(help: "The account.")
  var account: String?
  @Option(help: "The quality of service.")
  var qos: String?
  @Option(help: "Memory of a node, for example 2G.")
  var mem: String?
  @Option(help: "Features that the nodes must have.")
  var constraint: String?
  @Option(help: "Devices of a node that a task needs, for example gpu:1.")
  var gres: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "Any other option of sbatch, for example --sbatch=--exclusive; may be repeated.", valueName: "option"))
  var sbatch: [String] = []
  @Option(
    parsing: .unconditional,
    help: .init(
      "The most tasks that a job array may have (default: what scontrol says with --submit).", valueName: "n")
  )
  var maxArraySize: Int?

  @Option(
    parsing: .unconditional, help: .init("Run at most so many tasks of a round at once.", valueName: "n"))
  var atMost: Int?

  /// What only the rounds themselves can say.
  private static let reserved = ["--array", "-a", "--dependency", "-d", "--signal", "--wrap", "--parsable"]

  /// For `sbatch`, checked as far as it can be without it.
  func options() throws -> [String] {
    try Refusal.check(cpusPerTask, 1...1024, of: "--cpus-per-task", "the number of processors")
    if let atMost, atMost < 1 {
      throw Refusal.option("--at-most \(atMost)", "at least one task must run at once")
    }
    if let maxArraySize, maxArraySize < 1 {
      throw Refusal.option("--max-array-size \(maxArraySize)", "a job array has at least one task")
    }
    try checkTime(at: "--time", time)
    for option in sbatch where option.hasPrefix("--time=") {
      try checkTime(at: "--sbatch --time", String(option.dropFirst("--time=".count)))
    }
    let named = [
      ("time", time), ("partition", partition), ("account", account), ("qos", qos), ("mem", mem),
      ("constraint", constraint), ("gres", gres),
    ].compactMap { name, value in value.map { "--\(name)=\($0)" } }
    for option in sbatch {
      guard option.hasPrefix("-"), option.count > 1 else {
        throw Refusal.option(
          "--sbatch \(option)", "expected an option of sbatch, for example --sbatch=--exclusive")
      }
      let name = String(option.prefix { $0 != "=" })
      guard !Self.reserved.contains(where: { name == $0 || $0.count == 2 && name.hasPrefix($0) }) else {
        throw Refusal.option("--sbatch \(option)", "the rounds set this themselves; leave it out")
      }
    }
    for option in named + sbatch where ShellText.breaksLines(option) {
      throw Refusal.option(option, "sbatch takes no control characters in an option")
    }
    return ["--cpus-per-task=\(cpusPerTask)"] + named + sbatch
  }

  /// A limit that ends before the notice of its end can be acted upon would let a task queue for ever.
  private func checkTime(at option: String, _ time: String?) throws {
    guard let time, let seconds = SlurmTime.seconds(time), seconds < SlurmTime.least else { return }
    throw Refusal.option(
      "\(option) \(time)",
      "a task is told up to two minutes before its time is up; give it at least \(SlurmTime.least / 60) minutes"
    )
  }
}
