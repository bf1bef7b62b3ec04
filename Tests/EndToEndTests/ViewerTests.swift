import Archive
import Foundation
import Testing

/// `phase-tui --dir DIR --view`: a screen that only looks on.
@Suite(.serialized) struct ViewerTests {
  /// A complete study, and a directory beside it with the first half of its records.
  private func half(_ folder: Folder) throws -> (lines: [JournalReader.Line], study: StudyFolder) {
    let run = try Program.piped(["sweep", "--dir", "all"] + SweepCommandTests.small, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    let all = StudyFolder(folder, "all")
    let lines = try all.linesFromCompanions()
    let study = try all.emptyCopy(folder, "study")
    try study.add(lines.prefix(21).map(\.bytes), as: "first")
    return (Array(lines.dropFirst(21)), study)
  }

  @Test func showsANewCellWithinTwoSeconds() throws {
    let folder = try Folder()
    let (lines, study) = try half(folder)
    let session = try ExplorerSession.start(["--dir", "study", "--view"], directory: folder)
    try session.waitUntil("what is recorded") { $0.progress.done == 20 }
    var slowest = Duration.zero
    for (index, line) in lines.prefix(5).enumerated() {
      let start = ContinuousClock.now
      try study.add([line.bytes], as: "other")
      try session.waitUntil("one more cell") { $0.progress.done == 21 + index }
      slowest = max(slowest, start.duration(to: .now))
      #expect(!session.screen.lastLine.contains("again"))
    }
    print("a viewer shows a new cell within \(slowest)")
    // Two seconds, and as much again for a busy machine.
    #expect(slowest < .seconds(4))
    // A line of which only a part is there yet is waited for.
    let next = lines[5].bytes
    try study.add([Array(next.prefix(1000))], as: "other")
    #expect(session.isQuiet(for: 1.5))
    try study.add([Array(next.dropFirst(1000))], as: "other")
    try session.waitUntil("the cell") { $0.progress.done == 26 }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// `e` in the explorer: the larger ensemble takes the place of the smaller one here too, and on opening.
  @Test func showsTheSeedsThatAreAdded() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(
      ExplorerSession.small + ["--dir", "study"], directory: folder)
    let viewer = try ExplorerSession.start(["--dir", "study", "--view"], directory: folder)
    try viewer.waitUntil("what is recorded") { $0.progress.done == ExplorerSession.smallCells }
    viewer.type("g0")
    try viewer.waitUntil("two seeds") { $0.pane.count > 2 && $0.pane[1].contains("2/2") }
    session.type("g0e")
    for screen in [session, viewer] {
      try screen.waitUntil("four seeds") { $0.pane.count > 2 && $0.pane[1].contains("4/4") }
    }
    #expect(try viewer.quit() == .exited(0))
    #expect(try session.quit() == .exited(0))
    // The same with and without a screen, and with options that say what the directory says.
    let sweep = try Program.piped(
      ["sweep", "--dir", "study", "--seeds", "2", "--set", "steps=20", "--csv", "a.csv"], directory: folder)
    #expect(try sweep.waitForExit() == .exited(0))
    let export = try Program.piped(["export", "--dir", "study", "--out", "b.csv"], directory: folder)
    #expect(try export.waitForExit() == .exited(0))
    let table = try folder.text("a.csv")
    #expect(try table == folder.text("b.csv"))
    #expect(try Table(table).rows.count { $0["seeds"] == "4" } == 1)
  }

  @Test func writesNothingAndMeasuresNothing() throws {
    let folder = try Folder()
    let (_, study) = try half(folder)
    let contents = study.contents
    let session = try ExplorerSession.start(["--dir", "study", "--view"], directory: folder)
    try session.waitUntil("what is recorded") { $0.progress.done == 20 }
    for key in ["r", "R", "m", " "] {
      try session.type(key, until: "a refusal") { $0.lastLine.contains("looking on") }
      try session.type("l", until: "the hints") { !$0.lastLine.contains("looking on") }
    }
    #expect(session.screen.progress == .init(done: 20, total: 40))
    #expect(try session.quit() == .exited(0))
    #expect(study.contents == contents)
    #expect(folder.names == ["all", "study"])
  }

  /// While nothing changes it looks once a second and does nothing else.
  @Test func costsNothingWhileNothingChanges() throws {
    let folder = try Folder()
    let (_, study) = try half(folder)
    #expect(!study.journals.isEmpty)
    let session = try ExplorerSession.start(["--dir", "study", "--view"], directory: folder)
    try session.waitUntil("what is recorded") { $0.progress.done == 20 }
    try session.waitForQuiet(1.5)
    let (seconds, switches) = (session.cpuSeconds, session.voluntarySwitches)
    #expect(session.isQuiet(for: 3))
    let (cost, wakeups) = (session.cpuSeconds - seconds, session.voluntarySwitches - switches)
    print("a viewer at rest: \(cost / 3) CPU seconds and \(Double(wakeups) / 3) wake-ups a second")
    #expect(cost < 0.03 && wakeups <= 24)
    #expect(try session.quit() == .exited(0))
  }

  /// Another process measures; the viewer shows every cell of it, and its own export agrees.
  @Test func followsASweep() throws {
    let folder = try Folder()
    let (_, study) = try half(folder)
    let session = try ExplorerSession.start(["--dir", "study", "--view"], directory: folder)
    try session.waitUntil("what is recorded") { $0.progress.done == 20 }
    let run = try Program.piped(
      ["sweep", "--dir", "study", "--csv", "a.csv", "--refine", "1"], directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    let count = try study.recorded().measurements.count
    #expect(count > 40)
    try session.waitUntil("every cell") { $0.isComplete && $0.progress.done == count }
    try session.type("s", until: "the snapshot") { $0.lastLine.contains("saved") }
    #expect(try folder.text("alpha-depth-001.csv") == folder.text("a.csv"))
    #expect(try session.quit() == .exited(0))
  }
}

extension TerminalSession {
  /// How often the program's threads have waited.
  var voluntarySwitches: Int {
    let tasks = "/proc/\(processIdentifier)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return threads.reduce(0) { sum, thread in
      let text = (try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }
      return sum + (line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0)
    }
  }
}
