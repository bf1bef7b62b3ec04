import Foundation
import Testing

/// `phase-tui slurm`, with commands in the place of Slurm's that note how they are called.
@Suite struct SlurmCommandTests {
  static let small = ["--axis", "alpha=0.1:100:6", "--axis", "depth=1:64:4", "--set", "width=4"]

  /// Notes its arguments, keeps the script that it is given, and answers with a number.
  static let sbatch = """
    #!/bin/sh
    count=$(($(cat "$LOG/count" 2>/dev/null) + 1))
    echo "$count" > "$LOG/count"
    for argument; do last=$argument; echo "$argument" >> "$LOG/arguments-$count"; done
    case $last in
      --*) cat ;;
      *) cat "$last" ;;
    esac > "$LOG/script-$count"
    echo "$((10 + count));site"
    """
  static let scontrol = "#!/bin/sh\necho \"$*\" >> \"$LOG/scontrol\"\necho 'MaxArraySize            = 3'\n"

  /// Runs with commands of these names and contents before the others on the path.
  private func run(_ arguments: [String], commands: [String: String], in folder: Folder) throws -> PipedRun {
    for (name, text) in commands {
      try folder.write(text, to: "bin/\(name)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/\(name)"))
    }
    try FileManager.default.createDirectory(atPath: folder.path("log"), withIntermediateDirectories: true)
    let run = try PipedRun(
      arguments, environment: environment(folder), directory: folder.path)
    try run.waitForExit(timeout: 120)
    return run
  }

  private func environment(_ folder: Folder, _ others: [String: String] = [:]) -> [String: String] {
    [
      "PATH": "\(folder.path("bin")):/usr/bin:/bin", "LOG": folder.path("log"),
      "XDG_STATE_HOME": folder.path("state"),
    ].merging(others) { $1 }
  }

  private func slurm(_ arguments: [String]) -> [String] { [Program.path, "slurm"] + arguments }

  @Test func submitsEachRoundAfterTheOneBefore() throws {
    let folder = try Folder()
    let run = try run(
      slurm(
        ["--dir", "a b", "--tasks", "9", "--refine", "2", "--submit", "--cpus-per-task", "2"] + Self.small
          + ["--time", "1:00:00", "--qos", "low prio", "--sbatch=--gres=gpu:0", "--threshold", "feature=0.2"]),
      commands: ["sbatch": Self.sbatch, "scontrol": Self.scontrol], in: folder)
    #expect(
      run.output == "round 0: job 11, 3 tasks\nround 1: job 12, 3 tasks\nround 2: job 13, 3 tasks\n",
      "\(run.error)")
    #expect(run.error.contains("--tasks 9") && run.error.contains("3 larger shares"))
    #expect(try folder.text("log/scontrol") == "show config\n")
    for level in 0...2 {
      let dependency = level > 0 ? ["--dependency=afterok:\(10 + level)"] : []
      let path = "\(folder.path)/a b/slurm/round-\(level).sh"
      let expected = ["--parsable"] + dependency + [path]
      #expect(try folder.text("log/arguments-\(level + 1)") == expected.joined(separator: "\n") + "\n")
      let script = try folder.text("log/script-\(level + 1)")
      #expect(script.contains("\n#SBATCH --array=0-2\n"))
      #expect(script.contains("\n#SBATCH --cpus-per-task=2\n#SBATCH --time=1:00:00\n"))
      #expect(script.contains("\n#SBATCH \"--qos=low prio\"\n#SBATCH --gres=gpu:0\n"))
      #expect(script.contains("--refine \(level) --threshold feature=0.2 --shard"))
    }
    // The directory is whole before the first task starts.
    #expect(try folder.text("a b/study.toml").contains("alpha"))
  }

  /// What is printed does the same when a shell runs it, and its jobs measure the study.
  @Test func printsScriptsThatMeasureTheStudy() throws {
    let folder = try Folder()
    let directory = "it's #1 $HOME"
    let printed = try run(
      slurm(["--dir", directory, "--tasks", "2", "--refine", "1"] + Self.small), commands: [:], in: folder)
    try #require(printed.error.isEmpty, "\(printed.error)")
    try folder.write(printed.output, to: "submit.sh")
    let submission = try run(
      ["/bin/sh", "submit.sh"], commands: ["sbatch": Self.sbatch], in: folder)
    #expect(submission.output == "round 0: job 11;site\nround 1: job 12;site\n", "\(submission.error)")
    #expect(try folder.text("log/arguments-2") == "--parsable\n--dependency=afterok:11\n")
    for script in ["log/script-1", "log/script-2"] {
      for task in ["0", "1"] {
        let job = try PipedRun(
          ["/bin/sh", script],
          environment: environment(folder, ["SLURM_ARRAY_TASK_ID": task, "SLURM_CPUS_PER_TASK": "1"]),
          directory: folder.path)
        #expect(try job.waitForExit(timeout: 120) == .exited(0), "\(job.error)")
      }
    }
    let local = try Program.piped(
      ["sweep", "--refine", "1", "--csv", "local.csv"] + Self.small, directory: folder)
    #expect(try local.waitForExit(timeout: 120) == .exited(0))
    let export = try Program.piped(["export", "--dir", directory, "--out", "merged.csv"], directory: folder)
    #expect(try export.waitForExit(timeout: 60) == .exited(0), "\(export.error)")
    #expect(try folder.text("merged.csv") == folder.text("local.csv"))
  }

  /// The shell scripts of the rounds that a printed submission has.
  private func submitted(_ text: String, in folder: Folder) throws -> PipedRun {
    try folder.write(text, to: "submit.sh")
    return try run(["/bin/sh", "submit.sh"], commands: ["sbatch": Self.sbatch], in: folder)
  }

  /// Nodes ask nobody, and have none of what was confirmed here.
  @Test(arguments: [
    ["--trainer", "sh train.sh"] + TrainedSweepTests.axes, ["--study", "s.toml", "--trust"],
  ])
  func theNodesStartTheTrainer(_ study: [String]) throws {
    let folder = try TrainedSweepTests.folder()
    try folder.write(TrainedSweepTests.study, to: "s.toml")
    let printed = try run(
      slurm(
        ["--dir", "d", "--tasks", "2", "--refine", "1", "--trainer-patience", "30"] + study
          + [
            "--gres", "gpu:1", "--constraint", "a100&nvlink", "--cpus-per-task", "3", "--sbatch=--exclusive",
          ]),
      commands: [:], in: folder)
    try #require(printed.error.isEmpty && printed.output.contains("#SBATCH"), "\(printed.error)")
    #expect(printed.output.contains("\n#SBATCH --gres=gpu:1\n#SBATCH --exclusive\n"))
    #expect(printed.output.contains("\n#SBATCH --cpus-per-task=3\n#SBATCH \"--constraint=a100&nvlink\"\n"))
    #expect(printed.output.contains("--refine 1 --trust --trainer-patience 30.0 --shard"))
    #expect(!printed.output.contains("--chdir"))
    let submission = try submitted(printed.output, in: folder)
    #expect(submission.output.hasPrefix("round 0: job 11"), "\(submission.error)")
    // Elsewhere, as another machine would.
    let elsewhere = try Folder()
    for script in ["log/script-1", "log/script-2"] {
      let jobs = try ["0", "1"].map { task in
        try PipedRun(
          ["/bin/sh", folder.path(script)],
          environment: environment(
            folder,
            [
              "SLURM_ARRAY_TASK_ID": task, "SLURM_CPUS_PER_TASK": "3",
              "XDG_STATE_HOME": elsewhere.path("state-\(task)"),
            ]), directory: elsewhere.path)
      }
      for job in jobs { #expect(try job.waitForExit(timeout: 120) == .exited(0), "\(job.error)") }
    }
    let local = try Program.piped(
      ["sweep", "--refine", "1", "--csv", "local.csv"] + study,
      environment: ["XDG_STATE_HOME": folder.path("state")], directory: folder)
    #expect(try local.waitForExit(timeout: 120) == .exited(0), "\(local.error)")
    let export = try Program.piped(["export", "--dir", "d", "--out", "merged.csv"], directory: folder)
    #expect(try export.waitForExit(timeout: 60) == .exited(0), "\(export.error)")
    #expect(try folder.text("merged.csv") == folder.text("local.csv"))
  }

  /// The study of a directory names one trainer, and the command line another.
  @Test func theNodesStartTheTrainerThatIsAskedFor() throws {
    let folder = try TrainedSweepTests.folder()
    let first = try run(
      slurm(["--dir", "d", "--tasks", "1", "--trainer", "sh train.sh"] + TrainedSweepTests.axes),
      commands: [:], in: folder)
    #expect(first.error.isEmpty && !first.output.contains("--trainer "))
    try folder.write(TrainedSweepTests.script, to: "other one.sh")
    let second = try run(
      slurm(["--dir", "d", "--tasks", "1", "--trainer", "sh 'other one.sh'"]), commands: [:], in: folder)
    #expect(second.output.contains("\n#SBATCH --chdir="), "\(second.error)")
    #expect(
      second.output.contains(#" --trust --trainer 'sh '\''other one.sh'\''' --shard"#), "\(second.output)")
    try folder.write("exit 1", to: "train.sh")
    #expect(try submitted(second.output, in: folder).error.isEmpty)
    let job = try PipedRun(
      ["/bin/sh", "log/script-1"],
      environment: environment(folder, ["SLURM_ARRAY_TASK_ID": "0", "XDG_STATE_HOME": folder.path("state")]),
      directory: folder.path)
    #expect(try job.waitForExit(timeout: 120) == .exited(0), "\(job.error)")
  }

  /// Told that its time is nearly up, a task stops in order and queues again; told to end, it stops in order.
  @Test(arguments: [(SIGUSR1, true), (SIGTERM, false)])
  func stopsInOrder(_ signal: Int32, queuesAgain: Bool) throws {
    let folder = try Folder()
    let printed = try run(
      slurm(["--dir", "d", "--tasks", "1", "--seeds", "64"]), commands: ["scontrol": Self.scontrol],
      in: folder)
    let lines = printed.output.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasSuffix("<<'END_OF_ROUND'") })
    let end = try #require(lines.firstIndex(of: "END_OF_ROUND"))
    try folder.write(lines[(start + 1)..<end].joined(separator: "\n") + "\n", to: "job.sh")
    let job = try PipedRun(
      ["/bin/sh", "job.sh"],
      environment: environment(
        folder, ["SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_JOB_ID": "11", "SLURM_CPUS_PER_TASK": "1"]),
      directory: folder.path)
    try job.waitUntil("a first line of progress") { $0.error.contains("cells/s") }
    job.signal(signal)
    #expect(try job.waitForExit() == .exited(143), "\(job.error)")
    #expect(job.error.contains("finished cells are in"))
    let calls = try? folder.text("log/scontrol")
    #expect(calls == (queuesAgain ? "requeue 11_0\n" : nil))
  }

  struct Failure: CustomTestStringConvertible {
    var testDescription: String
    var commands: [String: String]
    var words: [String]
    var output = ""
  }

  static let failures = [
    Failure(testDescription: "no Slurm", commands: [:], words: ["sbatch: not found", "--submit"]),
    Failure(
      testDescription: "no scontrol", commands: ["sbatch": sbatch], words: ["scontrol: not found"]),
    Failure(
      testDescription: "no controller",
      commands: [
        "sbatch": sbatch, "scontrol": "#!/bin/sh\necho 'slurm_load_ctl_conf error: down' >&2\nexit 1\n",
      ],
      words: ["down", "--max-array-size"]),
    Failure(
      testDescription: "no arrays",
      commands: ["sbatch": sbatch, "scontrol": "#!/bin/sh\necho 'MaxArraySize = 0'\n"],
      words: ["allows no job arrays"]),
    Failure(
      testDescription: "a wrong partition",
      commands: [
        "sbatch":
          "#!/bin/sh\necho 'sbatch: error: invalid partition' >&2\necho 'sbatch: error: no' >&2\nexit 1\n",
        "scontrol": scontrol,
      ], words: ["sbatch: error: invalid partition; error: no", "--partition"]),
    Failure(
      testDescription: "an odd answer",
      commands: ["sbatch": "#!/bin/sh\necho Submitted\n", "scontrol": scontrol],
      words: ["sbatch", "\"Submitted \""]),
    Failure(
      testDescription: "a second round that is refused",
      commands: [
        "sbatch": "#!/bin/sh\n[ $# -eq 2 ] && echo 11 && exit\necho 'sbatch: error: full' >&2\nexit 1\n",
        "scontrol": scontrol,
      ], words: ["full", "scancel 11"], output: "round 0: job 11, 2 tasks\n"),
  ]

  @Test(arguments: failures)
  func saysInOneLineWhySlurmDidNotTakeIt(_ failure: Failure) throws {
    let folder = try Folder()
    // Nothing else on the path, so that the machine's own Slurm does not answer.
    for name in ["cat", "sh", "echo"] {
      try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("bin/\(name)"), withDestinationPath: "/bin/\(name)")
    }
    for (name, text) in failure.commands {
      try folder.write(text, to: "bin/\(name)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/\(name)"))
    }
    let run = try PipedRun(
      slurm(["--dir", "d", "--tasks", "2", "--refine", "1", "--submit"] + Self.small),
      environment: ["PATH": folder.path("bin"), "LOG": folder.path], directory: folder.path)
    #expect(try run.waitForExit() == .exited(69))
    for word in failure.words { #expect(run.error.contains(word), "\(run.error)") }
    #expect(
      run.error.hasPrefix("phase-tui: ") && run.error.dropLast().allSatisfy { $0 != "\n" }, "\(run.error)")
    #expect(run.output == failure.output)
  }
}
