import Foundation
import Testing

/// `s` takes the diagram home.
@Suite(.serialized) struct SnapshotTests {
  @Test func writesWhatSweepWrites() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    let screen = try session.type("s", until: "where it is") { $0.lastLine.contains("saved") }
    #expect(screen.lastLine.contains("alpha-depth-001.csv (117 cells)"))
    #expect(folder.names == ["alpha-depth-001.csv", "alpha-depth-001.csv.meta.json"])
    let table = try Table(try folder.text("alpha-depth-001.csv"))
    #expect(Array(table.columns.prefix(SweepCommandTests.columns.count)) == SweepCommandTests.columns)
    #expect(table.rows.count == ExplorerSession.smallCells)
    let run = try Program.piped(
      ["sweep"] + ExplorerSession.small + ["--csv", "sweep.csv"], directory: folder)
    #expect(try run.waitForExit() == .exited(0))
    #expect(try folder.text("alpha-depth-001.csv") == folder.text("sweep.csv"))
  }

  @Test func everyFormatAtOnce() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    try session.type("S", until: "where they are") { $0.contains("saved") }
    let names = ["boundary.csv", "csv", "gp", "jsonl", "svg"].map { "alpha-depth-001.\($0)" }
    #expect(folder.names == names.flatMap { [$0, $0 + ".meta.json"] })
  }

  /// The files of one moment share a number that no other file has, whatever its format.
  @Test func aNumberIsOneMoment() throws {
    let folder = try Folder()
    try folder.write("mine", to: "alpha-depth-002.svg")
    let session = try ExplorerSession.complete(directory: folder)
    try session.type("s", until: "the table") { $0.lastLine.contains("saved alpha-depth-001.csv") }
    try session.type("S", until: "all formats") { $0.contains("alpha-depth-003.boundary.csv") }
    try session.type("s", until: "another table") { $0.lastLine.contains("saved alpha-depth-004.csv") }
    session.type(":export boundary")
    session.press(.enter)
    try session.waitUntil("boundaries") { $0.lastLine.contains("saved alpha-depth-005.boundary.csv") }
    let rows = try folder.text("alpha-depth-005.boundary.csv").split(separator: "\n").count - 1
    #expect(try session.settle().rows.count == 24 && rows > 1)
    session.type(":export boundary lines.csv")
    session.press(.enter)
    try session.waitUntil("how many rows") { $0.lastLine.contains("saved lines.csv (\(rows) rows)") }
    #expect(try folder.text("alpha-depth-002.svg") == "mine")
    let third = ["boundary.csv", "csv", "gp", "jsonl", "svg"].map { "alpha-depth-003.\($0)" }
    #expect(folder.names.filter { $0.hasPrefix("alpha-depth-003") && !$0.hasSuffix(".json") } == third)
  }

  @Test func replacesNothing() throws {
    let folder = try Folder()
    try folder.write("mine", to: "alpha-depth-001.csv")
    try folder.write("also mine", to: "alpha-depth-003.csv")
    let session = try ExplorerSession.complete(directory: folder)
    for name in ["002", "004", "005"] {
      try session.type("s", until: name) { $0.lastLine.contains("saved alpha-depth-\(name).csv") }
    }
    #expect(try folder.text("alpha-depth-001.csv") == "mine")
    #expect(try folder.text("alpha-depth-003.csv") == "also mine")
    #expect(folder.names.filter { $0.hasSuffix(".csv") } == (1...5).map { "alpha-depth-00\($0).csv" })
    #expect(folder.names.count == 5 + 3)
  }

  /// In the middle of the work there are the finished cells and no others.
  @Test func writesTheFinishedCellsAtAnyMoment() throws {
    let folder = try Folder()
    let session = try ExplorerSession.start(["--jobs", "1"], directory: folder)
    try session.waitUntil("some cells") { $0.progress.done > 5 }
    let screen = try session.type("s", until: "where it is") { $0.lastLine.contains("saved") }
    let table = try Table(try folder.text("alpha-depth-001.csv"))
    #expect(screen.lastLine.contains("(\(table.rows.count) cells)"))
    #expect(table.rows.count > 5 && table.rows.count < 558)
    #expect(!table.rows.contains { $0["regime"] == "" || $0["loss_final"] == "" })
  }

  @Test func saysWhatIsWrong() throws {
    let session = try TerminalSession([Program.path] + ExplorerSession.small, directory: "/proc")
    try session.waitUntil("the grid") { $0.progress.done > 0 }
    try session.type("s", until: "the refusal") {
      $0.contains("alpha-depth-001.csv") && $0.lastLine.contains("cannot")
    }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }
}
