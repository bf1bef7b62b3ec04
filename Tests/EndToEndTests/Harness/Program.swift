import Foundation

/// The built command.
enum Program {
  /// What `PHASE_TUI_PROGRAM` names (an optimised build starts twenty times as fast), else what the package manager
  /// puts beside the test runner.
  static let path =
    ProcessInfo.processInfo.environment["PHASE_TUI_PROGRAM"]
    ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "phase-tui").path

  static func inTerminal(
    _ arguments: String..., rows: Int = 24, columns: Int = 80, environment: [String: String] = [:],
    directory: Folder
  ) throws -> TerminalSession {
    try TerminalSession(
      [path] + arguments, rows: rows, columns: columns, environment: environment, directory: directory.path)
  }

  static func piped(
    _ arguments: [String], environment: [String: String] = [:], directory: Folder
  ) throws -> PipedRun {
    try PipedRun([path] + arguments, environment: environment, directory: directory.path)
  }
}

/// A folder that goes away with its last reference.
final class Folder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "phase-tui-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

  func data(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path(name))) }

  func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

  func write(_ text: String, to name: String) throws {
    let url = URL(filePath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}
