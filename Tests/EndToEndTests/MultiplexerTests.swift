import Foundation
import Testing

/// The program inside tmux, whose terminal differs from xterm's in colours, keys and capabilities.
@Suite struct MultiplexerTests {
  @Test func runsInsideTmux() throws {
    let tmux = try #require(
      ["/usr/bin/tmux", "/usr/local/bin/tmux"].first { FileManager.default.isExecutableFile(atPath: $0) },
      "install tmux, as the README's second command does")
    let folder = try Folder()
    let session = try TerminalSession(
      [tmux, "-S", folder.path("socket"), "-f", "/dev/null", "new-session", Program.path],
      environment: ["SHELL": "/bin/sh"], directory: folder.path)
    try session.waitFor("alpha-depth")
    session.type("q")
    #expect(try session.waitForExit() == .exited(0))
    #expect(session.screen.contains("[exited]"))
  }
}
