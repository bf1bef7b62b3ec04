import Testing

/// Terminals with few colours, other locales, other themes.
@Suite(.serialized) struct AppearanceTests {
  private func colours(_ screen: Screen) -> Set<Screen.Colour> {
    Set(screen.cells.joined().flatMap { [$0.style.foreground, $0.style.background] })
  }

  @Test func regimesHaveColoursThatDiffer() throws {
    let screen = try ExplorerSession.complete(directory: Folder()).settle()
    let grid = screen.grid.joined().filter { "FLN".contains($0.text) }
    for letter in ["F", "L", "N"] {
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
    #expect(Set(screen.gridText.joined()).isSuperset(of: "FLN"))
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

  /// Direct colour comes by the flag alone, and is what the theme says to the last bit.
  @Test func truecolourIsAskedFor() throws {
    let arguments = ExplorerSession.small + ["--theme", "tidepool", "--color", "truecolor"]
    let session = try ExplorerSession.complete(arguments, directory: Folder())
    let screen = try session.settle()
    let cells = screen.grid.joined()
    for (letter, colour) in [("F", (0x3F, 0xB8, 0xAF)), ("L", (0xF2, 0xD3, 0x9B)), ("N", (0x55, 0x66, 0xAA))]
    {
      // Where theory's lines pass, letters stand on the lines' colour.
      let surfaces = Set(cells.filter { $0.text == letter && !$0.style.reversed }.map(\.style.background))
        .subtracting([.rgb(0x07, 0x13, 0x0F)])
      let (red, green, blue) = colour
      #expect(surfaces == [.rgb(UInt8(red), UInt8(green), UInt8(blue))], "\(letter)")
    }
    #expect(screen[5, 0].style.background == .rgb(0x0E, 0x1B, 0x22))
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
    let without = try ExplorerSession.complete(
      ExplorerSession.small + ["--theme", "tidepool"], environment: ["COLORTERM": "truecolor"],
      directory: Folder())
    #expect(colours(without.screen).allSatisfy { if case .rgb = $0 { false } else { true } })
  }

  /// Where no description of the terminal has direct colour, the next rung serves, and the screen says why.
  @Test func withoutTruecolourTheNextRungServes() throws {
    let session = try ExplorerSession.start(
      ExplorerSession.small + ["--color", "truecolor"], environment: ["TERM": "screen-256color"],
      directory: Folder())
    let screen = try session.waitUntil("the reason") { $0.contains("no truecolor") }
    #expect(colours(screen).allSatisfy { if case .rgb = $0 { false } else { true } })
    #expect(try session.quit() == .exited(0))
  }

  /// A console has straight lines and half blocks, and `--glyphs` climbs and descends the ladder.
  @Test(
    arguments: [
      ("linux", nil, "┌─┐│└┘", "╭╰┆φα"), ("xterm-256color", "blocks", "┌─┐│└┘", "╭╰┆φα"),
      ("linux", "unicode", "╭─╮│╰╯φα", "┌⣀"), ("xterm-256color", "ascii", "+-|", "─│α"),
    ] as [(String, String?, String, String)])
  func theLadderOfCharacters(terminal: String, glyphs: String?, some: String, none: String) throws {
    let session = try ExplorerSession.complete(
      ExplorerSession.small + (glyphs.map { ["--glyphs", $0] } ?? []), environment: ["TERM": terminal],
      directory: Folder())
    let text = Set(try session.settle().text)
    #expect(text.isSuperset(of: some) && text.isDisjoint(with: none))
    #expect(try session.quit() == .exited(0))
    #expect(session.differencesFromStart.isEmpty)
  }

  /// `B` goes round what the characters allow; `--glyphs braille` starts at the top.
  @Test func curvesClimbTheLadder() throws {
    let session = try ExplorerSession.complete(directory: Folder())
    func marks(_ screen: Screen) -> Set<Character> { Set(screen.pane.dropFirst(5).joined()) }
    #expect(marks(session.screen).contains("*"))
    let blocks = try session.type("B", until: "blocks") { $0.lastLine.contains("curves: blocks") }
    #expect(marks(blocks).contains("▀") && !marks(blocks).contains("*"))
    let dots = try session.type("B", until: "braille") { $0.lastLine.contains("curves: braille") }
    #expect(marks(dots).contains { ("\u{2801}"..."\u{28FF}").contains($0) })
    try session.type("B", until: "ASCII") { $0.lastLine.contains("curves: ascii") }
    let top = try ExplorerSession.complete(
      ExplorerSession.small + ["--glyphs", "braille"], directory: Folder())
    #expect(marks(top.screen).contains { ("\u{2801}"..."\u{28FF}").contains($0) })
    let console = try ExplorerSession.complete(environment: ["TERM": "linux"], directory: Folder())
    try console.type("B", until: "blocks") { $0.lastLine.contains("curves: blocks") }
    try console.type("B", until: "ASCII, without braille") { $0.lastLine.contains("curves: ascii") }
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
    #expect(Set(screen.gridText.joined()).isSuperset(of: "FLN"))
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

  /// Three sizes in three themes: the ground reaches every corner, every regime has its colour and its letter, but for the
  /// letters that theory's lines cross.
  @Test(
    arguments: [(24, 80), (40, 120), (60, 200)],
    [
      ("default", [nil, 74, 214, 25]), ("light", [231, 110, 221, 25]), ("tidepool", [234, 37, 223, 61]),
    ] as [(String, [Int?])])
  func everySizeInEveryTheme(_ size: (Int, Int), _ theme: (name: String, colours: [Int?])) throws {
    let session = try ExplorerSession.complete(
      ExplorerSession.small + ["--theme", theme.name], rows: size.0, columns: size.1, directory: Folder())
    let screen = try session.settle()
    let expected = theme.colours.map { $0.map(Screen.Colour.indexed) ?? .standard }
    for (row, column) in [(0, 0), (0, size.1 - 1), (size.0 - 1, 0), (size.0 - 1, size.1 - 1)] {
      #expect(screen[row, column].style.background == expected[0])
    }
    for (letter, colour) in zip(["F", "L", "N"], expected.dropFirst()) {
      let surfaces = Set(
        screen.grid.joined().filter { $0.text == letter && !$0.style.reversed }.map(\.style.background)
      ).subtracting([16, 232, 233].map(Screen.Colour.indexed))
      #expect(surfaces == [colour], "\(letter)")
    }
    #expect(screen.contains("╭ regime ") && screen.contains("[1 loss]"))
  }

  /// Themes are refused before the screen opens: one line, with the place in it.
  @Test(arguments: [
    ("nope", Int32(64), "no theme 'nope'"), ("defualt", 64, "'default'"),
    ("missing.toml", 66, "missing.toml"),
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
