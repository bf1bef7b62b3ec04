import Foundation

/// The explorer on studies that take a second or two.
enum ExplorerSession {
  /// 13 × 9 cells over all three regimes.
  static let small = [
    "--axis", "alpha=0.1:100:13", "--axis", "depth=1:256:9", "--set", "steps=20", "--seeds", "2",
  ]
  static let smallCells = 117

  /// Cells that are one character at 80×24.
  static let fine = [
    "--axis", "alpha=0.1:100:25", "--axis", "depth=1:64:13", "--set", "steps=10", "--set", "width=4",
    "--seeds",
    "1",
  ]

  /// Cells that take longer than any test waits.
  static let endless = [
    "--axis", "alpha=0.1:100:13", "--axis", "depth=100000:200000:9", "--set", "steps=20000", "--set",
    "width=1",
    "--set", "dimension=2", "--set", "samples=1", "--seeds", "1",
  ]

  static func start(
    _ arguments: [String] = small, rows: Int = 24, columns: Int = 80, environment: [String: String] = [:],
    directory: Folder
  ) throws -> TerminalSession {
    try TerminalSession(
      [Program.path] + arguments, rows: rows, columns: columns, environment: environment,
      directory: directory.path)
  }

  /// A session in which every cell is measured.
  static func complete(
    _ arguments: [String] = small, rows: Int = 24, columns: Int = 80, environment: [String: String] = [:],
    directory: Folder
  ) throws -> TerminalSession {
    let session = try start(
      arguments, rows: rows, columns: columns, environment: environment, directory: directory)
    try session.waitUntil("the complete grid", timeout: 120) { $0.isComplete }
    return session
  }
}

extension TerminalSession {
  /// Types keys and waits for what they do.
  @discardableResult
  func type(_ text: String, until description: String, _ condition: (Screen) throws -> Bool) throws -> Screen
  {
    type(text)
    return try waitUntil("\(description) after “\(text)”", condition)
  }

  /// Types keys and waits until all of them are answered.
  @discardableResult
  func typeAndSettle(_ text: String) throws -> Screen {
    type(text)
    return try settle()
  }

  /// The whole screen when all keys so far are answered: the help opens and closes behind them. The last row is
  /// drawn last.
  func settle() throws -> Screen {
    try type("?", until: "the help") { $0.lastLine.contains("closes the help") }
    return try type("?", until: "the hints") { $0.lastLine.contains(" move") }
  }

  /// Leaves by `q`.
  func quit() throws -> ExitStatus {
    type("q")
    return try waitForExit()
  }

  /// Seconds that all threads of the program have computed.
  var cpuSeconds: Double {
    let tasks = "/proc/\(processIdentifier)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return threads.reduce(0) { sum, thread in
      let text = (try? String(contentsOfFile: "\(tasks)/\(thread)/schedstat", encoding: .utf8)) ?? ""
      return sum + (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
    }
  }
}
