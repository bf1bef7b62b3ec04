import Foundation
import Testing

/// Every signal whose default ends a process, whoever sends it: login nodes send XCPU, batch systems USR1 and USR2.
@Suite(.serialized) struct SignalTests {
  struct Ending: CustomTestStringConvertible {
    var name: String
    var number: Int32
    var testDescription: String { name }
  }

  /// `kill -l` knows their names.
  static let endings = [
    ("HUP", SIGHUP), ("INT", SIGINT), ("QUIT", SIGQUIT), ("USR1", SIGUSR1), ("USR2", SIGUSR2),
    ("PIPE", SIGPIPE),
    ("ALRM", SIGALRM), ("TERM", SIGTERM), ("STKFLT", 16), ("XCPU", SIGXCPU), ("VTALRM", SIGVTALRM),
    ("PROF", SIGPROF), ("IO", SIGIO), ("PWR", 30), ("SYS", SIGSYS), ("RTMIN", 34), ("RTMIN+5", 39),
    ("RTMAX", 64),
  ].map(Ending.init)

  /// On the screen others have the words of a crash: see `LeavingTests`.
  static let faults = [
    ("SEGV", SIGSEGV), ("ILL", SIGILL), ("ABRT", SIGABRT), ("BUS", SIGBUS), ("FPE", SIGFPE),
    ("TRAP", SIGTRAP),
  ].map(Ending.init)

  @Test(arguments: endings + faults) func aSweepKeepsTheFinishedCells(_ ending: Ending) throws {
    let folder = try Folder()
    let run = try Program.piped(["sweep", "--jobs", "1", "--csv", "out.csv"], directory: folder)
    try run.waitUntil("some cells") { $0.error.contains("cells") }
    run.signal(ending.number)
    #expect(try run.waitForExit() == .exited(128 + ending.number), "\(run.error)")
    let rows = try Table(folder.text("out.csv")).rows.count
    #expect(rows > 0 && rows < 558)
    #expect(run.error.contains("interrupted; \(rows) finished cells are in out.csv"), "\(run.error)")
  }

  @Test(arguments: endings) func theScreenGivesTheTerminalBack(_ ending: Ending) throws {
    let folder = try Folder()
    let session = try ExplorerSession.start(ExplorerSession.small + ["--dir", "study"], directory: folder)
    let shown = try session.waitUntil("some cells") { $0.progress.done > 3 }.progress.done
    session.signal(ending.number)
    #expect(try session.waitForExit() == .exited(128 + ending.number))
    #expect(session.differencesFromStart.isEmpty)
    #expect(try StudyFolder(folder).recorded().measurements.count >= shown)
  }

  /// What was ignored when the program was started, as by nohup, stays ignored.
  @Test(arguments: [("HUP", SIGHUP), ("USR1", SIGUSR1)].map(Ending.init))
  func anIgnoredSignalStaysIgnored(_ ending: Ending) throws {
    let folder = try Folder()
    let command = ([Program.path, "sweep"] + SweepCommandTests.small + ["--csv", "out.csv", "--jobs", "1"])
      .joined(separator: " ")
    let run = try PipedRun(
      ["/bin/sh", "-c", "trap '' \(ending.name); exec \(command)"], directory: folder.path)
    while try run.pass(seconds: 0.02) { run.signal(ending.number) }
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    #expect(try Table(folder.text("out.csv")).rows.count == 40)
  }

  /// `ulimit -f` is a disk that is full: the sweep waits and says so, and nothing that was kept is torn.
  @Test func aLimitOfFileSizesIsAFullDisk() throws {
    let folder = try Folder()
    let command =
      ([Program.path, "sweep"] + SweepCommandTests.small + ["--dir", "study", "--csv", "out.csv"])
      .joined(separator: " ")
    let run = try PipedRun(
      ["/bin/bash", "-c", "ulimit -S -f 16; exec \(command)"], directory: folder.path)
    try run.waitUntil("a word about the limit") { $0.error.contains("waiting until it can be") }
    #expect(run.error.contains("File too large"), "\(run.error)")
    run.signal(SIGTERM)
    #expect(try run.waitForExit() == .exited(143))
    let cells = try Table(folder.text("out.csv")).rows.count
    #expect(cells > 0 && cells < 40)
    #expect(try StudyFolder(folder).recorded().measurements.count == cells)
  }

  /// A CPU limit warns every second until it kills: the first is enough, and the second does not cut the end short.
  @Test func aLimitOfProcessorTimeKeepsTheFinishedCells() throws {
    let folder = try Folder()
    let run = try PipedRun(
      ["/bin/bash", "-c", "ulimit -S -t 3; exec \(Program.path) sweep --refine 3 --jobs 2 --csv out.csv"],
      directory: folder.path)
    #expect(try run.waitForExit(timeout: 120) == .exited(128 + SIGXCPU), "\(run.error)")
    #expect(try !Table(folder.text("out.csv")).rows.isEmpty)
  }
}
