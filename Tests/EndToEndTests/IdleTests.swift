import Foundation
import Testing

/// A screen that is kept open costs nothing while nothing happens.
@Suite(.serialized) struct IdleTests {
  /// With every cell measured no thread runs, not once.
  @Test func nothingWakesUp() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    // The threads of the workers are given back after a few seconds without work.
    try session.waitForQuiet(1)
    try session.waitUntilThreadsRest()
    let before = session.contextSwitches
    #expect(session.isQuiet(for: 3))
    let woken = session.contextSwitches.wakeUps(since: before)
    #expect(woken == 0, "\(woken) wake-ups in 3 s: \(before) and \(session.contextSwitches)")
    #expect(try session.quit() == .exited(0))
  }
}

/// By thread how often it was switched to and from.
struct ContextSwitches: Hashable {
  var counts: [String: Int]

  func wakeUps(since before: ContextSwitches) -> Int {
    counts.reduce(0) { $0 + $1.value - (before.counts[$1.key] ?? 0) }
  }
}

extension TerminalSession {
  var contextSwitches: ContextSwitches {
    let tasks = "/proc/\(processIdentifier)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return ContextSwitches(
      counts: threads.reduce(into: [:]) { counts, thread in
        let status = (try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8)) ?? ""
        counts[thread] = status.split(separator: "\n").filter { $0.contains("ctxt_switches") }.reduce(0) {
          $0 + ($1.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
        }
      })
  }

  /// Until only those threads are left that stay.
  func waitUntilThreadsRest() throws {
    var before = contextSwitches
    for _ in 0..<20 {
      guard isQuiet(for: 1) else { throw SessionError(description: "not quiet\n\(screen.text)") }
      let now = contextSwitches
      if now == before { return }
      before = now
    }
    throw SessionError(description: "threads that never rest: \(before)")
  }
}
