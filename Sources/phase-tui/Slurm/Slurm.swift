import Dispatch
import Foundation
import Input
import Phases
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
