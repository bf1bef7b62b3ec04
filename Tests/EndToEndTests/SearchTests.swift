import Foundation
import Testing

/// Finding cells, comparing them, and taking one's command line along.
@Suite(.serialized) struct SearchTests {
  @Test func findsByCondition() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    try session.type("/regime=lazy & depth>6", until: "the line") { $0.lastLine == "/regime=lazy & depth>6" }
    session.type("4")
    session.press(.enter)
    let screen = try session.waitUntil("a match") { $0.lastLine.contains("1 of ") }
    let values = try session.settle()
    #expect(try #require(values.cursorValues["L"]) > 64 && values.pane[1].contains("lazy ODE"))
    #expect(screen.lastLine.contains("regime=lazy-ode & depth>64"))
    try session.type("n", until: "the next") { $0.lastLine.contains("2 of ") }
    try session.type("N", until: "the first") { $0.lastLine.contains("1 of ") }
    try session.type("/depth>", until: "the line") { $0.lastLine == "/depth>" }
    session.press(.enter)
    try session.waitUntil("what is wrong") { $0.contains("column 7: expected a number") }
    session.press(.escape)
    try session.waitUntil("the hints") { $0.lastLine.contains(" move") }
    #expect(try session.quit() == .exited(0))
  }

  /// The line that `y` copies trains the very cell.
  @Test func theCopiedLineTrainsTheCell() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(
      [
        "--study", "dimension-scale", "--axis", "sigma_v=0.1:1000:7", "--axis", "dimension=2:8:3", "--set",
        "depth=16",
        "--set", "steps=15", "--seeds", "2", "--data-seed", "3",
      ], directory: folder)
    _ = try session.typeAndSettle("gll")
    let screen = try session.type("y", until: "the line") {
      $0.contains("copied: phase-tui train") && $0.contains("--data-seed 3")
    }
    let start = try #require(screen.find("copied: "))
    let shown = screen.rows[start.row...].joined(separator: " ").replacing("copied: ", with: "")
    let words = shown.split(separator: " ").map(String.init)
    // The terminal got the same text for its clipboard.
    let transcript = String(decoding: session.transcript, as: UTF8.self)
    let copied = try #require(transcript.firstMatch(of: #/\u{1B}\]52;c;([A-Za-z0-9+\/=]+)\u{7}/#))
    let text = String(decoding: try #require(Data(base64Encoded: String(copied.output.1))), as: UTF8.self)
    #expect(text.split(separator: " ").map(String.init) == words)
    session.type(":export csv cells.csv")
    session.press(.enter)
    try session.waitUntil("the table") { $0.lastLine.contains("saved cells.csv") }
    let run = try Program.piped(Array(words.dropFirst()) + ["--json"], directory: folder)
    #expect(try run.waitForExit() == .exited(0))
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let table = try Table(folder.text("cells.csv"))
    let loss = try #require(report["loss_final"] as? Double)
    let matching = table.rows.filter { $0["loss_final"].flatMap { Double($0) } == loss }
    #expect(matching.count == 1 && matching.first?["dimension"] == "8")
    #expect(try session.quit() == .exited(0))
  }
}
