import Testing

/// Terminals with few colours, other locales, other themes.
@Suite(.serialized) struct AppearanceTests {
  private func colours(_ screen: Screen) -> Set<Screen.Colour> {
    Set(screen.cells.joined().flatMap { [$0.style.foreground, $0.style.background] })
  }

  @Test func regimesHaveColoursThatDiffer() throws {
    let screen = try ExplorerSession.complete(directory: Folder()).settle()
    let grid = screen.grid.joined().filter { "FLX".contains($0.text) }
    for letter in ["F", "L", "X"] {
      #expect(
        Set(grid.filter { $0.text == letter }.map(\.style.background)).subtracting([.standard]).count >= 1)
    }
    #expect(Set(grid.map(\.style.background)).count >= 3)
  }

  @Test(arguments: [["NO_COLOR": "1"], ["TERM": "vt100"]])
  func worksWithoutColours(_ environment: [String: String]) throws {
    let session = try ExplorerSession.complete(environment: environment, directory: Folder())
    let screen = try session.settle()
    #expect(colours(screen) == [.standard])
    // Letters carry what colours do elsewhere.
    #expect(Set(screen.gridText.joined()).isSuperset(of: "FLX"))
    #expect(try session.typeAndSettle("l").cursorValues["α"] == 1.78)
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func colouringsAreDigitsWithoutColours() throws {
    let session = try ExplorerSession.complete(environment: ["NO_COLOR": "1"], directory: Folder())
    let screen = try session.type("c", until: "final loss") { $0.lastLine.contains("final loss") }
    #expect(Set(screen.gridText.joined().filter(\.isNumber)).count > 3)
  }

  @Test(arguments: ["xterm", "screen", "linux"])
  func worksWithFewColours(terminal: String) throws {
    let session = try ExplorerSession.complete(environment: ["TERM": terminal], directory: Folder())
    let screen = try session.settle()
    #expect(colours(screen).count > 3)
    #expect(
      colours(screen).allSatisfy { if case .indexed(let index) = $0 { index < 16 } else { $0 == .standard } })
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func aTerminalWithoutACursorIsRefused() throws {
    let session = try ExplorerSession.start(environment: ["TERM": "dumb"], directory: Folder())
    #expect(try session.waitForExit() == .exited(69))
    #expect(session.screen.contains("dumb") && session.screen.contains("sweep"))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// Without a Unicode locale every byte is ASCII, and the screen says why.
  @Test func isASCIIWithoutUnicode() throws {
    let session = try ExplorerSession.start(environment: ["LANG": "C"], directory: Folder())
    try session.waitUntil("why it is ASCII") {
      $0.lastLine.contains("ASCII") && $0.lastLine.contains("UTF-8")
    }
    try session.waitUntil("the complete grid") { $0.isComplete }
    let screen = try session.settle()
    #expect(screen.contains("alpha 1  L 16  S 1.00") && screen.contains("phi 1.0"))
    #expect(Set(screen.gridText.joined()).isSuperset(of: "FLX"))
    try session.typeAndSettle("crt+-x")
    #expect(try session.quit() == .exited(0))
    #expect(session.transcript.allSatisfy { $0 < 128 })
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func glyphsAndColoursCanBeChosen() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(
      ExplorerSession.small + ["--glyphs", "ascii", "--color", "mono"], directory: folder)
    #expect(colours(session.screen) == [.standard])
    #expect(session.transcript.allSatisfy { $0 < 128 })
  }

  @Test func aThemeOfOnesOwnIsUsed() throws {
    let folder = try Folder()
    try folder.write(
      "[regime]\nfeature = { fg = \"white\", bg = \"#ff0000\", glyph = \"f\" }\n", to: "mine.toml")
    let session = try ExplorerSession.complete(
      ExplorerSession.small + ["--theme", "mine.toml"], directory: folder)
    let cell = try #require(session.screen.grid.joined().first { $0.text == "f" })
    #expect(cell.style.background == .indexed(196))
    #expect(cell.style.foreground == .indexed(7))
    let mono = try ExplorerSession.complete(ExplorerSession.small + ["--theme", "mono"], directory: folder)
    #expect(colours(mono.screen) == [.standard])
  }

  /// `T` previews every theme on the running screen, ground and all, and the environment names the first one.
  @Test func themesGoRoundLive() throws {
    let session = try ExplorerSession.complete(
      environment: ["PHASE_TUI_THEME": "light"], directory: Folder())
    func ground(_ screen: Screen) -> Screen.Colour { screen[5, 0].style.background }
    let light = try session.settle()
    #expect(ground(light) != .standard)
    var grounds = [ground(light)]
    for name in ["mono", "orchard", "tidepool", "colour-blind", "dark", "default"] {
      let screen = try session.type("T", until: name) { $0.lastLine.contains("theme: \(name)") }
      grounds.append(ground(screen))
    }
    #expect(grounds[1] == .standard && grounds[6] == .standard)
    #expect(Set(grounds).count >= 5)
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// Themes are refused before the screen opens: one line, with the place in it.
  @Test(arguments: [
    ("nope", Int32(64), "--theme"), ("defualt", 64, "'default'"), ("missing.toml", 66, "missing.toml"),
    ("broken.toml", 65, "broken.toml:2"), ("typo.toml", 65, "typo.toml:2"),
    ("colour.toml", 65, "colour.toml:2"),
  ])
  func themesAreRefused(name: String, status: Int32, words: String) throws {
    let folder = try Folder()
    try folder.write("[regime]\nfeature = = 3\n", to: "broken.toml")
    try folder.write("[regime]\nfeatrue = {}\n", to: "typo.toml")
    try folder.write("[regime]\nfeature = { fg = \"bluish\" }\n", to: "colour.toml")
    let session = try ExplorerSession.start(["--theme", name], directory: folder)
    #expect(try session.waitForExit() == .exited(status))
    #expect(session.screen.contains(words), "\(session.screen.text)")
    #expect(session.differencesFromStart.isEmpty)
    #expect(!session.transcript.contains(0x1B))
  }
}
