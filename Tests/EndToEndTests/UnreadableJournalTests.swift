import Archive
import Foundation
import Testing

/// A journal that this user may not read, or that is none: it is named and counted, and everything else goes on.
@Suite(.serialized) struct UnreadableJournalTests {
  /// A complete study whose journal is in two parts, of which the second cannot be read: a folder stands in its place,
  /// as root may read any file.
  private func study(_ folder: Folder) throws -> (study: StudyFolder, lines: [JournalReader.Line]) {
    let run = try Program.piped(
      ["sweep", "--dir", "all", "--csv", "a.csv"] + SweepCommandTests.small, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    let all = StudyFolder(folder, "all")
    let lines = try all.linesFromCompanions()
    let study = try all.emptyCopy(folder, "study")
    try study.add(lines.prefix(21).map(\.bytes), as: "first")
    for name in ["second", "third"] {
      try FileManager.default.createDirectory(
        atPath: "\(study.records)/\(name).jsonl", withIntermediateDirectories: true)
    }
    return (study, Array(lines.dropFirst(21)))
  }

  private static let words = "2 journals cannot be read: second.jsonl (Is a directory) and 1 more"

  @Test func theRestIsExportedAndSwept() throws {
    let folder = try Folder()
    let (_, lines) = try study(folder)
    func run(_ arguments: String..., status: Int32 = 0) throws -> PipedRun {
      let run = try Program.piped(arguments, directory: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(status), "\(run.error)")
      #expect(run.error.components(separatedBy: Self.words).count == 2, "\(run.error)")
      return run
    }
    #expect(try Table(run("export", "--dir", "study").output).rows.count == 20)
    // A record that is there, and one that only those have.
    let key = try #require(StudyFolder(folder).lines().last).record.key.description
    #expect(try run("rerun", "--dir", "study", key).output.hasSuffix(": identical\n"))
    let lost = try #require(lines.last).record.key.description
    _ = try run("rerun", "--dir", "study", lost, status: 65)
    _ = try run("sweep", "--dir", "new", "--reuse", "study")
    _ = try run("sweep", "--dir", "study", "--csv", "b.csv")
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
  }

  @Test func theScreensSayIt() throws {
    let folder = try Folder()
    let (study, lines) = try study(folder)
    let viewer = try ExplorerSession.start(["--dir", "study", "--view"], columns: 120, directory: folder)
    try viewer.waitUntil("what can be read") {
      $0.progress.done == 20 && $0.lastLine.contains(Self.words)
    }
    // One can be read again.
    try FileManager.default.removeItem(atPath: "\(study.records)/second.jsonl")
    try study.add(lines.map(\.bytes), as: "second")
    try viewer.waitUntil("all cells") {
      $0.progress.done == 40 && $0.lastLine.contains("1 journal cannot be read: third.jsonl")
    }
    #expect(try viewer.quit() == .exited(0))
    let explorer = try ExplorerSession.start(["--dir", "study"], columns: 120, directory: folder)
    try explorer.waitUntil("a word about it") {
      $0.progress.done == 40 && $0.lastLine.contains("1 journal cannot be read: third.jsonl")
    }
    #expect(try explorer.quit() == .exited(0))
  }

  /// As somebody whose umask was 077 left it.
  @Test(
    .enabled(
      if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"),
      "only root can become somebody else, by setpriv"))
  func anotherUsersFile() throws {
    let folder = try Folder()
    let (study, _) = try study(folder)
    for name in ["second", "third"] {
      try FileManager.default.removeItem(atPath: "\(study.records)/\(name).jsonl")
    }
    try study.add([], as: "private")
    chmod("\(study.records)/private.jsonl", 0o600)
    let run = try PipedRun(
      [
        "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Program.path, "export",
        "--dir", "study",
      ],
      directory: folder.path)
    let status = try run.waitForExit()
    #expect(status == .exited(0), "\(run.error)")
    #expect(run.error.contains("1 journal cannot be read: private.jsonl (Permission denied)"), "\(run.error)")
    #expect(try Table(run.output).rows.count == 20)
  }
}
