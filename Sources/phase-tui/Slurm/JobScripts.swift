import Archive
import Foundation
import Input
import Sweep

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

/// Paths as other machines may find them.
enum Place {
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
    guard let shell = Surroundings.environment["PWD"], shell.isFromTheRoot,
      FileSystem.resolved(shell) == here
    else { return "\(here)/\(path)" }
    return "\(shell)/\(path)"
  }
}
