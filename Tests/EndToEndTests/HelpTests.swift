import Explorer
import Testing

/// `?` and the hint line.
@Suite(.serialized) struct HelpTests {
  @Test(arguments: [(80, 24), (120, 40), (40, 60)])
  func everyKeyIsListed(columns: Int, rows: Int) throws {
    let session = try ExplorerSession.start(rows: rows, columns: columns, directory: Folder())
    try session.waitUntil("the grid") { $0.progress.total > 0 }
    try session.type("?", until: "the help") { $0.lastLine.contains("the help") }
    for binding in Keymap.standard.bindings {
      let keys = binding.keys.map(\.name).joined(separator: " ")
      session.press(.control("u"))
      try session.type(":\(binding.command.text)", until: "the row of \(keys)") { screen in
        screen.rows.contains { $0.contains(keys) && $0.contains(binding.help) }
      }
    }
    session.press(.escape)
    try session.waitUntil("the grid") { $0.lastLine.contains(" move") }
    #expect(try session.quit() == .exited(0))
  }

  @Test func theListRunsWhatIsChosen() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    try session.type("?pane order", until: "one row") { $0.contains("with: pane order") }
    session.press(.enter)
    try session.waitUntil("the pane") { $0.contains("[3 order]") }
    try session.type("?goto", until: "one row") { $0.contains("with: goto") }
    session.press(.enter)
    try session.waitUntil("the command line") {
      $0.lastLine == ":goto" && $0.contains("residual-branch multiplier")
    }
    session.type("alpha=100")
    session.press(.enter)
    #expect(try session.settle().cursorValues["α"] == 100)
    #expect(try session.quit() == .exited(0))
  }

  @Test func theCommandLineEditsRemembersAndCompletes() throws {
    let folder = try Folder()
    try folder.write("", to: "taken.csv")
    let session = try ExplorerSession.complete(directory: folder)
    session.type(":x")
    session.press(.control("u"))
    session.type("gto")
    session.press(.home, .right)
    session.type("o")
    session.press(.end)
    session.type(" depth=1")
    session.press(.enter)
    #expect(try session.settle().cursorValues["L"] == 1)
    session.type(":")
    session.press(.up)
    try session.waitUntil("the last line") { $0.lastLine == ":goto depth=1" }
    session.press(.escape)
    try session.type(":theo", until: "completions") { $0.contains("theory boundaries on/off") }
    session.press(.tab)
    try session.type("o", until: "words") { $0.lastLine == ":theory o" && $0.contains("off") }
    session.press(.tab, .tab, .enter)
    #expect(try !session.settle().contains("theory: S = 3.7"))
    try session.type(":export csv t", until: "files") { $0.contains("taken.csv") }
    session.press(.tab, .enter)
    try session.waitUntil("the refusal") {
      $0.lastLine.contains("taken.csv: cannot be written: there is such a file")
    }
    session.type(":export csv mine.csv")
    session.press(.enter)
    try session.waitUntil("where it is") { $0.lastLine.contains("saved mine.csv (117 cells)") }
    #expect(try folder.text("taken.csv").isEmpty && Table(folder.text("mine.csv")).rows.count == 117)
    session.type(":exprt")
    session.press(.enter)
    try session.waitUntil("what is wrong") {
      $0.contains("unknown command \"exprt\"; did you mean \"export\"?")
    }
    // Pasted text is typed, but its line ends run nothing.
    session.press(.control("u"))
    session.paste("quit\rquit\n")
    try session.waitUntil("what was pasted") { $0.lastLine == ":quitquit" }
    session.press(.control("u"))
    session.type("quit")
    session.press(.enter)
    #expect(try session.waitForExit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }
}
