import Foundation
import Testing

/// Names from outside cannot steer the terminal.
@Suite(.serialized) struct EscapeTests {
  /// A title of the window, a colour, and the C1 form of a control sequence.
  private static let escapes = ["\u{1B}]0;owned\u{7}", "\u{1B}[35m", "\u{9B}35m"]

  private func expectNone(_ session: TerminalSession) {
    let said = String(decoding: session.transcript, as: UTF8.self)
    #expect(!said.contains("\u{1B}]0;") && !said.contains("\u{9B}") && session.screen.title != "owned")
    // The program has no title of its own to set, and no use for this colour.
    #expect(!said.contains("\u{1B}[35m"), "\(said.debugDescription.suffix(300))")
  }

  private static func study(_ name: String) -> String {
    let quoted = name.unicodeScalars.map { scalar in
      scalar.value < 32 || scalar.value == 0x9B || scalar.value == 7
        ? "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
          + String(scalar.value, radix: 16) : String(scalar)
    }
    return """
      name = "\(quoted.joined())"
      [columns]
      parameter = "alpha"
      range = [0.1, 100]
      count = 5
      [rows]
      parameter = "depth"
      range = [1, 16]
      count = 5
      [fixed]
      steps = 2
      [seeds]
      count = 1

      """
  }

  @Test(arguments: escapes) func ofAStudy(_ escape: String) throws {
    let folder = try Folder()
    try folder.write(Self.study("a\(escape)b"), to: "named.toml")
    try folder.write(Self.study("plain").replacing("plain", with: "a\(escape)b"), to: "raw.toml")
    for file in ["named.toml", "raw.toml"] {
      let session = try TerminalSession(
        [Program.path, "--study", file, "--color", "mono"],
        environment: ["XDG_STATE_HOME": folder.path("state")], directory: folder.path)
      // It is shown with signs in place of what cannot be, or refused.
      try session.waitUntil("an answer") { $0.isComplete || $0.contains("phase-tui:") }
      if session.screen.isComplete {
        session.type("sx:study \t")
        session.press(.escape)
        try session.waitUntil("the hints") { $0.lastLine.contains(" move") || $0.contains("saved") }
        _ = try session.quit()
      }
      _ = try session.waitForExit()
      expectNone(session)
    }
  }

  @Test(arguments: escapes) func ofATheme(_ escape: String) throws {
    let folder = try Folder()
    let name = "my\(escape)theme"
    try folder.write("inherits = \"no\(escape)where\"\n", to: "inherits.toml")
    try folder.write("inherits = \"default\"\n[palette]\n\"gr\(escape)ound\" = \"black\"\n", to: "key.toml")
    try folder.write("inherits = \"default\"\n", to: "config/phase-tui/themes/\(name).toml")
    for theme in [name, "missing\(escape)", "inherits.toml", "key.toml"] {
      let session = try TerminalSession(
        [Program.path, "--theme", theme, "--color", "mono"] + ExplorerSession.small,
        environment: ["XDG_CONFIG_HOME": folder.path("config")], directory: folder.path)
      try session.waitUntil("an answer") { $0.isComplete || $0.contains("phase-tui:") }
      if session.status == nil, session.screen.isComplete {
        try session.type("TTTTTTTTTTT", until: "a theme") { $0.contains("theme") }
        session.type(":theme \t\t\t\t\t\t\t\t")
        session.press(.escape)
        _ = try session.quit()
      }
      _ = try session.waitForExit()
      expectNone(session)
    }
  }

  /// What somebody else's journal says of itself, and what it is called.
  @Test(arguments: escapes) func ofRecords(_ escape: String) throws {
    let folder = try Folder()
    let arguments = ExplorerSession.small + ["--dir", "kept", "--color", "mono"]
    let first = try ExplorerSession.complete(arguments, directory: folder)
    #expect(try first.quit() == .exited(0))
    try folder.write("{\"kind\":\"\(escape)\"}\nrubbish\(escape)\n", to: "kept/records/host\(escape)-1.jsonl")
    let session = try TerminalSession([Program.path] + arguments, directory: folder.path)
    try session.waitUntil("an answer") { $0.isComplete || $0.contains("phase-tui:") }
    if session.status == nil { _ = try session.quit() }
    _ = try session.waitForExit()
    expectNone(session)
  }
}
