import Archive
import Foundation
import Testing

/// A study directory that version 0.1.0 wrote: since then only the tables' bytes have changed.
@Suite struct OlderRecordsTests {
  @Test func theyOpenAndAreTrainedAgainAlike() throws {
    let folder = try Folder()
    func run(_ arguments: String...) throws -> PipedRun {
      let run = try Program.piped(arguments, directory: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
      return run
    }
    let new = try Program.piped(
      ["sweep", "--dir", "new", "--csv", "new.csv"] + SweepCommandTests.small, directory: folder)
    #expect(try new.waitForExit(timeout: 120) == .exited(0), "\(new.error)")
    let lines = try StudyFolder(folder, "new").lines()
    let old = try StudyFolder(folder, "new").emptyCopy(folder, "old")
    try old.add(
      lines.map { line in
        let origin = line.record.origin
        return try line.changed(
          RecordOrigin(kernel: origin.kernel, numerics: origin.numerics, version: "0.1.0")
        ) { _ in }
      }, as: "a")
    let again = try run("sweep", "--dir", "old", "--csv", "old.csv")
    #expect(try folder.text("old.csv") == folder.text("new.csv"))
    #expect(old.journals.count == 1 && !again.error.contains("passed over"), "\(again.error)")
    #expect(try run("export", "--dir", "old").output == folder.text("new.csv"))
    let key = try #require(lines.last).record.key.description
    let rerun = try run("rerun", "--dir", "old", key).output.split(separator: "\n")
    try #require(rerun.count == 2)
    #expect(rerun[0].hasSuffix(": recorded by version 0.1.0, this is \(Version.current)"))
    #expect(rerun[1].hasSuffix(": identical"))
  }
}
