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

  /// Signals that come in a bunch find several threads on their way out, and one that draws.
  @Test func impatienceLeavesTheTerminalAsItWas() throws {
    for _ in 0..<8 {
      let session = try working()
      session.type("jlkhjl")
      for signal in [SIGTERM, SIGINT, SIGINT, SIGQUIT, SIGQUIT, SIGINT] { session.signal(signal) }
      let status = try session.waitForExit()
      #expect(session.differencesFromStart.isEmpty, "\(status): \(session.differencesFromStart)")
    }
  }

  /// What a terminal that took nothing for a moment had to wait for comes whole.
  @Test(arguments: [SIGTERM, SIGHUP]) func aTerminalThatGoesOnIsAsItWas(_ signal: Int32) throws {
    let session = try working()
    session.stall()
    session.type("?")
    session.signal(signal)
    #expect(!session.endsUnread(within: 0.2))
    session.goOn()
    #expect(try session.waitForExit() == .exited(128 + signal))
    #expect(session.differencesFromStart.isEmpty)
  }

  struct Ending: CustomTestStringConvertible {
    var name: String
    var signal: Int32
    /// `nil`: the program goes on.
    var status: ExitStatus?

    init(_ name: String, _ signal: Int32, _ status: ExitStatus? = nil) {
      (self.name, self.signal, self.status) = (name, signal, status)
    }

    var testDescription: String { name }
  }

  static let endings = [
    Ending("INT", SIGINT, .exited(130)), Ending("TERM", SIGTERM, .exited(143)),
    Ending("HUP", SIGHUP, .exited(129)), Ending("QUIT", SIGQUIT, .exited(131)),
    Ending("SEGV", SIGSEGV, .killed(signal: SIGSEGV)), Ending("ILL", SIGILL, .killed(signal: SIGILL)),
    Ending("ABRT", SIGABRT, .killed(signal: SIGABRT)), Ending("BUS", SIGBUS, .killed(signal: SIGBUS)),
    Ending("FPE", SIGFPE, .killed(signal: SIGFPE)), Ending("TRAP", SIGTRAP, .killed(signal: SIGTRAP)),
    Ending("TSTP", SIGTSTP), Ending("CONT", SIGCONT), Ending("WINCH", SIGWINCH),
  ]

  /// Every signal leaves the terminal as it was found, with a word about a crash, and every cell that was shown is kept.
  @Test(arguments: endings) func losesNothing(_ ending: Ending) throws {
    let folder = try Folder()
    let session = try ExplorerSession.start(
      ExplorerSession.small + ["--dir", "kept"],
      environment: ["SWIFT_BACKTRACE": "enable=no", "XDG_STATE_HOME": folder.path("state")],
      directory: folder)
    let shown = try session.waitUntil("some cells") { $0.progress.done > 3 }.progress.done
    session.signal(ending.signal)
    if let status = ending.status {
      #expect(try session.waitForExit() == status)
    } else {
      // A session of its own has no shell that could continue it, so that it does not stop either.
      try session.waitUntil("more cells") { $0.progress.done > shown && $0.isAlternate }
      #expect(try session.quit() == .exited(0))
    }
    #expect(session.differencesFromStart.isEmpty)
    if case .killed = ending.status {
      #expect(session.screen.contains("phase-tui: stopped by a fault; its message is in"))
      #expect(try folder.text("state/phase-tui/log").contains("phase-tui: SIG\(ending.name)\n"))
    }
    let export = try Program.piped(["export", "--dir", "kept"], directory: folder)
    #expect(try export.waitForExit() == .exited(0))
    #expect(try Table(export.output).rows.count >= shown)
  }

  /// The runtime's own way with a fault asks for a key on the terminal; nobody may be kept there.
  @Test(arguments: [SIGSEGV, SIGABRT]) func aFaultWaitsForNoKey(_ signal: Int32) throws {
    let session = try working(["SWIFT_BACKTRACE": "enable=tty,interactive=yes"])
    session.signal(signal)
    #expect(try session.waitForExit() == .killed(signal: signal))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// A lost connection leaves no process behind.
  @Test func endsWhenTheTerminalGoesAway() throws {
    let session = try working()
    session.hangUp()
    #expect(try session.waitForExit() == .exited(129))
  }

  /// Also one that ignores the hang-up, which then finds its input closed.
  @Test func endsWhenTheTerminalGoesAwayThoughItIgnoresHangUps() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      ["/bin/sh", "-c", "trap '' HUP; exec \(Program.path) \(ExplorerSession.small.joined(separator: " "))"],
      directory: folder.path)
    try session.waitUntil("some cells") { $0.progress.done > 0 }
    session.hangUp()
    #expect(try session.waitForExit() == .exited(129))
  }

  /// A terminal that takes nothing holds the program up; a second ctrl-c does not wait for it.
  @Test(arguments: [(SIGINT, Int32(130)), (SIGQUIT, Int32(131))])
  func twiceLeavesAStuckTerminal(_ signal: Int32, _ status: Int32) throws {
    let session = try working()
    session.stall()
    session.type("?")
    session.signal(signal)
    var hasEnded = session.endsUnread(within: 0.2)
    for _ in 0..<50 where !hasEnded {
      session.signal(signal)
      hasEnded = session.endsUnread(within: 0.2)
    }
    #expect(hasEnded)
    #expect(try session.waitForExit() == .exited(status))
    #expect(session.hasFirstModes)
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
    #expect(shell.cursorIsVisible && !shell.reportsMouse)
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
