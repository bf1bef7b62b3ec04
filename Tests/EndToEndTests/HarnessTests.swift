import Foundation
import Testing

/// The harness itself, on programs that every machine has.
@Suite struct HarnessTests {
  @Test func showsWhatAProgramWrites() throws {
    let session = try TerminalSession(["/bin/sh", "-c", #"printf 'a\033[31;1mb\033[0m ─█é\n'; read line"#])
    let screen = try session.waitFor("ab ─█é")
    #expect(screen.rows[0] == "ab ─█é")
    #expect(screen.text == "ab ─█é")
    #expect(screen[0, 0].style == Screen.Style())
    #expect(screen[0, 1].style == Screen.Style(foreground: .indexed(1), bold: true))
    #expect(screen.find("─█") == Screen.Place(row: 0, column: 3))
    #expect(screen.cursor == Screen.Place(row: 1, column: 0))
    session.press(.enter)
    #expect(try session.waitForExit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func sendsKeys() throws {
    let session = try TerminalSession(["/bin/cat"])
    session.type("hello")
    session.press(.enter)
    try session.waitUntil("the echo and the copy") { $0.rows.prefix(2) == ["hello", "hello"] }
    session.press(.control("d"))
    #expect(try session.waitForExit() == .exited(0))
  }

  @Test func isTheControllingTerminal() throws {
    let session = try TerminalSession(["/bin/sh", "-c", "exec cat >/dev/tty"])
    session.type("ready")
    session.press(.enter)
    // Not before the copy is there: a shell that has not become cat yet keeps the signal for later.
    try session.waitUntil("the echo and the copy") { $0.rows.prefix(2) == ["ready", "ready"] }
    session.press(.control("c"))
    #expect(try session.waitForExit() == .killed(signal: SIGINT))
  }

  @Test func resizes() throws {
    let session = try TerminalSession(
      ["/bin/sh", "-c", "trap 'stty size' WINCH; stty size; while :; do read line; done"],
      rows: 10, columns: 40)
    try session.waitFor("10 40")
    session.resize(rows: 30, columns: 100)
    let screen = try session.waitFor("30 100")
    #expect(screen.cells.count == 30 && screen.cells.allSatisfy { $0.count == 100 })
  }

  /// Every way of leaving a terminal changed is seen.
  @Test(arguments: [
    ("stty -echo", "modes"), ("stty ixon", "modes"), ("tput smcup", "alternate"), ("tput civis", "cursor"),
    ("printf '\\033[?1000h'", "mouse"), ("printf '\\033[?2004h'", "pasted"), ("tput bold", "pen"),
    ("tput setaf 3", "pen"),
  ])
  func seesWhatIsLeftBehind(command: String, word: String) throws {
    let session = try TerminalSession(["/bin/sh", "-c", command])
    #expect(try session.waitForExit() == .exited(0))
    #expect(session.differencesFromStart.count == 1)
    #expect(session.differencesFromStart.first?.contains(word) == true)
  }

  @Test func knowsWhatTerminfoPromises() throws {
    // ncurses writes runs of one character with this capability, so the emulator must know it.
    let session = try TerminalSession(["/bin/sh", "-c", #"tput cup 2 3; printf '=\033[6b'"#])
    #expect(try session.waitForExit() == .exited(0))
    #expect(session.screen.rows[2] == "   =======")
  }

  @Test func reportsSignals() throws {
    let session = try TerminalSession(["/bin/sh", "-c", "trap 'echo term; exit 3' TERM; echo up; cat"])
    try session.waitFor("up")
    session.press(.control("d"))
    session.signal(SIGTERM)
    let status = try session.waitForExit()
    #expect(status == .exited(3) || status == .exited(0))
  }

  @Test func hangsUp() throws {
    let session = try TerminalSession(["/bin/sh", "-c", "echo up; cat"])
    try session.waitFor("up")
    session.hangUp()
    #expect(try session.waitForExit() == .killed(signal: SIGHUP))
  }

  @Test func explainsWhyAWaitFailed() throws {
    let session = try TerminalSession(["/bin/sh", "-c", "echo so far; exit 7"])
    let error = #expect(throws: SessionError.self) { try session.waitFor("never") }
    #expect(error?.description.contains("exited(7)") == true)
    #expect(error?.description.contains("so far") == true)
    let quiet = try TerminalSession(["/bin/cat"])
    let late = #expect(throws: SessionError.self) { try quiet.waitFor("never", timeout: 0.05) }
    #expect(late?.description.contains("time is up") == true)
  }

  @Test func findsTheProgram() {
    #expect(FileManager.default.isExecutableFile(atPath: Program.path), "\(Program.path)")
  }

  @Test func runsWithoutATerminal() throws {
    let run = try PipedRun(["/bin/sh", "-c", "echo out; echo err >&2; read line || exit 5"])
    #expect(try run.waitForExit() == .exited(5))
    #expect(run.output == "out\n")
    #expect(run.error == "err\n")
    let tty = try PipedRun(["/bin/sh", "-c", ": </dev/tty"])
    #expect(try tty.waitForExit() != .exited(0))
  }
}
