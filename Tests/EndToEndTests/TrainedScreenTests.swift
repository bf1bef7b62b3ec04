import Foundation
import Testing

/// The explorer on the networks of a trainer.
@Suite(.serialized) struct TrainedScreenTests {
  private func session(_ folder: Folder, _ more: [String] = []) throws -> TerminalSession {
    try ExplorerSession.complete(
      TrainedSweepTests.trainer + TrainedSweepTests.axes + ["--dir", "d"] + more, directory: folder)
  }

  @Test func showsWhatWasDeclared() throws {
    let folder = try TrainedSweepTests.folder()
    let session = try session(folder)
    let screen = session.screen
    #expect(screen.rows[0].contains("walk") && screen.rows[0].contains("T") && screen.contains("act"))
    #expect(!screen.contains("theory") && !screen.contains("S ="))
    session.type(":goto x=0 y=1")
    session.press(.enter)
    let corner = try session.settle()
    #expect(corner.contains("T  trained 2/2") && corner.contains("loss 100") && corner.contains("A 0.100"))
    #expect(corner.contains("loss against training step"))
    let other = try session.typeAndSettle("l")
    #expect(other.contains("X  unstable 2/2"))
    session.press(.enter)
    try session.waitUntil("the rules") { $0.contains("why (Enter closes)") && $0.contains("2/2") }
    session.press(.enter)
    // Conditions, colours and completions go by the trainer's words.
    try session.type("/accuracy>0.5", until: "the line") { $0.lastLine == "/accuracy>0.5" }
    session.press(.enter)
    try session.waitUntil("a match") { $0.lastLine.contains(" of 5") && $0.lastLine.contains("accuracy>0.5") }
    session.type(":colour accuracy")
    session.press(.enter)
    try session.waitUntil("the colours") { $0.lastLine.contains("colour: accuracy") }
    session.type(":colour phi")
    session.press(.enter)
    try session.waitUntil("what there is") { $0.contains("unknown colour") }
    session.press(.escape)
    session.type(":goto x=10 y=4")
    session.press(.enter)
    try session.waitUntil("the place") { $0.contains("x 10") && $0.contains("y 4") }
    session.type(":export csv cells.csv")
    session.press(.enter)
    try session.waitUntil("the table") { $0.lastLine.contains("saved cells.csv") }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
    // The same with and without a screen.
    let sweep = try Program.piped(
      ["sweep", "--csv", "sweep.csv"] + TrainedSweepTests.trainer + TrainedSweepTests.axes, directory: folder)
    #expect(try sweep.waitForExit(timeout: 60) == .exited(0), "\(sweep.error)")
    #expect(try folder.text("cells.csv") == folder.text("sweep.csv"))
  }

  /// Looking on needs no trainer, nor does a session that is run again with all of its cells there.
  @Test func aViewerNeedsNoTrainer() throws {
    let folder = try TrainedSweepTests.folder()
    let session = try session(folder)
    #expect(try session.quit() == .exited(0))
    try folder.write("exit 1", to: "train.sh")
    let viewer = try ExplorerSession.start(["--dir", "d", "--view"], directory: folder)
    try viewer.waitUntil("the cells") { $0.progress.done == 20 && $0.contains("walk") }
    #expect(try viewer.quit() == .exited(0))
  }

  /// A diagram that a file names waits for a word.
  @Test func asksBeforeItStartsWhatAFileNames() throws {
    let folder = try TrainedSweepTests.folder()
    try folder.write(TrainedSweepTests.study, to: "s.toml")
    let environment = ["XDG_STATE_HOME": folder.path("state")]
    let arguments = ["--study", "s.toml", "--dir", "d"]
    let refused = try ExplorerSession.start(arguments, environment: environment, directory: folder)
    try refused.waitFor("[y/N]")
    refused.type("n\r")
    #expect(try refused.waitForExit() == .exited(77))
    let agreed = try ExplorerSession.start(arguments, environment: environment, directory: folder)
    try agreed.waitFor("s.toml names a trainer, a program that will run as you: sh train.sh")
    try agreed.waitFor("[y/N]")
    agreed.type("y\r")
    try agreed.waitUntil("the cells") { $0.progress.done == 4 }
    agreed.type("q")
    #expect(try agreed.waitForExit() == .exited(0))
    let again = try ExplorerSession.start(arguments, environment: environment, directory: folder)
    try again.waitUntil("the cells") { $0.progress.done == 4 }
    again.type("q")
    #expect(try again.waitForExit() == .exited(0))
  }
}
