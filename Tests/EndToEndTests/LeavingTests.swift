import Foundation
import Testing

/// Every way out gives the terminal back as it was found.
@Suite(.serialized) struct LeavingTests {
  /// A session in the middle of its work.
  private func working(_ environment: [String: String] = [:]) throws -> TerminalSession {
    let session = try ExplorerSession.start([], environment: environment, directory: Folder())
    try session.waitUntil("some cells") { $0.progress.done > 0 }
    #expect(session.screen.isAlternate && !session.screen.cursorIsVisible)
    return session
  }

  @Test func quits() throws {
    let session = try working()
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
    #expect(session.screen.text.isEmpty, "something is left on the main screen:\n\(session.screen.text)")
  }

  @Test func quitsByControlC() throws {
    let session = try working()
    session.press(.control("c"))
    #expect(try session.waitForExit() == .exited(130))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143)), (SIGHUP, Int32(129)), (SIGQUIT, Int32(131))])
  func leavesOnSignals(_ signal: Int32, status: Int32) throws {
    let session = try working()
    session.signal(signal)
    #expect(try session.waitForExit() == .exited(status))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// A crash ends the program by its signal, with a terminal that can be used and a word about it.
  @Test(arguments: [SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGFPE, SIGTRAP])
  func givesTheTerminalBackInACrash(_ signal: Int32) throws {
    let session = try working(["SWIFT_BACKTRACE": "enable=no"])
    session.signal(signal)
    #expect(try session.waitForExit() == .killed(signal: signal))
    #expect(session.differencesFromStart.isEmpty)
    #expect(session.screen.contains("phase-tui: stopped by a fault"))
  }

  /// A lost connection leaves no process behind.
  @Test func endsWhenTheTerminalGoesAway() throws {
    let session = try working()
    session.hangUp()
    #expect(try session.waitForExit() == .exited(129))
  }

  /// ctrl-z at a shell's prompt and `fg`: the shell has its terminal, then the picture is there again.
  @Test func stopsAndContinues() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      ["/bin/bash", "--norc", "--noprofile", "-i"],
      environment: ["PS1": "prompt> ", "PS0": "", "INPUTRC": "/dev/null", "HISTFILE": ""],
      directory: folder.path)
    try session.waitFor("prompt>")
    session.type("\(Program.path) \(ExplorerSession.small.joined(separator: " "))")
    session.press(.enter)
    try session.waitUntil("the complete grid") { $0.isComplete }
    let before = try session.settle()
    session.press(.control("z"))
    let shell = try session.waitUntil("the shell") { !$0.isAlternate && $0.contains("Stopped") }
    #expect(shell.cursorIsVisible)
    session.type("stty -a | tr ' ' '\\n' | grep -x -e icanon -e echo -e -echo -e -icanon")
    session.press(.enter)
    try session.waitUntil("the shell's modes") { $0.rows.contains("icanon") && $0.rows.contains("echo") }
    // The window changes while nobody looks.
    session.resize(rows: 30, columns: 100)
    session.type("fg")
    session.press(.enter)
    let after = try session.waitUntil("the grid again") { $0.isAlternate && $0.isComplete }
    #expect(after.progress == before.progress && !after.cursorIsVisible)
    session.resize(rows: 24, columns: 80)
    try session.waitUntil("the same picture") { $0.cells == before.cells }
    session.press(.control("z"))
    try session.waitUntil("the shell") { !$0.isAlternate }
    session.type("fg")
    session.press(.enter)
    try session.waitUntil("the grid again") { $0.isAlternate && $0.isComplete }
    session.type("q")
    try session.waitUntil("the shell") { !$0.isAlternate }
    session.type("echo status=$?")
    session.press(.enter)
    try session.waitFor("status=0")
    session.type("exit")
    session.press(.enter)
    #expect(try session.waitForExit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }
}
