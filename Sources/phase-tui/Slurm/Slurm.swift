import Archive
import Dispatch
import Foundation
import Input
import Sweep
import Synchronization

extension Refusal {
  /// Why nothing, or not everything, was submitted: status 69.
  fileprivate static func slurm(_ problem: String) -> Refusal { Refusal(problem, exitStatus: 69) }

  /// The same, with what is under way already.
  func afterSubmitting(_ jobs: [String]) -> Refusal {
    let list = jobs.joined(separator: " ")
    return .slurm("\(problem); the rounds before it are submitted (scancel \(list) takes them back)")
  }
}

/// The Slurm of this machine, through its commands.
struct Slurm {
  private let sbatch: URL

  /// Refuses a machine without Slurm.
  init() throws { sbatch = try Self.find("sbatch") }

  /// The most tasks that a job array may have here.
  func maxArraySize() throws -> Int {
    let text = try Self.run(try Self.find("scontrol"), ["show", "config"])
    guard let size = SlurmAnswer.maxArraySize(text) else {
      throw Refusal.slurm("scontrol show config: it names no MaxArraySize; say it with --max-array-size N")
    }
    guard size > 0 else {
      throw Refusal.slurm("scontrol show config: MaxArraySize is 0, this site allows no job arrays")
    }
    return size
  }

  /// Submits a script, to start when a job has succeeded, and returns the new job's number.
  func submit(_ script: String, after job: String?) throws -> String {
    let dependency = job.map { ["--dependency=afterok:\($0)"] } ?? []
    let answer = try Self.run(sbatch, ["--parsable"] + dependency + [script])
    guard let number = SlurmAnswer.job(answer) else {
      let shown = answer.prefix(80).replacing("\n", with: " ")
      throw Refusal.slurm("sbatch: expected the number of a job from it, got \"\(shown)\"")
    }
    return number
  }

  private static func find(_ command: String) throws -> URL {
    let folders = (Surroundings.environment["PATH"] ?? "").split(separator: ":")
    let paths = folders.map { "\($0)/\(command)" }
    guard let path = paths.first(where: { FileSystem.allows($0, X_OK) && !FileSystem.isFolder($0) }) else {
      throw Refusal.slurm(
        "\(command): not found; submit where Slurm is installed, or leave out --submit and run what "
          + "is printed there")
    }
    return URL(filePath: path)
  }

  /// Runs a command to its end and returns its output.
  private static func run(_ command: URL, _ arguments: [String]) throws -> String {
    let process = Process()
    let (output, error) = (Pipe(), Pipe())
    process.executableURL = command
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    do {
      try process.run()
    } catch {
      throw Refusal.slurm("\(command.path): cannot be started: \(error.localizedDescription)")
    }
    // Both at once: a command that has filled one pipe waits.
    let complaint = Mutex(Data())
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let bytes = error.fileHandleForReading.readDataToEndOfFile()
      complaint.withLock { $0 = bytes }
    }
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    let name = command.lastPathComponent
    let said = String(decoding: complaint.withLock { $0 }, as: UTF8.self)
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Refusal.slurm(SlurmAnswer.refusal(of: name, status: process.terminationStatus, said: said))
    }
    // Warnings of a submission that went well.
    for line in said.split(separator: "\n") { Program.warn(String(line)) }
    return String(decoding: answer, as: UTF8.self)
  }
}

/// The folder of a study directory in which the jobs' logs stand, and the scripts that were submitted.
struct JobScripts {
  private let folder: String

  init(of directory: String) { folder = JobArray.logs(in: directory) }

  /// Slurm makes no folder for a log, and a job whose log cannot be made fails without a word.
  func makeFolder() throws {
    guard FileSystem.makeFolder(folder) else {
      throw Refusal.unwritable(folder, "the folder of the logs cannot be made: \(FileSystem.problem)")
    }
  }

  /// Returns the script's path.
  func write(_ round: JobArray) throws -> String {
    let path = "\(folder)/round-\(round.round).sh"
    try OutputFile(path).replace(with: round.script.systemBytes)
    return path
  }
}

/// Paths as the cluster's other machines may find them.
enum ClusterPath {
  /// The program that was asked for, a bare name for one on the nodes' path; else this one, as it was called where that
  /// says more than its name: behind a symbolic link another machine may have something else.
  static func ofProgram(_ asked: String?) throws -> String {
    if let asked { return asked.contains("/") ? try absolute(asked) : asked }
    if let called = Surroundings.arguments.first, called.contains("/") { return try absolute(called) }
    guard let program = FileSystem.target(ofLink: "/proc/self/exe") else {
      throw Refusal.system("the program's own file cannot be found")
    }
    return program
  }

  /// From the root, symbolic links as they are.
  static func absolute(_ path: String) throws -> String {
    if path.isFromTheRoot { return path }
    guard let here = FileSystem.currentFolder else { throw Refusal.system("the working directory is gone") }
    guard let shell = Surroundings.environment["PWD"], shell.isFromTheRoot, FileSystem.resolved(shell) == here
    else { return "\(here)/\(path)" }
    return "\(shell)/\(path)"
  }
}
