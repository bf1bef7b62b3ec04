import Foundation
import Testing

/// What a shell finds on the screen after the program.
@Suite(.serialized) struct LeftScreenTests {
  private static let tiny = "--axis alpha=1:100:5 --axis depth=1:16:5 --set steps=2 --seeds 1"

  /// Inside a tmux that becomes larger and smaller meanwhile: the shell has its own lines and nothing else.
  @Test(arguments: [(24, 80, 30, 100), (30, 100, 24, 80)])
  func aMultiplexerThatChangesItsSizeKeepsNothing(
    rows: Int, columns: Int, laterRows: Int, laterColumns: Int
  ) throws {
    let tmux = try #require(
      ["/usr/bin/tmux", "/usr/local/bin/tmux"].first { FileManager.default.isExecutableFile(atPath: $0) },
      "install tmux, as the README's second command does")
    let folder = try Folder()
    try folder.write("set -g status off\n", to: "tmux.conf")
    let session = try TerminalSession(
      [
        tmux, "-S", folder.path("socket"), "-f", folder.path("tmux.conf"), "new-session",
        "/bin/bash --norc --noprofile -i",
      ], rows: rows, columns: columns,
      environment: ["SHELL": "/bin/sh", "PS1": "prompt> ", "HISTFILE": ""], directory: folder.path)
    try session.waitFor("prompt>")
    session.type("seq 1 40; \(Program.path) \(Self.tiny)")
    session.press(.enter)
    try session.waitUntil("the complete grid") { $0.isComplete }
    session.resize(rows: laterRows, columns: laterColumns)
    try session.waitUntil("the other size") { $0.rows[laterRows - 1].contains("q quit") || $0.isComplete }
    _ = try session.settle()
    session.type("q")
    let screen = try session.waitUntil("the shell") { $0.contains("40") && $0.contains("prompt>") }
    #expect(!screen.text.contains { "│╭┆█".contains($0) }, "\(screen.text)")
    session.type("exit")
    session.press(.enter)
    #expect(try session.waitForExit() == .exited(0))
  }

  /// Where there is one screen only, the picture stays and the prompt comes in place of the hints.
  @Test(arguments: ["linux", "vt220", "vt100"], ["q", "TERM", "SEGV"])
  func theOnlyScreenEndsWithAFreshLine(_ terminal: String, _ way: String) throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(
      environment: [
        "TERM": terminal, "SWIFT_BACKTRACE": "enable=no", "XDG_STATE_HOME": folder.path("state"),
      ],
      directory: folder)
    _ = try session.settle()
    switch way {
    case "q": #expect(try session.quit() == .exited(0))
    case "TERM":
      session.signal(SIGTERM)
      #expect(try session.waitForExit() == .exited(143))
    default:
      session.signal(SIGSEGV)
      #expect(try session.waitForExit() == .killed(signal: SIGSEGV))
    }
    let screen = session.screen
    #expect(screen.contains("alpha-depth") || way == "SEGV")
    #expect(!screen.contains("q quit") && screen.cursor.row == 23 && screen.cursor.column == 0)
    #expect(screen.rows[23].isEmpty)
    if way == "SEGV" { #expect(screen.rows[22].contains("phase-tui/log")) }
    #expect(session.differencesFromStart.isEmpty)
  }

  /// GNU screen says that it has another screen and shows none: what is seen is blank then.
  @Test func aMultiplexerWithoutTheOtherScreenGetsABlankOne() throws {
    let session = try ExplorerSession.complete(environment: ["TERM": "screen"], directory: Folder())
    _ = try session.settle()
    let before = session.transcript.count
    #expect(try session.quit() == .exited(0))
    let said = String(decoding: session.transcript.dropFirst(before), as: UTF8.self)
    let (clear, leave) = (said.range(of: "\u{1B}[H\u{1B}[J"), said.range(of: "\u{1B}[?1049l"))
    #expect(try #require(clear).lowerBound < #require(leave).lowerBound)
  }

  @Test func anUnknownTerminalIsToldTwoWaysOut() throws {
    for terminal in ["no-such-terminal", ""] {
      let session = try ExplorerSession.start(environment: ["TERM": terminal], directory: Folder())
      #expect(try session.waitForExit() == .exited(69))
      let said = session.screen.rows.joined()
      #expect(said.contains("`TERM=xterm-256color phase-tui`"), "\(said)")
      #expect(said.contains("`phase-tui sweep --csv FILE`"))
    }
  }
}
