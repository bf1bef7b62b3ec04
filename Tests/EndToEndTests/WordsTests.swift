import Foundation
import Testing

/// What is said has no power over results: whatever happens to the place where progress and warnings go, the sweep
/// goes on and the file is whole.
@Suite(.serialized) struct WordsTests {
  static let small = SweepCommandTests.small
  static let cells = 40

  /// Runs the program in a shell, whose redirections these are; returns its last words and its status.
  private func shell(_ line: String, in folder: Folder) throws -> (error: String, status: ExitStatus) {
    let run = try PipedRun(
      ["/bin/bash", "-c", line, Program.path] + Self.small, directory: folder.path)
    let status = try run.waitForExit(timeout: 120)
    return (run.error, status)
  }

  private func undisturbed(_ folder: Folder) throws -> String {
    let run = try Program.piped(["sweep"] + Self.small + ["--csv", "undisturbed.csv"], directory: folder)
    try #require(try run.waitForExit(timeout: 120) == .exited(0))
    return try folder.text("undisturbed.csv")
  }

  @Test(arguments: [
    "2>/dev/full", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2> >(exit)", "2>&1 | head -c 1 >/dev/null",
    // A reader that has stopped reading, behind a full pipe.
    "2> >(head -c 1 >/dev/null; exec sleep 1)",
  ])
  func aSweepWritesItsResults(_ redirection: String) throws {
    let folder = try Folder()
    let whole = try undisturbed(folder)
    let (error, status) = try shell(
      "set -o pipefail; \"$0\" sweep \"$@\" --csv out.csv \(redirection)", in: folder)
    #expect(status == .exited(0), "\(error)")
    #expect(try folder.text("out.csv") == whole)
  }

  /// A descriptor that was closed is not given to a file of the program, which would then hold what is said.
  @Test func aClosedDescriptorIsNoJournal() throws {
    let folder = try Folder()
    let (_, status) = try shell("\"$0\" sweep \"$@\" --dir study <&- >&- 2>&-", in: folder)
    #expect(status == .exited(0))
    #expect(try StudyFolder(folder).recorded().measurements.count == Self.cells)
    #expect(try StudyFolder(folder).lines().count == StudyFolder(folder).counts().values.reduce(0, +))
  }

  /// What is asked for must arrive: there the write's failure is told.
  @Test(arguments: [("export --dir study", "73"), ("--help", "73"), ("studies", "73"), ("info", "73")])
  func aResultThatIsNotWrittenIsTold(_ command: String, _ status: String) throws {
    let folder = try Folder()
    let sweep = try Program.piped(["sweep"] + Self.small + ["--dir", "study"], directory: folder)
    try #require(try sweep.waitForExit(timeout: 120) == .exited(0))
    for place in [">/dev/full", ">&-"] {
      let (error, ending) = try shell("\"$0\" \(command) \(place); echo \"status=$?\" >&2", in: folder)
      #expect(ending == .exited(0))
      #expect(error.contains("standard output: cannot be written"), "\(error)")
      #expect(error.hasSuffix("status=\(status)\n"), "\(error)")
    }
  }

  /// The connection drops under a sweep in the foreground.
  @Test func aHungUpSweepKeepsTheFinishedCells() throws {
    let folder = try Folder()
    for _ in 0..<3 {
      let session = try TerminalSession(
        [Program.path, "sweep", "--jobs", "1", "--csv", "out.csv"], directory: folder.path)
      try session.waitUntil("some cells") { $0.contains("cells/s") && !$0.contains(" 0/558") }
      session.hangUp()
      #expect(try session.waitForExit() == .exited(129))
      let rows = try Table(folder.text("out.csv")).rows.count
      #expect(rows > 0 && rows < 558)
    }
  }

  /// A job that its shell has let go, whose terminal then closes, goes on to its end.
  @Test func aLetGoSweepOutlivesItsTerminal() throws {
    let folder = try Folder()
    let whole = try undisturbed(folder)
    let command = ([Program.path, "sweep"] + Self.small + ["--jobs", "1", "--csv", "out.csv"])
      .joined(separator: " ")
    let session = try TerminalSession(
      ["/bin/sh", "-c", "trap '' HUP; exec \(command)"], directory: folder.path)
    try session.waitUntil("a beginning") { $0.contains("cells") }
    session.hangUp()
    #expect(try session.waitForExit(timeout: 120) == .exited(0))
    #expect(try folder.text("out.csv") == whole)
  }

  /// ctrl-s: the terminal takes nothing, and the sweep ends all the same.
  @Test func aStoppedTerminalHoldsNothingUp() throws {
    let folder = try Folder()
    let whole = try undisturbed(folder)
    let session = try TerminalSession(
      [Program.path, "sweep"] + Self.small + ["--jobs", "1", "--csv", "out.csv"], directory: folder.path)
    try session.waitUntil("a beginning") { $0.contains("cells") }
    session.stall()
    #expect(session.endsUnread(within: 60))
    #expect(try session.waitForExit() == .exited(0))
    #expect(try folder.text("out.csv") == whole)
  }

  @Test(arguments: [SIGTERM, SIGHUP]) func aStoppedTerminalHoldsNoSignalUp(_ signal: Int32) throws {
    let folder = try Folder()
    let session = try TerminalSession(
      [Program.path, "sweep", "--jobs", "1", "--csv", "out.csv"], directory: folder.path)
    try session.waitUntil("some cells") { $0.contains("cells/s") && !$0.contains(" 0/558") }
    session.stall()
    session.signal(signal)
    #expect(session.endsUnread(within: 30))
    #expect(try session.waitForExit() == .exited(128 + signal))
    #expect(try !Table(folder.text("out.csv")).rows.isEmpty)
  }

  /// A table that nobody takes is left by a signal.
  @Test func aResultThatNobodyTakesCanBeLeft() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      [Program.path, "rates", "dimension", "--quick"], directory: folder.path)
    try session.waitUntil("a beginning") { $0.contains("%") }
    session.stall()
    #expect(!session.endsUnread(within: 0.5))
    session.signal(SIGTERM)
    #expect(session.endsUnread(within: 60))
  }

  /// Nor does a table that nobody takes keep a sweep, whose results are then elsewhere.
  @Test(arguments: [SIGTERM, SIGHUP], ["/dev/stdout", "pipe"])
  func aSignalIsNotLostInAStream(_ signal: Int32, _ place: String) throws {
    let folder = try Folder()
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    let session = try TerminalSession(
      [Program.path, "sweep", "--jobs", "1", "--csv", place], environment: ["TMPDIR": folder.path],
      directory: folder.path)
    try session.waitUntil("some cells") { $0.contains("cells/s") && !$0.contains(" 0/558") }
    session.stall()
    session.signal(signal)
    #expect(session.endsUnread(within: 30))
    #expect(try session.waitForExit() == .exited(128 + signal))
    let rescue = try #require(folder.names.first { $0 != "pipe" })
    #expect(try !Table(folder.text(rescue)).rows.isEmpty)
  }

  /// Files come first; then a signal ends what waits for a reader.
  @Test func ratesCanBeLeftBesideAPipeThatNobodyReads() throws {
    let folder = try Folder()
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    let run = try Program.piped(
      ["rates", "dimension", "--quick", "--csv", "pipe", "--svg", "a.svg"], directory: folder)
    while try run.pass(seconds: 0.05), !folder.names.contains("a.svg") {}
    run.signal(SIGTERM)
    let status = try run.waitForExit()
    #expect(status == .killed(signal: SIGTERM) || status == .exited(143))
  }

  /// `stty tostop` would stop a job in the background at its first word.
  @Test func aSweepInTheBackgroundIsNotStopped() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      ["/bin/bash", "--norc", "--noprofile", "-i"],
      environment: ["PS1": "prompt> ", "PS0": "", "INPUTRC": "/dev/null", "HISTFILE": ""],
      directory: folder.path)
    try session.waitFor("prompt>")
    let command = ([Program.path, "sweep"] + Self.small + ["--csv", "out.csv"]).joined(separator: " ")
    session.type("stty tostop; \(command) & wait; echo status=$?")
    session.press(.enter)
    try session.waitFor("status=0", timeout: 120)
    #expect(try Table(folder.text("out.csv")).rows.count == Self.cells)
    session.type("exit")
    session.press(.enter)
    #expect(try session.waitForExit() == .exited(0))
  }

  /// The explorer says what it says into a log, on a disk that takes nothing.
  @Test(.enabled(if: TemporaryDisk.isPossible, TemporaryDisk.reason))
  func theExplorerRunsThoughItsFolderIsFull() throws {
    let disk = try TemporaryDisk(kilobytes: 64)
    try? Data(repeating: 0, count: 1 << 20).write(to: URL(filePath: disk.folder.path("filler")))
    let folder = try Folder()
    let session = try ExplorerSession.start(
      ExplorerSession.small + ["--dir", folder.path("study")],
      environment: ["XDG_STATE_HOME": disk.folder.path], directory: folder)
    try session.waitUntil("the complete grid", timeout: 120) { $0.isComplete }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
    #expect(try StudyFolder(folder).recorded().measurements.count == ExplorerSession.smallCells)
  }

  /// A log on a full disk costs a share nothing.
  @Test(.enabled(if: TemporaryDisk.isPossible, TemporaryDisk.reason))
  func aLogOnAFullDiskCostsNothing() throws {
    let disk = try TemporaryDisk(kilobytes: 64)
    try? Data(repeating: 0, count: 1 << 20).write(to: URL(filePath: disk.folder.path("filler")))
    let folder = try Folder()
    let (_, status) = try shell(
      "\"$0\" sweep \"$@\" --dir study --shard 1/1 >\(disk.folder.path)/log 2>&1", in: folder)
    #expect(status == .exited(0))
    #expect(try StudyFolder(folder).recorded().measurements.count == Self.cells)
  }
}
