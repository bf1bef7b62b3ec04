import Foundation
import Testing

/// The line of progress on a terminal: one line, whatever the width.
@Suite(.serialized) struct ProgressTests {
  /// All of one regime, so that no boundary is told of behind the progress.
  private static let study = [
    "--axis", "alpha=0.1:100:9", "--axis", "depth=1:64:7", "--seeds", "2", "--threshold", "feature=1e-9",
    "--threshold", "noise=1e9",
  ]

  private static func lines(_ session: TerminalSession) -> [String] {
    let text = String(decoding: session.transcript, as: UTF8.self).replacing("\r\n", with: "")
    return text.split(separator: "\r").map {
      // The terminal's echo of ctrl-c is not the program's.
      String($0.replacing("\u{1B}[K", with: "").replacing("^C", with: ""))
    }
  }

  @Test(arguments: [200, 80, 40, 20, 8]) func isOneLine(columns: Int) throws {
    let folder = try Folder()
    for cells in ["63/63", "63/63 cells  63 recorded"] {
      let session = try TerminalSession(
        [Program.path, "sweep", "--dir", "d"] + Self.study, columns: columns, directory: folder.path)
      #expect(try session.waitForExit() == .exited(0))
      #expect(session.screen.rows.filter { !$0.isEmpty }.count == 1)
      #expect(Self.lines(session).allSatisfy { $0.count < columns })
      if columns >= 80 { #expect(session.screen.text.contains(cells)) }
    }
  }

  @Test func followsTheWindow() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      [Program.path, "sweep", "--dir", "d", "--jobs", "1", "--axis", "alpha=0.1:100:31"], columns: 100,
      directory: folder.path)
    try session.waitUntil("a long line") { $0.text.contains("cells/s") && $0.text.contains(" left") }
    session.resize(rows: 24, columns: 30)
    try session.waitUntil("a short line") { _ in (1..<30).contains(Self.lines(session).last?.count ?? 0) }
    #expect(!(Self.lines(session).last?.contains("cells/s") ?? true))
    session.resize(rows: 24, columns: 100)
    try session.waitUntil("a long line again") { _ in Self.lines(session).last?.contains("cells/s") == true }
    session.press(.control("c"))
    #expect(try session.waitForExit() == .exited(130))
  }

  @Test func ratesHaveOneLineToo() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      [Program.path, "rates", "depth-width", "--quick", "--jobs", "1"], columns: 24, directory: folder.path)
    try session.waitUntil("progress") { _ in Self.lines(session).contains { $0.contains(/[1-9] %/) } }
    session.press(.control("c"))
    #expect(try session.waitForExit() == .exited(130))
    #expect(Self.lines(session).filter { $0.contains("%") }.allSatisfy { $0.count < 24 })
  }

  /// Recorded cells come at once, and say nothing about those that are left.
  @Test func recordedCellsHaveNoPace() throws {
    let folder = try Folder()
    let first = try Program.piped(["sweep", "--dir", "d"] + Self.study, directory: folder)
    #expect(try first.waitForExit() == .exited(0))
    let session = try TerminalSession(
      [Program.path, "sweep", "--dir", "d"] + Self.study, directory: folder.path)
    #expect(try session.waitForExit() == .exited(0))
    for line in Self.lines(session) {
      #expect(!line.contains("cells/s") && !line.contains(" left"), "\(line)")
    }
  }

  /// One cell has a line on a terminal, which goes when there are results.
  @Test func oneCellHasALineToo() throws {
    let folder = try Folder()
    let cell = ["train", "--set", "dimension=100", "--set", "samples=100", "--depth", "128", "--seeds", "16"]
    let session = try TerminalSession(
      [Program.path] + cell + ["--steps", "100"], rows: 60, columns: 60, directory: folder.path)
    #expect(try session.waitForExit(timeout: 120) == .exited(0))
    let lines = Self.lines(session)
    #expect(lines.contains { $0.contains(/critical companion: [0-9]+ %  .* left/) }, "\(lines)")
    #expect(lines.allSatisfy { !$0.contains(" left") || $0.count < 60 })
    #expect(!session.screen.text.contains(" left") && session.screen.text.contains("at S = "))
  }

  /// A companion that takes long says how long, without a screen and on it.
  @Test func theCompanionHasATime() throws {
    let folder = try Folder()
    let study = [
      "--axis", "depth=256:512:2", "--axis", "alpha=1:2:2", "--set", "dimension=100", "--set", "samples=100",
    ]
    let session = try TerminalSession(
      [Program.path, "sweep", "--csv", "a.csv", "--jobs", "1"] + study, directory: folder.path)
    try session.waitUntil("the time of the companion", timeout: 60) {
      $0.rows[0].contains(/0\/4 cells  critical companion first: [0-9]/)
    }
    session.press(.control("c"))
    #expect(try session.waitForExit() == .exited(130))
    let explorer = try Program.inTerminal(
      "--jobs", "1", "--set", "dimension=100", "--set", "samples=100", directory: folder)
    try explorer.waitUntil("the time of the companion", timeout: 60) {
      $0.rows[1].contains(/companion first: [0-9]+ %, .* left/)
    }
    explorer.type("q")
    #expect(try explorer.waitForExit() == .exited(0))
  }
}
