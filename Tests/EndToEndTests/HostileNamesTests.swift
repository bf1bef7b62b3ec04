import Foundation
import Testing

/// Names from outside are names: what stands in them is neither run by the shell of a job nor obeyed by a terminal.
@Suite struct HostileNamesTests {
  static let names = [
    "$(touch evil)", "`touch evil`", "a'b\"c", "-x", "a;touch evil", "a b & touch evil", "%A #x", "x=y",
    "*[a]?",
    "END_OF_ROUND", "~", "!$HOME|{}", "σ…",
  ]
  private static let tiny = [
    "--axis", "alpha=1:2:2", "--axis", "depth=1:2:2", "--set", "steps=2", "--seeds", "1",
  ]

  private func write(_ text: String, to name: String, in folder: Folder) throws {
    try folder.write(text, to: name)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path(name))
  }

  private func run(
    _ arguments: [String], _ environment: [String: String] = [:], in folder: Folder
  ) throws -> (status: ExitStatus, run: PipedRun) {
    try FileManager.default.createDirectory(atPath: folder.path("log"), withIntermediateDirectories: true)
    let run = try PipedRun(
      arguments,
      environment: ["PATH": "\(folder.path("bin")):/usr/bin:/bin", "LOG": folder.path("log")]
        .merging(environment) { $1 }, directory: folder.path)
    return (try run.waitForExit(timeout: 60), run)
  }

  /// Submitted by sh and run by sh and by bash, a job measures the study in that very directory.
  @Test(arguments: names) func aJobScriptTakesThemAsTheyAre(_ name: String) throws {
    let folder = try Folder()
    try write(SlurmCommandTests.sbatch, to: "bin/sbatch", in: folder)
    try FileManager.default.createDirectory(
      atPath: folder.path("programs/\(name)"), withIntermediateDirectories: true)
    let program = folder.path("programs/\(name)/phase-tui")
    try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: Program.path)
    let printed = try run(
      [
        Program.path, "slurm", "--dir=\(name)", "--tasks", "1", "--program", program, "--partition=\(name)",
        "--threshold", "φ=0.2",
      ] + Self.tiny, in: folder)
    #expect(printed.status == .exited(0), "\(printed.run.error)")
    try folder.write(printed.run.output, to: "submit.sh")
    let submitted = try run(["/bin/sh", "submit.sh"], in: folder)
    #expect(submitted.status == .exited(0), "\(submitted.run.error)")
    for shell in ["/bin/sh", "/bin/bash"] {
      let job = try run(
        [shell, "log/script-1"], ["SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_JOB_ID": "7"], in: folder)
      #expect(job.status == .exited(0), "\(job.run.error)")
    }
    #expect(try StudyFolder(folder, name).recorded().measurements.count == 4)
    #expect(Set(folder.names) == ["bin", "log", "programs", "submit.sh", name])
  }

  /// A bare name is looked for on the path, whatever it looks like to a shell.
  @Test(arguments: ["A=b", "if", "-e", "a b", "$(touch evil)", "eval"]) func aProgramIsAProgram(
    _ name: String
  ) throws {
    let folder = try Folder()
    for other in ["sweep", "b"] { try write("#!/bin/sh\ntouch evil\n", to: "bin/\(other)", in: folder) }
    try write("#!/bin/sh\necho \"$1 $SRUN_CPUS_PER_TASK\" > called\n", to: "bin/\(name)", in: folder)
    try write(SlurmCommandTests.sbatch, to: "bin/sbatch", in: folder)
    let printed = try run(
      [Program.path, "slurm", "--dir=d", "--tasks", "1", "--program=\(name)", "--cpus-per-task", "3"]
        + Self.tiny,
      in: folder)
    try folder.write(printed.run.output, to: "submit.sh")
    #expect(try run(["/bin/sh", "submit.sh"], in: folder).status == .exited(0), "\(printed.run.error)")
    for shell in ["/bin/sh", "/bin/bash"] where name != "eval" {
      let job = try run(
        [shell, "log/script-1"], ["SLURM_ARRAY_TASK_ID": "0", "SLURM_CPUS_PER_TASK": "3"], in: folder)
      #expect(job.status == .exited(0), "\(job.run.error)")
      #expect(try folder.text("called") == "sweep 3\n")
      try FileManager.default.removeItem(atPath: folder.path("called"))
    }
    #expect(!folder.names.contains("evil"))
  }

  /// A control character would end a line or drive a terminal: it is refused, and shown as something else.
  @Test(arguments: ["a\nb", "a\u{1B}[31mb", "a\u{9B}2Jb", "a\tb", "a\rb"]) func controlCharactersAreRefused(
    _ name: String
  ) throws {
    let folder = try Folder()
    let lines = [
      ["slurm", "--dir=\(name)", "--tasks", "1"], ["slurm", "--dir=d", "--tasks", "1", "--program=/\(name)"],
      ["slurm", "--dir=d", "--tasks", "1", "--partition=\(name)"],
      ["slurm", "--dir=d", "--tasks", "1", "--sbatch=--x=\(name)"],
      ["sweep", "--csv", "x.csv", "--set", "M=\(name)"],
      ["sweep", "--csv", "x.csv", "--study", name], ["export", "--dir", name], [name],
      ["sweep", "--\(name)"],
      ["export", "--dir", "d", "--out", "x.\(name)"], ["help", name],
    ]
    for arguments in lines {
      let (status, run) = try run([Program.path] + arguments, in: folder)
      #expect(status == .exited(64) || status == .exited(65), "\(arguments)")
      #expect(run.output.isEmpty)
      let controls = run.error.unicodeScalars.filter { $0.properties.generalCategory == .control }
      #expect(String(String.UnicodeScalarView(controls)) == "\n", "\(arguments): \(run.error)")
    }
    #expect(folder.names == ["log"])
  }

  /// What Slurm would set is a number, or said to be none; a shell may run what stands in arithmetic.
  @Test(arguments: ["a[$(touch evil)]", "$(touch evil)", "1;touch evil", "", "\u{1B}[31m", "-1"])
  func variablesOfSlurmAreNumbers(_ value: String) throws {
    let folder = try Folder()
    try write(SlurmCommandTests.sbatch, to: "bin/sbatch", in: folder)
    let printed = try run([Program.path, "slurm", "--dir=d", "--tasks", "1"] + Self.tiny, in: folder)
    try folder.write(printed.run.output, to: "submit.sh")
    #expect(try run(["/bin/sh", "submit.sh"], in: folder).status == .exited(0))
    for shell in ["/bin/sh", "/bin/bash"] {
      let job = try run([shell, "log/script-1"], ["SLURM_ARRAY_TASK_ID": value], in: folder)
      #expect(job.status == .exited(64))
      #expect(job.run.error == "SLURM_ARRAY_TASK_ID is not a number; sbatch sets it\n")
    }
    let others = try run(
      ["/bin/bash", "log/script-1"],
      ["SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_JOB_ID": value, "SLURM_CPUS_PER_TASK": value], in: folder)
    #expect(others.status == .exited(0), "\(others.run.error)")
    let info = try run([Program.path, "info"], ["SLURM_CPUS_PER_TASK": value], in: folder)
    for text in [others.run.error, info.run.output] { #expect(!text.contains("\u{1B}")) }
    #expect(!folder.names.contains("evil"))
  }

  @Test func aStudyFilesNameIsPlain() throws {
    let folder = try Folder()
    let study = try run([Program.path, "study", "alpha-depth"], in: folder).run.output
    let line =
      (study.split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.hasPrefix("name = ") } ?? 0) + 1
    for name in ["\\u001b[31mx", "$(touch evil)", "a/b", "a\\nb", "-x; touch evil"] {
      try folder.write(study.replacing("name = \"alpha-depth\"", with: "name = \"\(name)\""), to: "s.toml")
      let (status, run) = try run(
        [Program.path, "slurm", "--dir=d", "--tasks", "1", "--study", "s.toml"], in: folder)
      #expect(
        status == .exited(65) && run.error.hasPrefix("phase-tui: s.toml:\(line): the name must be"),
        "\(run.error)")
      #expect(!run.error.contains("\u{1B}"))
    }
  }

  /// Listed paths are shown without what could drive a terminal.
  @Test func keptStudiesAreListedPlainly() throws {
    let folder = try Folder()
    let state = ["XDG_STATE_HOME": folder.path("a\u{1B}[31mb")]
    let session = try ExplorerSession.complete(Self.tiny, environment: state, directory: folder)
    #expect(try session.quit() == .exited(0))
    for verb in ["studies", "info"] {
      let (status, run) = try run([Program.path, verb], state, in: folder)
      #expect(status == .exited(0) && run.output.contains("a?[31mb") && !run.output.contains("\u{1B}"))
    }
  }
}
