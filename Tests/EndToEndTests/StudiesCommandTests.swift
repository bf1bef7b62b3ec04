import Foundation
import Testing

@Suite struct StudiesCommandTests {
  @Test func keptStudiesAreListedAndDeleted() throws {
    let folder = try Folder()
    let environment = ["XDG_STATE_HOME": folder.path]
    func run(_ arguments: String...) throws -> (status: ExitStatus, output: String, error: String) {
      let run = try Program.piped(arguments, environment: environment, directory: folder)
      return (try run.waitForExit(), run.output, run.error)
    }
    #expect(try run("studies").output.contains("no studies are kept in \(folder.path)/phase-tui/studies"))
    #expect(try ExplorerSession.complete(environment: environment, directory: folder).quit() == .exited(0))
    let listed = try run("studies").output
    let small = ExplorerSession.smallCells
    let about =
      /α 0\.1 … 100 \(13\) × L 1 … [0-9]+ \([0-9]+\), K [0-9]+, 2 seeds  [0-9]+ cells  0\.[0-9] MB  today/
    #expect(
      listed.contains("/alpha-depth-") && listed.contains(about) && listed.contains("\(small) cells"),
      "\(listed)")
    // Nobody can answer, so nothing is deleted.
    let asked = try run("studies", "prune")
    #expect(asked.status == .exited(64) && asked.error.contains("--yes"))
    #expect(try run("studies", "prune", "--older-than", "1", "--yes").output.isEmpty)
    #expect(try run("studies").output == listed && listed.split(separator: "\n").count == 2)
    #expect(try run("studies", "prune", "--yes").output.contains("deleted"))
    #expect(try run("studies").output.contains("no studies are kept"))
  }

  @Test func pruneAsksBeforeEach() throws {
    let folder = try Folder()
    let environment = ["XDG_STATE_HOME": folder.path]
    #expect(try ExplorerSession.complete(environment: environment, directory: folder).quit() == .exited(0))
    let studies = folder.path("phase-tui/studies")
    let count = try FileManager.default.contentsOfDirectory(atPath: studies).count
    for (answer, left) in [("n", count), ("y", 0)] {
      let prune = try Program.inTerminal("studies", "prune", environment: environment, directory: folder)
      // One question a study.
      for question in 1...count {
        try prune.waitUntil("question \(question)") {
          $0.text.components(separatedBy: "delete it? [y/N]").count > question
        }
        prune.type("\(answer)\r")
      }
      #expect(try prune.waitForExit() == .exited(0))
      #expect(try FileManager.default.contentsOfDirectory(atPath: studies).count == left)
    }
  }

  /// Large studies are listed from the sizes of their journals; nothing in them is read as a record.
  @Test func largeStudiesAreCountedRoughly() throws {
    let folder = try Folder()
    let environment = ["XDG_STATE_HOME": folder.path]
    #expect(try ExplorerSession.complete(environment: environment, directory: folder).quit() == .exited(0))
    let studies = folder.path("phase-tui/studies")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: studies).first)
    let records = "\(studies)/\(name)/records"
    // Lines that are no records show that none was decoded: 5 MB of them, and a few of cells.
    let line = String(repeating: "x", count: 999) + "\n"
    try Data(String(repeating: line, count: 5000).utf8).write(to: URL(filePath: "\(records)/zz.jsonl"))
    let list = try Program.piped(["studies"], environment: environment, directory: folder)
    #expect(try list.waitForExit() == .exited(0))
    let count = try #require(list.output.firstMatch(of: /about ([0-9]+) records {2}5\.[0-9] MB {2}today/)?.1)
    let number = try #require(Int(count))
    #expect((3500...9900).contains(number), "\(list.output)")
    // What is to be deleted is not counted at all.
    let prune = try Program.inTerminal("studies", "prune", environment: environment, directory: folder)
    let screen = try prune.waitFor("delete it? [y/N]")
    #expect(!screen.contains("records  ") && !screen.contains(" cells") && screen.contains("2 seeds  5."))
    prune.type("n\r")
    #expect(try prune.waitForExit() == .exited(0))
  }
}
