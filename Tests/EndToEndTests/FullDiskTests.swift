import Foundation
import Testing

/// Disks that take nothing, or not now.
@Suite(.serialized, .enabled(if: TemporaryDisk.isPossible, TemporaryDisk.reason)) struct FullDiskTests {
  /// Forty records of four kilobytes.
  static let study = SweepCommandTests.small
  static let waiting = "waiting until it can be"

  @Test func aSweepWaitsForRoom() throws {
    let folder = try Folder()
    let undisturbed = try Program.piped(["sweep", "--csv", "a.csv"] + Self.study, directory: folder)
    #expect(try undisturbed.waitForExit(timeout: 120) == .exited(0))
    let disk = try TemporaryDisk(kilobytes: 64)
    let run = try Program.piped(
      ["sweep", "--dir", disk.folder.path("study"), "--csv", "b.csv"] + Self.study, directory: folder)
    try run.waitUntil("a word about the disk") { $0.error.contains(Self.waiting) }
    #expect(run.error.contains("No space left on device"))
    // It tries again every second and says no more of it.
    #expect(try run.pass(seconds: 2.5))
    #expect(run.error.components(separatedBy: Self.waiting).count == 2, "\(run.error)")
    let before = try StudyFolder(disk.folder).counts()
    #expect(before.count > 5 && before.count < 40)
    try disk.remount(kilobytes: 4096)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    #expect(run.error.components(separatedBy: "finished cells are kept again").count == 2, "\(run.error)")
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
    #expect(try StudyFolder(disk.folder).counts().count == 41)
  }

  /// Whoever interrupts a sweep that waits gets what it has.
  @Test func aWaitingSweepCanBeInterrupted() throws {
    let disk = try TemporaryDisk(kilobytes: 64)
    let folder = try Folder()
    let run = try Program.piped(
      ["sweep", "--dir", disk.folder.path("study"), "--csv", "a.csv"] + Self.study, directory: folder)
    try run.waitUntil("a word about the disk") { $0.error.contains(Self.waiting) }
    run.signal(SIGINT)
    #expect(try run.waitForExit(timeout: 10) == .exited(130))
    let cells = try Table(folder.text("a.csv")).rows.count
    #expect(try StudyFolder(disk.folder).recorded().measurements.count == cells)
  }

  @Test func theScreenSaysThatItWaits() throws {
    let disk = try TemporaryDisk(kilobytes: 64)
    let session = try ExplorerSession.start(["--dir", "study"] + Self.study, directory: disk.folder)
    try session.waitUntil("a word about the disk") {
      $0.lastLine.contains("waiting") && $0.lastLine.contains("study/records")
    }
    let before = session.screen
    try session.type("l", until: "the cursor elsewhere") { $0.gridText != before.gridText }
    #expect(session.screen.lastLine.contains("waiting"))
    try disk.remount(kilobytes: 4096)
    try session.waitUntil("the complete grid") { $0.isComplete && !$0.lastLine.contains("waiting") }
    #expect(try session.quit() == .exited(0))
    #expect(try StudyFolder(disk.folder).counts().count == 41)
  }

  @Test func aScreenThatWaitsQuitsAtOnce() throws {
    let disk = try TemporaryDisk(kilobytes: 64)
    let session = try ExplorerSession.start(["--dir", "study"] + Self.study, directory: disk.folder)
    try session.waitUntil("a word about the disk") { $0.lastLine.contains("waiting") }
    let start = ContinuousClock.now
    #expect(try session.quit() == .exited(0))
    #expect(start.duration(to: .now) < .seconds(3))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// What can only be read is refused before anything is trained, and can be read.
  @Test func aDirectoryThatCanOnlyBeReadIsRefused() throws {
    let disk = try TemporaryDisk(kilobytes: 4096)
    let first = try Program.piped(["sweep", "--dir", "study"] + Self.study, directory: disk.folder)
    #expect(try first.waitForExit(timeout: 120) == .exited(0))
    let contents = StudyFolder(disk.folder).contents
    try disk.remount(kilobytes: 4096, "ro")
    let here = try Folder()
    let study = disk.folder.path("study")
    for arguments in [["sweep", "--dir", study], ["sweep", "--dir", disk.folder.path("new")]] {
      let run = try Program.piped(arguments + ["--csv", "a.csv"], directory: here)
      #expect(try run.waitForExit() == .exited(73))
      #expect(run.error.hasSuffix("\n") && run.error.dropLast().allSatisfy { $0 != "\n" }, "\(run.error)")
      #expect(run.error.contains(disk.folder.path) && run.error.contains("Read-only"), "\(run.error)")
    }
    let session = try Program.inTerminal("--dir", study, directory: here)
    #expect(try session.waitForExit() == .exited(73))
    #expect(session.screen.contains("Read-only") && session.differencesFromStart.isEmpty)
    let export = try Program.piped(["export", "--dir", study], directory: here)
    #expect(try export.waitForExit() == .exited(0))
    #expect(try Table(export.output).rows.count == 40)
    let viewer = try Program.inTerminal("--dir", study, "--view", directory: here)
    try viewer.waitUntil("every cell") { $0.isComplete && $0.progress.done == 40 }
    #expect(try viewer.quit() == .exited(0))
    #expect(StudyFolder(disk.folder).contents == contents && here.names.isEmpty)
  }
}
