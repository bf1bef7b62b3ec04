import Foundation
import Input
import Testing

@testable import Terminal

@Suite struct ThemeCheckTests {
  @Test(arguments: ThemeTests.shipped) func everyShippedThemePasses(_ name: String) throws {
    let findings = try ThemeCheck(name, in: ThemeTests.library).findings.map(\.description)
    #expect(findings == [])
  }

  /// `default` lies on whatever ground the terminal has: shapes are seen on white too, though text is made for black.
  @Test func theDefaultIsSeenOnWhite() throws {
    var theme = try ThemeTests.library.theme("default")
    theme.variant = .light
    let ratios = ThemeCheck(theme).findings.map(\.problem)
    for text in ratios { #expect(text.contains("needs 4.5"), "\(text)") }
    for role in [Role.key, .error, .warning, .ok] {
      let ink = try #require(theme[role].style.foreground.light)
      #expect(ink.contrast(to: LinearRGB(red: 1, green: 1, blue: 1)) >= 3, "\(role.rawValue)")
    }
  }

  /// The theme for high contrast keeps to WCAG's strictest level.
  @Test func highContrastIsHigh() throws {
    let theme = try ThemeTests.library.theme("high-contrast")
    let ground = try #require(theme[.background].style.background.light)
    for role in [Role.text, .dim, .key, .error, .warning, .ok, .axisTick, .border, .borderFocus] {
      let ink = try #require(theme[role].style.foreground.light)
      #expect(ink.contrast(to: ground) >= 7, "\(role.rawValue)")
    }
  }

  private func findings(_ source: String) throws -> [Refusal] {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).toml").path
    try source.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try ThemeCheck(path, in: ThemeTests.library).findings
  }

  /// Every kind of finding, with its line.
  @Test(
    arguments: [
      (
        "[regime]\nlazy = { fg = \"black\", bg = \"lazy\", glyph = \"L\", mono = [] }\n", 2,
        "lazy has no ansi16"
      ),
      (
        "[regime]\nlazy = { bg = \"lazy\", ansi16 = { bg = \"red\" }, glyph = \"L\" }\n", 2,
        "lazy has no mono"
      ),
      ("[regime]\nlazy = { glyph = \"F\" }\n", 2, "lazy has the same glyph as regime.feature"),
      ("[cell]\nfailed = { glyph = \"✗\" }\n", 2, "failed has no ascii"),
      ("[palette]\nfeature = \"#e69f05\"\n", nil, "lazy cannot be told from regime.feature"),
      ("[palette]\nfeature = \"#7a8a30\"\nlazy = \"#a06a30\"\n", nil, "feature under deuteranopia"),
      ("[palette]\ndivergent = \"#4a6fb0\"\n", nil, "divergent cannot be told from regime.feature"),
      ("[palette]\nown-2 = \"#aa4418\"\n", nil, "own-2 cannot be told from regime.divergent"),
      ("[palette]\nown-2 = \"#99a8b0\"\n", nil, "own-4 cannot be told from regime.own-2"),
      ("[regime]\nown-3 = { glyph = \"2\" }\n", 2, "own-3 has the same glyph as regime.own-2"),
      ("[palette]\naccent = \"#333333\"\n", nil, "ui.key has contrast 1.7 to the background, needs 4.5"),
      ("[palette]\nink = \"#ffffff\"\n", nil, "regime.feature has contrast 2.3 to its surface"),
      ("[palette]\ncrossing = \"#e69f00\"\n", nil, "boundary.theory has contrast 1.0 to regime.lazy"),
      ("[palette]\nmiddle = \"#101010\"\n", nil, "scale.mid must lie between"),
      ("[palette]\nundefined = \"#2a918c\"\n", nil, "scale.nan looks like the scale"),
      ("[palette]\ncurve-2 = \"#0087fa\"\n", nil, "curve.2 cannot be told from curve.1"),
      ("[palette]\nground = \"#56b4e9\"\n", nil, "regime.feature looks like the background"),
      ("[ui]\n\"border.focus\" = {}\nborder = {}\n", 2, "ui.border.focus looks like ui.border"),
      ("[ui]\ncursor = {}\n", 2, "ui.cursor looks like ui.text"),
      ("[ui]\ncursor = { mods = [\"reverse\"] }\n", 2, "ui.cursor looks like ui.selection"),
      (
        "[regime]\nlazy = { bg = \"lazy\", fg = \"ink\", ansi16 = { fg = \"black\", bg = \"cyan\" }, mono = [] }\n",
        2,
        "told from regime.feature: CIEDE2000 0, needs 15 in 16 colours"
      ),
      ("[ui]\nbackgruond = {}\n", 2, "did you mean 'ui.background'?"),
    ] as [(String, Int?, String)])
  func findsWhatIsWrong(_ source: String, line: Int?, problem: String) throws {
    let findings = try findings(source)
    let found = findings.first { $0.problem.contains(problem) }
    #expect(found != nil, "\(findings.map(\.description))")
    #expect(found?.line == line)
  }

  /// A file's mistakes all come at once, in its order.
  @Test func everyMistakeIsTold() throws {
    let source = "[ui]\ntext = { fg = \"bleu\", mods = [\"blod\"] }\ntitel = {}\n[regim]\n"
    let problems = try findings(source).map(\.problem)
    #expect(problems.filter { $0.contains("did you mean") }.count == 4, "\(problems)")
    #expect(try findings("[ui]\ntitel = {}\n[axis]\nlable = {}\n").map(\.line) == [2, 4])
  }

  /// Without a theme to start from everything is missing.
  @Test func missingRolesAreNamed() {
    let bare = Theme(name: "bare", variant: .dark, appearances: [:], sources: [])
    let missing = ThemeCheck(bare).findings.filter { $0.problem.hasSuffix(" is missing") }
    #expect(missing.count == Role.allCases.count)
  }

  @Test func whatCannotBeReadIsThrown() {
    #expect(throws: Refusal.self) { try findings("[ui\n") }
    #expect(throws: Refusal.self) { try ThemeCheck("/nowhere/x.toml", in: ThemeTests.library) }
  }
}
