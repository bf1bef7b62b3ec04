import Foundation
import Testing

/// What the screen shows of a trainer at work.
@Suite(.serialized) struct LiveTrainerTests {
  /// The trainer of the sweeps, one cell at a time, which runs `slow` before it answers a cell.
  private func folder(slow: String) throws -> Folder {
    let folder = try Folder()
    let tools = #"""
      tell() { echo '{"id": '$id', "seed": '$1', "step": '$2', "loss": '$3'}'; }
      await() { while [ ! -e $1 ]; do sleep 0.02; done; }

      """#
    try folder.write(
      tools + "slow() {\n\(slow)\n}\n"
        + TrainedSweepTests.script.replacing("\"most_cells\": 4", with: "\"most_cells\": 1")
        .replacing("for seed in", with: "slow; for seed in"), to: "train.sh")
    return folder
  }

  private func session(_ folder: Folder, _ more: [String] = []) throws -> TerminalSession {
    try ExplorerSession.start(
      TrainedSweepTests.trainer + TrainedSweepTests.axes + ["--dir", "d", "--jobs", "1"] + more,
      directory: folder)
  }

  /// A screen's words, whatever rows they are in.
  private static func sentences(_ screen: Screen) -> String {
    screen.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// What is drawn at once may come in pieces, so that all of it is waited for.
  @Test func curvesGrowWhileACellIsTrained() throws {
    let folder = try folder(
      slow: #"""
        [ -e go ] && return
        for step in 0 10 20 30 40; do tell 0 $step $((100 - step)); done
        await more
        for step in 0 10 20; do tell 1 $step $((90 - step)); done
        tell 1 50 0.25
        await go
        """#)
    let session = try session(folder)
    // The cursor begins in the first cell.
    try session.waitUntil("a curve") {
      $0.contains("training, step 40  loss 60") && $0.contains("seed 0") && $0.contains("running")
        && $0.contains("loss against training step, so far")
    }
    try folder.write("", to: "more")
    try session.waitUntil("another seed") {
      $0.contains("training, step 50  loss 0.25") && $0.contains("seed 1")
    }
    // Other cells have no curve, and the keys are answered.
    session.type(":goto x=10 y=4")
    session.press(.enter)
    try session.waitUntil("another cell") { $0.contains("queued") && !$0.contains("training, step") }
    session.type(":goto x=0 y=1")
    session.press(.enter)
    try session.waitUntil("the curve again") { $0.contains("training, step 50") }
    try folder.write("", to: "go")
    try session.waitUntil("all cells and the result in place of the curve", timeout: 120) {
      $0.isComplete && $0.contains("T  trained 2/2") && !$0.contains("so far")
        && !$0.contains("training, step")
    }
    #expect(try session.quit() == .exited(0))
  }

  /// As many lines as a trainer can print keep no key waiting, and are no results.
  @Test func aChattyTrainerIsListenedToAndNoMore() throws {
    let folder = try folder(
      slow: #"""
        [ $x = 0 ] && [ $y = 1 ] || return
        seq 100000 | sed 's/.*/{"id": '$id', "seed": 0, "step": &, "loss": 1.&}/'
        await go
        """#)
    let session = try session(folder)
    try session.waitUntil("a curve") { $0.contains("training, step") }
    #expect(try session.typeAndSettle("l").cursorValues["x"] == 5)
    try session.typeAndSettle("h")
    try session.waitUntil("the last of it") { $0.contains("training, step 100000  loss 1.1") }
    try folder.write("", to: "go")
    try session.waitUntil("all cells", timeout: 120) { $0.isComplete }
    #expect(try session.quit() == .exited(0))
    // Results are those of one that says nothing.
    let plain = try TrainedSweepTests.folder()
    let sweep = try Program.piped(
      ["sweep", "--csv", "a.csv"] + TrainedSweepTests.trainer + TrainedSweepTests.axes, directory: plain)
    #expect(try sweep.waitForExit(timeout: 60) == .exited(0), "\(sweep.error)")
    let export = try Program.piped(["export", "--dir", "d", "--out", "d.csv"], directory: folder)
    #expect(try export.waitForExit() == .exited(0), "\(export.error)")
    #expect(try folder.text("d.csv") == plain.text("a.csv"))
  }

  /// Values of another cell stand under its name.
  @Test func saysWhoseValuesAreShown() throws {
    let folder = try folder(slow: "[ $x = 5 ] && await go")
    let session = try session(folder)
    session.type(":goto x=5 y=1")
    session.press(.enter)
    try session.waitUntil("the coarser cell") {
      $0.contains("shown: the coarser cell x 0, y 1") && $0.contains("T  trained 2/2")
        && $0.cursorValues["x"] == 5
    }
    try folder.write("", to: "go")
    try session.waitUntil("all cells", timeout: 120) {
      $0.isComplete && !$0.contains("shown:") && $0.contains("X  unstable 2/2")
    }
    #expect(try session.quit() == .exited(0))
  }

  /// What there is nothing to be done with is not offered, and says so where it is typed.
  @Test func offersWhatATrainerHas() throws {
    let folder = try TrainedSweepTests.folder()
    let session = try ExplorerSession.complete(
      TrainedSweepTests.trainer + TrainedSweepTests.axes, directory: folder)
    #expect(session.screen.contains("1 loss") && !session.screen.contains("2 limit"))
    #expect(!session.screen.lastLine.contains("pane"))
    for (keys, words) in [
      ("m", "the limits of a trainer's networks are not known"), ("t", "there is no theory"),
      ("y", "has no command line of its own"), ("3", "have one pane, of their losses"),
    ] {
      try session.type(keys, until: words) { $0.lastLine.contains(words) }
    }
    for (line, words) in [
      ("path mup", "parametrisations are paths through the built-in networks"),
      ("threshold noise=1", "asks for the threshold noise; its thresholds: catapult, barely_trained"),
      ("pane depth", "one pane"), ("step 7", "step 7 is not measured; one of: 5, 10"),
    ] {
      session.type(":" + line)
      session.press(.enter)
      try session.waitUntil(words) { Self.sentences($0).contains(words) }
    }
    session.type(":step 5")
    session.press(.enter)
    try session.waitUntil("the step") { $0.contains("at step 5 of 10") && $0.contains("loss 100") }
    session.type("?theory")
    try session.waitUntil("no such row") { $0.contains("theory") && !$0.contains("boundaries on/off") }
    session.press(.escape)
    session.type(":the")
    session.press(.tab)
    try session.waitUntil("what there is") { $0.lastLine.contains(":theme") }
    session.press(.escape)
    #expect(try session.quit() == .exited(0))
  }

  @Test func saysThatAnotherVersionTrainsAnew() throws {
    let folder = try TrainedSweepTests.folder()
    let first = try ExplorerSession.complete(
      TrainedSweepTests.trainer + TrainedSweepTests.axes + ["--dir", "d"], directory: folder)
    #expect(try first.quit() == .exited(0))
    let arguments = TrainedSweepTests.trainer + ["--dir", "d"]
    let second = try ExplorerSession.start(arguments, environment: ["VERSION": "2"], directory: folder)
    let words = "20 cells are recorded by version 1 of the trainer walk, which is version 2 now"
    try second.waitUntil("the notice") {
      $0.contains("recorded by version 1") && Self.sentences($0).contains(words)
        && $0.contains("--any-version")
    }
    #expect(try second.quit() == .exited(0))
    let third = try ExplorerSession.start(
      arguments + ["--any-version"], environment: ["VERSION": "3"], directory: folder)
    let taken = try third.waitUntil("the cells") { $0.progress.done == 20 }
    #expect(!taken.contains("recorded by"))
    #expect(try third.quit() == .exited(0))
  }

  /// A session is run again where its cells are, and where they are not.
  @Test func aSessionIsRunAgain() throws {
    let folder = try TrainedSweepTests.folder()
    let environment = ["XDG_STATE_HOME": folder.path("state")]
    let session = try ExplorerSession.complete(
      TrainedSweepTests.trainer + TrainedSweepTests.axes + ["--dir", "d"], environment: environment,
      directory: folder)
    try session.type("lr", until: "finer cells") { $0.isComplete && $0.progress.total > 20 }
    try session.type("s", until: "the table") { $0.lastLine.contains("saved") }
    #expect(try session.quit() == .exited(0))
    let table = try #require(folder.names.first { $0.hasSuffix(".csv") })
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path("d/sessions")).first)
    let bare = try Folder()
    try FileManager.default.createDirectory(
      atPath: bare.path("d/sessions"), withIntermediateDirectories: true)
    for name in ["study.toml", "arithmetic", "declaration.json", "sessions/\(name)"] {
      try FileManager.default.copyItem(atPath: folder.path("d/\(name)"), toPath: bare.path("d/\(name)"))
    }
    for (place, trust) in [(folder, []), (bare, ["--trust"])] {
      let again = try Folder()
      let run = try Program.piped(
        ["replay", place.path("d/sessions/\(name)")] + trust, environment: environment, directory: again)
      #expect(try run.waitForExit(timeout: 60) == .exited(0) && run.error.contains("saved"), "\(run.error)")
      #expect(try again.text(table) == folder.text(table))
    }
  }
}
