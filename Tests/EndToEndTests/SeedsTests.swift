import Foundation
import Testing

/// `e` doubles a cell's ensemble, with what `train` measures on as many seeds.
@Suite(.serialized) struct SeedsTests {
  @Test func addsSeedsToACell() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    session.type("g0e")
    let screen = try session.waitUntil("four seeds") { $0.pane.count > 2 && $0.pane[1].contains("4/4") }
    #expect(
      screen.progress.done == ExplorerSession.smallCells && screen.progress.total == screen.progress.done)
    session.type(":export csv cells.csv")
    session.press(.enter)
    try session.waitUntil("the table") { $0.contains("saved cells.csv") }
    let rows = try Table(folder.text("cells.csv")).rows.filter { $0["seeds"] == "4" }
    try #require(rows.count == 1)
    let run = try Program.piped(
      ["train", "--json", "--alpha", "0.1", "--depth", "256", "--steps", "20", "--seeds", "4"],
      directory: folder)
    #expect(try run.waitForExit() == .exited(0))
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(rows[0]["loss_final"].flatMap { Double($0) } == report["loss_final"] as? Double)
    #expect(try session.quit() == .exited(0))
  }
}
