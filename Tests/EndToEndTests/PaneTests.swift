import Testing

/// The side pane's pages, why a cell is in its regime, and time.
@Suite(.serialized) struct PaneTests {
  private static let sizes = [(80, 24), (120, 40), (200, 60)]

  /// Each pane by its key and by Tab, before and after `m`.
  @Test(arguments: sizes) func allSixPanes(columns: Int, rows: Int) throws {
    let session = try ExplorerSession.complete(rows: rows, columns: columns, directory: Folder())
    let home = try session.settle()
    #expect(home.contains("[1 loss]") && home.contains("loss against training step"))
    for (key, title, text) in [
      ("2", "[2 limit]", "press m to measure the limit here"), ("3", "[3 order]", "along α"),
      ("3", "[3 order]", "along L"), ("4", "[4 depth]", "press m to measure the profile here"),
      ("5", "[5 paths]", "press m to follow a unit here"),
      ("6", "[6 scaling]", ":path completep depth-mup standard"),
    ] {
      let screen = try session.typeAndSettle(key)
      #expect(screen.contains(title) && screen.contains(text), "\(key)\n\(screen.text)")
    }
    session.press(.tab)
    #expect(try session.settle().rows == home.rows)

    // The column's limits; the cursor is at its top then.
    try session.type("2Gvgm", until: "a fitted exponent") {
      $0.contains("exponent -") && $0.contains("tangent 0.")
    }
    let limit = try session.settle()
    #expect(limit.contains("seeds . spread") && limit.contains("tangent 0."), "\(limit.text)")
    for (title, text) in [
      ("[3 order]", "along"), ("[4 depth]", "s = l/L"), ("[5 paths]", "principal directions: "),
    ] {
      session.press(.tab)
      let screen = try session.settle()
      #expect(screen.contains(title) && screen.contains(text), "\(screen.text)")
    }
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// Typed, drawn, measured cells beside it, and taken away again.
  @Test(arguments: sizes) func followsAParametrisation(columns: Int, rows: Int) throws {
    let session = try ExplorerSession.complete(rows: rows, columns: columns, directory: Folder())
    session.type(":path depth-mup")
    session.press(.enter)
    _ = try session.waitFor("[6 scaling]")
    let screen = try session.settle()
    #expect(screen.contains("depth-mup: α ∝ L^0.5") && screen.contains("φ *  ξ o  ρ +"), "\(screen.text)")
    // The cells on it are trained, and nothing is left to do then.
    session.type(":measure-path")
    session.press(.enter)
    _ = try session.waitFor("refining: ")
    _ = try session.waitUntil("the cells on the path", timeout: 120) { $0.isComplete }
    session.type(":measure-path")
    session.press(.enter)
    _ = try session.waitFor("measured, or on their way")
    session.type(":path")
    session.press(.enter)
    _ = try session.waitFor("no path is drawn now")
    #expect(try session.settle().contains(":path completep depth-mup standard"))
    #expect(try session.quit() == .exited(0))
  }

  @Test(arguments: sizes) func enterSaysWhy(columns: Int, rows: Int) throws {
    let session = try ExplorerSession.complete(rows: rows, columns: columns, directory: Folder())
    let home = try session.settle()
    session.press(.enter)
    let why = try session.settle()
    for text in [
      "why (Enter closes)", "feature learning 2/2", "rule 7 decided", "≥ 0.3", "votes of the seeds",
    ] {
      #expect(why.contains(text), "no “\(text)” in\n\(why.text)")
    }
    session.press(.escape)
    #expect(try session.settle().rows == home.rows)
    // At the largest α the initial noise decides.
    session.type("$")
    session.press(.enter)
    #expect(try session.settle().contains("noise dominated 2/2"))
    session.press(.enter)
    #expect(try session.settle().contains("[1 loss]"))
  }

  /// Back to the first measured step, where little has moved, and home; a snapshot is of what is shown.
  @Test(arguments: sizes) func timeSlides(columns: Int, rows: Int) throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(rows: rows, columns: columns, directory: folder)
    let home = try session.settle()
    try session.type("s", until: "the snapshot") { $0.lastLine.contains("saved") }
    for step in [9, 4, 2] {
      #expect(try session.typeAndSettle(",").contains("at step \(step) of 20"))
    }
    let early = try session.settle()
    #expect(early.pane[3] != home.pane[3])
    try session.type("s", until: "the second snapshot") { $0.lastLine.contains("saved") }
    let tables = folder.names.filter { $0.hasSuffix(".csv") }
    #expect(tables.count == 2)
    let texts = try tables.map(folder.text)
    // What is seen is what is saved.
    let headers = texts.map { $0.split(separator: "\n")[0] }
    #expect(!headers[0].hasSuffix(",step") && headers[1].hasSuffix(",step"))
    #expect(texts[1].split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",2") })
    #expect(try session.typeAndSettle("...").rows == home.rows)
  }

  @Test func brailleWhereTheLocaleHasIt() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    func hasDots(_ screen: Screen) -> Bool {
      screen.text.unicodeScalars.contains { 0x2801...0x28FF ~= $0.value }
    }
    #expect(!hasDots(try session.settle()))
    #expect(hasDots(try session.typeAndSettle("BB")))
    #expect(!hasDots(try session.typeAndSettle("B")))
  }
}
