import Archive
import Foundation
import Sweep

/// The folder of a study directory in which the jobs' logs stand, and the scripts that were submitted.
struct JobScripts {
  private let folder: String

  init(of directory: String) { folder = JobArray.logs(in: directory) }

  /// Slurm makes no folder for a log, and a job whose log cannot be made fails without a word.
  func makeFolder() throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ArchiveError.create(
        folder, "the folder of the logs cannot be made: \(error.localizedDescription)")
    }
  }

  /// Returns the script's path.
  func write(_ round: JobArray) throws -> String {
    let path = "\(folder)/round-\(round.round).sh"
    try OutputFile(path).replace(with: Array(round.script.utf8))
    return path
  }
}

/// Paths as other machines may find them.
enum Place {
  /// The program that was asked for, a bare name for one on the nodes' path; else this one, as it was called where that
  /// says more than its name: behind a symbolic link another machine may have something else.
  static func ofProgram(_ asked: String?) throws -> String {
    if let asked { return asked.contains("/") ? try absolute(asked) : asked }
    if CommandLine.arguments[0].contains("/") { return try absolute(CommandLine.arguments[0]) }
    return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// From the root, symbolic links as they are.
  static func absolute(_ path: String) throws -> String {
    if path.hasPrefix("/") { return path }
    let here = FileManager.default.currentDirectoryPath
    guard let shell = ProcessInfo.processInfo.environment["PWD"], shell.hasPrefix("/"),
      realpath(shell).map({ $0 == here }) ?? false
    else { return "\(here)/\(path)" }
    return "\(shell)/\(path)"
  }

  private static func realpath(_ path: String) -> String? {
    Foundation.realpath(path, nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
  }
}
