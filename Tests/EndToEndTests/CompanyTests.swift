import Foundation
import Testing

/// Many on one directory: two who explore, one who sweeps, one who looks on, and none of them harms another.
@Suite(.serialized) struct CompanyTests {
  @Test func explorersASweepAndAViewerShareADirectory() throws {
    let folder = try Folder()
    let alone = try Program.piped(
      ["sweep", "--csv", "alone.csv"] + ExplorerSession.small, directory: folder)
    #expect(try alone.waitForExit(timeout: 120) == .exited(0), "\(alone.error)")

    let options = ["--dir", "study"]
    let first = try ExplorerSession.start(options + ExplorerSession.small, directory: folder)
    try first.waitUntil("a first cell") { $0.progress.done > 0 }
    let sweep = try Program.piped(["sweep", "--jobs", "1"] + options, directory: folder)
    let second = try ExplorerSession.start(options, rows: 40, columns: 120, directory: folder)
    let viewer = try ExplorerSession.start(options + ["--view"], directory: folder)
    // One of them goes in the middle of its work, and one is killed.
    try second.waitUntil("some cells") { $0.progress.done > 2 }
    second.signal(SIGKILL)
    #expect(try second.waitForExit() == .killed(signal: SIGKILL))
    #expect(try sweep.waitForExit(timeout: 120) == .exited(0), "\(sweep.error)")
    for session in [first, viewer] {
      try session.waitUntil("the complete grid", timeout: 120) {
        $0.isComplete && $0.progress.done == ExplorerSession.smallCells
      }
      #expect(try session.quit() == .exited(0))
      #expect(session.differencesFromStart.isEmpty)
    }
    let export = try Program.piped(["export", "--dir", "study"], directory: folder)
    #expect(try export.waitForExit() == .exited(0))
    #expect(try export.output == folder.text("alone.csv"))
    #expect(try StudyFolder(folder).recorded().disagreements.isEmpty)
  }
}
