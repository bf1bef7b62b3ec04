import CPseudoTerminal
import Foundation
import Phases

/// The explorer itself, in a pseudoterminal of 80×24.
final class ScreenBenchmark {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private var master: Int32 = -1
  private var process: pid_t = 0
  private var screen = Screen(rows: 24, columns: 80)
  private let start = TrainingBenchmark.now

  private let state: String

  /// The `phase-tui` beside this program.
  static var program: String {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "phase-tui").path
  }

  /// Starts it.
  init(_ arguments: [String], jobs: Int) throws {
    let path = Self.program
    guard access(path, X_OK) == 0 else {
      throw Failure(description: "\(path) is missing: swift build -c release --product phase-tui")
    }
    var terminal: Int32 = -1
    var name = [CChar](repeating: 0, count: 128)
    guard pseudo_terminal_open(24, 80, &master, &terminal) == 0,
      pseudo_terminal_name(master, &name, name.count) == 0
    else { throw Failure(description: "no pseudoterminal") }
    // A state of its own: what an earlier start has measured would not be measured again.
    state = FileManager.default.temporaryDirectory.appending(path: "phase-bench-\(UUID().uuidString)").path
    let environment = ProcessInfo.processInfo.environment.merging([
      "TERM": "vt100", "LC_ALL": "C", "XDG_STATE_HOME": state,
    ]) { $1 }
    let words = ([path] + arguments + ["--jobs", "\(jobs)"]).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    let error = spawn_session(path, words, variables, nil, name, nil, &process)
    guard error == 0 else { throw Failure(description: String(cString: strerror(error))) }
    close(terminal)
  }

  deinit {
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    close(master)
    try? FileManager.default.removeItem(atPath: state)
  }

  /// Seconds from the start until the coarse picture has letters, every cell of the base grid has one, and all of their seeds
  /// are trained.
  struct FirstPicture {
    var coarse, shown, complete: Double
  }

  func firstPicture(of study: Study) throws -> FirstPicture {
    let coarse = study.lattice.stages[0].count
    let cells = study.columns.count * study.rows.count
    try wait { self.shown($0) >= coarse }
    let first = TrainingBenchmark.now - start
    try wait { self.shown($0) >= cells }
    let all = TrainingBenchmark.now - start
    try wait { done($0) >= cells }
    return FirstPicture(coarse: first, shown: all, complete: TrainingBenchmark.now - start)
  }

  /// Seconds from the start until this many cells are shown as finished.
  func seconds(untilDone cells: Int) throws -> Double {
    try wait { done($0) >= cells }
    return TrainingBenchmark.now - start
  }

  /// Seconds that all threads of the program have computed.
  var cpuSeconds: Double {
    get throws {
      // The fields after the name, which may hold blanks, begin with the state, the third.
      let fields = try file("stat").drop { $0 != ")" }.split(separator: " ").map(String.init)
      guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
        throw Failure(description: "/proc/\(process)/stat has no times")
      }
      return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  }

  /// The most memory of the program that was resident.
  var peakBytes: Double {
    get throws {
      let line = try file("status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
        throw Failure(description: "/proc/\(process)/status has no VmHWM")
      }
      return kilobytes * 1024
    }
  }

  private func file(_ name: String) throws -> String {
    try String(contentsOfFile: "/proc/\(process)/\(name)", encoding: .utf8)
  }

  /// Seconds from a cursor key to the pane of the new cell, sorted.
  func keyLatencies(count: Int) throws -> [Double] {
    try wait { done($0) >= 1 }
    var latencies: [Double] = []
    for index in 0..<count {
      let pane = screen.text(3).suffix(44)
      let key = index % 2 == 0 ? "l" : "h"
      let before = TrainingBenchmark.now
      _ = key.withCString { write(master, $0, 1) }
      try wait { $0.text(3).suffix(44) != pane }
      latencies.append(TrainingBenchmark.now - before)
    }
    return latencies.sorted()
  }

  /// The finished cells that the progress line tells: "69/558".
  private func done(_ screen: Screen) -> Int {
    let words = screen.text(1).split(separator: " ")
    return words.first { $0.contains("/") }.flatMap { Int($0.prefix { $0 != "/" }) } ?? 0
  }

  /// With provisional letters: "69/558  120 provisional".
  private func shown(_ screen: Screen) -> Int {
    let words = screen.text(1).split(separator: " ")
    let begun = words.firstIndex(of: "provisional").flatMap { $0 > 0 ? Int(words[$0 - 1]) : nil }
    return done(screen) + (begun ?? 0)
  }

  private func wait(_ condition: (Screen) -> Bool) throws {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while !condition(screen) {
      var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, 300_000) > 0 else { throw Failure(description: "phase-tui hangs") }
      let count = read(master, &buffer, buffer.count)
      guard count > 0 else { throw Failure(description: "phase-tui ended: \(screen.text(0))") }
      screen.feed(buffer[0..<count])
    }
  }
}
