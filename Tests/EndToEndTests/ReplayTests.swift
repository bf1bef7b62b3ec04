import Foundation
import Testing

@Suite struct ReplayTests {
  /// A session that moves, refines, adds seeds and exports, then again without a terminal, in the same directory and in a new one.
  @Test func aSessionRunAgainMakesTheSameFiles() throws {
    let folder = try Folder()
    let arguments = ExplorerSession.small + ["--dir", "\(folder.path)/study"]
    let session = try ExplorerSession.complete(arguments, directory: folder)
    try session.type("s", until: "the first table") { $0.lastLine.contains("saved") }
    try session.type("llr", until: "the refined grid") {
      $0.isComplete && !$0.rows[1].contains("117/117")
    }
    try session.type("g0e", until: "four seeds") { $0.pane.count > 2 && $0.pane[1].contains("4/4") }
    try session.type("s", until: "the second table") { $0.lastLine.contains("-002.csv") }
    #expect(try session.quit() == .exited(0))
    let tables = folder.names.filter { $0.hasSuffix(".csv") }.sorted()
    let originals = try tables.map(folder.text)
    try #require(originals.count == 2 && originals[0].count < originals[1].count)

    let sessions = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/study/sessions")
    let script = "\(folder.path)/study/sessions/\(try #require(sessions.first))"
    for _ in 0..<2 {
      let again = try Folder()
      let run = try Program.piped(["replay", script], directory: again)
      #expect(try run.waitForExit() == .exited(0) && run.error.contains("saved"))
      #expect(try again.names.filter { $0.hasSuffix(".csv") }.sorted().map(again.text) == originals)
    }
    // Somewhere else everything is trained again.
    let copy = try Folder()
    try FileManager.default.createDirectory(
      atPath: "\(copy.path)/study/sessions", withIntermediateDirectories: true)
    for name in ["study.toml", "arithmetic", "sessions/\(sessions[0])"] {
      try FileManager.default.copyItem(
        atPath: "\(folder.path)/study/\(name)", toPath: "\(copy.path)/study/\(name)")
    }
    let run = try Program.piped(["replay", "study/sessions/\(sessions[0])"], directory: copy)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    #expect(try copy.names.filter { $0.hasSuffix(".csv") }.sorted().map(copy.text) == originals)
  }

  /// Thresholds of the command line, and another study with the seeds of the first.
  @Test func aSessionKnowsItsOptions() throws {
    let folder = try Folder()
    let small = ExplorerSession.small + ["--dir", "study"]
    try Program.piped(["sweep"] + small, directory: folder).waitForExit()
    let options = ["--dir", "study", "--threshold", "feature=0.7"]
    let session = try ExplorerSession.complete(options, directory: folder)
    try session.type("s", until: "the table") { $0.lastLine.contains("saved alpha-depth") }
    try session.type("x", until: "the other study") {
      $0.contains("dimension-scale") && $0.contains("2 seeds")
    }
    #expect(try session.quit() == .exited(0))
    let sessions = try FileManager.default.contentsOfDirectory(atPath: folder.path("study/sessions"))
    let again = try Folder()
    let run = try Program.piped(["replay", folder.path("study/sessions/\(sessions[0])")], directory: again)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    #expect(try again.text("alpha-depth-001.csv") == folder.text("alpha-depth-001.csv"))
    let plain = try Program.piped(["export", "--dir", "study"], directory: folder)
    #expect(try plain.waitForExit() == .exited(0))
    #expect(try plain.output != folder.text("alpha-depth-001.csv"))
  }

  @Test func aScriptOfOnesOwn() throws {
    let folder = try Folder()
    try Program.piped(["sweep"] + ExplorerSession.small + ["--dir", "study"], directory: folder).waitForExit()
    func replay(_ text: String) throws -> (status: ExitStatus, error: String) {
      try folder.write(text, to: "script")
      let run = try Program.piped(["replay", "script", "--dir", "study"], directory: folder)
      return (try run.waitForExit(), run.error)
    }
    #expect(try replay("# by hand\ngoto alpha=1\nexport csv mine.csv\n").status == .exited(0))
    #expect(folder.names.contains("mine.csv"))
    // What was refused is said, and the rest still runs.
    let refused = try replay("export csv mine.csv\nexport csv other.csv\n")
    #expect(refused.status == .exited(1) && refused.error.contains("line 1: export csv mine.csv"))
    #expect(folder.names.contains("other.csv"))
    let wrong = try replay("right\nrefien\n")
    #expect(
      wrong.status == .exited(65) && wrong.error.contains("script:2:") && wrong.error.contains("refine"))
    try folder.write("right\n", to: "script")
    #expect(try Program.piped(["replay", "script"], directory: folder).waitForExit() == .exited(64))
  }
}
