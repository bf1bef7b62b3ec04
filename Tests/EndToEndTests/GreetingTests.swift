import Foundation
import Testing

/// What the program leaves in the user's folder of state besides studies.
@Suite(.serialized) struct GreetingTests {
  @Test func greetsOnce() throws {
    let folder = try Folder()
    func first() throws -> Screen {
      let session = try ExplorerSession.start(
        environment: ["XDG_STATE_HOME": folder.path("state")], directory: folder)
      let screen = try session.waitUntil("some cells") { $0.progress.done > 0 }
      #expect(try session.quit() == .exited(0))
      return screen
    }
    #expect(try first().lastLine.contains("new here? ? lists all keys, Enter says why"))
    #expect(folder.names == ["state"])
    #expect(try first().lastLine.contains(" move"))
    // Where nothing can be remembered nobody is greeted again and again.
    let session = try ExplorerSession.start(directory: folder)
    let screen = try session.waitUntil("some cells") { $0.progress.done > 0 }
    #expect(!screen.lastLine.contains("new here"))
  }

  /// It says when a session began, and what ended it; a long one makes room.
  @Test func keepsAShortLog() throws {
    let folder = try Folder()
    let log = "state/phase-tui/log"
    func crash() throws {
      let session = try ExplorerSession.start(
        columns: 200, environment: ["XDG_STATE_HOME": folder.path("state"), "SWIFT_BACKTRACE": "enable=no"],
        directory: folder)
      try session.waitUntil("some cells") { $0.progress.done > 0 }
      session.signal(SIGSEGV)
      #expect(try session.waitForExit() == .killed(signal: SIGSEGV))
      #expect(session.screen.contains("its message is in \(folder.path(log))"))
    }
    try crash()
    let lines = try folder.text(log).split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains(" phase-tui ") && lines[0].contains(", process "))
    #expect(lines[1] == "phase-tui: SIGSEGV")
    try folder.write(String(repeating: "long\n", count: 60_000), to: log)
    try crash()
    #expect(try folder.text(log).split(separator: "\n").count == 2)
    #expect(try folder.text(log + ".old").hasPrefix("long\n"))
  }
}
