import Archive
import Foundation
import Testing

/// A screen whose cells get their first seeds before the rest: what is begun survives the program.
@Suite(.serialized) struct BegunTests {
  /// Long enough to be killed in its first stage, and in its second.
  private static let study = [
    "--axis", "alpha=0.1:100:8", "--axis", "depth=32:64:3", "--set", "width=64", "--set", "samples=40",
  ]

  @Test func whatIsBegunSurvives() throws {
    let folder = try Folder()
    let whole = try Program.piped(["sweep", "--csv", "whole.csv"] + Self.study, directory: folder)
    #expect(try whole.waitForExit(timeout: 120) == .exited(0), "\(whole.error)")
    func begun() -> Int {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path("study/begun"))) ?? []
      return names.reduce(0) { count, name in
        let text = (try? String(contentsOfFile: folder.path("study/begun/\(name)"), encoding: .utf8)) ?? ""
        return count + text.split(separator: "\n").count
      }
    }
    let first = try ExplorerSession.start(
      ["--dir", "study", "--jobs", "1"] + Self.study, columns: 120, directory: folder)
    try first.waitUntil("cells with two seeds") { _ in begun() >= 4 }
    first.signal(SIGKILL)
    #expect(try first.waitForExit() == .killed(signal: SIGKILL))
    let kept = begun()
    // They are no cells yet, and an export has none of them.
    let export = try Program.piped(["export", "--dir", "study"], directory: folder)
    #expect(try export.waitForExit() == .exited(0), "\(export.error)")
    #expect(try Table(export.output).rows.allSatisfy { $0["seeds"] == "8" })
    let second = try ExplorerSession.start(
      ["--dir", "study", "--jobs", "1"] + Self.study, columns: 120, directory: folder)
    try second.waitUntil("all of them, and how many seeds they have") {
      $0.rows[1].contains(" provisional")
    }
    try second.waitUntil("every cell", timeout: 120) { $0.isComplete && $0.progress.done == 24 }
    // No first seeds were trained again: every cell was begun once at most.
    #expect(begun() >= kept && begun() <= 24)
    try second.type("s", until: "the snapshot") { $0.lastLine.contains("saved") }
    #expect(try second.quit() == .exited(0))
    #expect(try folder.text("alpha-depth-001.csv") == folder.text("whole.csv"))
    #expect(begun() == 0)
  }

  /// What is shown, and what a snapshot leaves out and says.
  @Test func theScreenSaysHowManySeedsThereAre() throws {
    let folder = try Folder()
    let session = try ExplorerSession.start(["--jobs", "1"] + Self.study, columns: 120, directory: folder)
    try session.waitUntil("votes of first seeds") {
      $0.rows[1].contains(" provisional") && $0.pane.contains { $0.contains(/[1-4]\/[2-4] of 8 seeds/) }
    }
    session.type(" ")
    try session.waitUntil("a pause") { $0.rows[1].contains("paused") }
    try session.type("s", until: "what the snapshot has not") {
      $0.rows.suffix(3).contains { $0.contains("cells only the first seeds are trained: they are not in it") }
    }
    #expect(try Table(folder.text("alpha-depth-001.csv")).rows.count == session.screen.progress.done)
    #expect(try session.quit() == .exited(0))
  }
}
