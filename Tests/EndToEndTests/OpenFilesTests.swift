import Archive
import Testing

/// A limit of open files says itself, before there is anything to lose; one that is just enough is enough.
@Suite struct OpenFilesTests {
  private static let tiny = "--axis alpha=1:2:2 --axis depth=1:2:2 --set steps=2 --seeds 1"

  @Test(
    arguments: [4, 8, 31], ["sweep --csv a.csv", "sweep --dir d", "info", "slurm --dir d --tasks 2", ""])
  func tooFewAreRefused(_ limit: Int, _ verb: String) throws {
    let folder = try Folder()
    let options = verb.hasPrefix("s") ? Self.tiny : ""
    let run = try PipedRun(
      ["/bin/sh", "-c", "ulimit -n \(limit); exec \(Program.path) \(verb) \(options)"],
      directory: folder.path)
    #expect(try run.waitForExit() == .exited(71))
    #expect(
      run.error
        == "phase-tui: only \(limit) files may be open at once, and 32 are needed; "
        + "raise the limit (ulimit -n 256)\n")
    #expect(run.output.isEmpty && folder.names.isEmpty)
  }

  /// Also a small limit that the process itself may raise.
  @Test(arguments: ["ulimit -n 32", "ulimit -S -n 8"]) func enoughIsEnough(_ limit: String) throws {
    let folder = try Folder()
    let run = try PipedRun(
      [
        "/bin/sh", "-c",
        "\(limit); exec \(Program.path) sweep --dir d --csv a.csv --jobs 2 --refine 1 \(Self.tiny)",
      ], directory: folder.path)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    #expect(try Table(folder.text("a.csv")).rows.count >= 4)
  }

  @Test func theExplorerHasEnoughWith32() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      ["/bin/sh", "-c", "ulimit -n 32; exec \(Program.path) --jobs 2 --dir d \(Self.tiny)"],
      directory: folder.path)
    try session.waitUntil("the complete grid") { $0.isComplete }
    session.type("S")
    try session.waitUntil("the files") { $0.contains("saved") }
    session.type("q")
    #expect(try session.waitForExit() == .exited(0))
    #expect(folder.names.filter { $0.hasPrefix("alpha-depth") }.count == 2 * ExportFormat.allCases.count)
  }
}
