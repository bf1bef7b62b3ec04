import Foundation
import Input
import Testing

@testable import Terminal

@Suite struct ThemeTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../themes").standardized.path
  static let shipped =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?
    .filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.sorted() ?? []
  static let library = ThemeLibrary(folders: [folder])

  /// What is no theme, and what would be one.
  @Test(arguments: [
    ("defualt", "; did you mean 'default'? (looked in "), ("x", "; one of: colour-blind, dark, "),
  ])
  func unknownThemesAreSaid(_ name: String, _ remedy: String) {
    let error = #expect(throws: Refusal.self) { try Self.library.theme(name) }
    #expect(error?.description.hasPrefix("no theme '\(name)'\(remedy)") == true)
  }

  /// What is shipped travels inside the program, as it is.
  @Test func themesAreShipped() {
    #expect(Self.shipped == ThemeLibrary.compiledIn.keys.sorted())
    #expect(
      Set(["default", "dark", "light", "colour-blind", "high-contrast", "mono"]).isSubset(of: Self.shipped))
  }

  @Test(arguments: shipped) func everyShippedThemeIsComplete(_ name: String) throws {
    let theme = try Self.library.theme(name)
    for role in Role.allCases { #expect(theme.appearances[role] != nil, "\(role.rawValue) is missing") }
  }

  @Test(arguments: shipped) func coloursHaveExplicitFallbacks(_ name: String) throws {
    for (role, appearance) in try Self.library.theme(name).appearances {
      let style = appearance.style
      guard style.foreground != .terminal || style.background != .terminal else { continue }
      #expect(appearance.ansi16 != nil && appearance.mono != nil, "\(role.rawValue)")
    }
  }

  @Test(arguments: shipped, ColorDepth.allCases)
  func regimesAreTellable(_ name: String, depth: ColorDepth) throws {
    let look = Look(theme: try Self.library.theme(name), colors: depth, glyphs: .ascii)
    let regimes: [Role] = [.feature, .lazy, .divergent]
    #expect(Set(regimes.map { look.glyph($0) }).count == 3)
    if look.hasColor { #expect(Set(regimes.map { look($0).background }).count == 3) }
  }

  @Test(arguments: shipped) func whatIsCompiledInIsTheFile(_ name: String) throws {
    let file = try String(contentsOfFile: Self.folder + "/\(name).toml", encoding: .utf8)
    #expect(ThemeLibrary.compiledIn[name] == file)
  }

  private func theme(_ source: String) throws -> Theme {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).toml").path
    try source.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try Self.library.theme(path)
  }

  @Test func inheritsRolesAndPalette() throws {
    let theme = try theme("inherits = \"default\"\n[regime]\nlazy = { bg = \"feature\", glyph = \"Z\" }\n")
    #expect(theme[.lazy].style.background == .rgb(0x56, 0xb4, 0xe9))
    #expect(theme[.lazy].glyph == "Z")
    #expect(theme[.divergent].glyph == "X")
    #expect(theme.sources.count == 2)
  }

  /// The roles of a parent take the heir's colours, also those that only stand for one of the sixteen.
  @Test func aPaletteRecoloursWhatIsInherited() throws {
    let theme = try theme("inherits = \"dark\"\n[palette]\nlazy = \"#010203\"\naccent-16 = \"magenta\"\n")
    #expect(theme[.lazy].style.background == .rgb(1, 2, 3))
    #expect(theme[.lazy].glyph == "L")
    #expect(theme[.key].ansi16?.foreground == .indexed(5))
    #expect(theme.sources.count == 3)
    let error = #expect(throws: Refusal.self) {
      try self.theme("[ui]\ntext = { ansi16 = { fg = \"lazy\" } }\n")
    }
    #expect(error?.description.contains("colour of the sixteen 'lazy'") == true)
  }

  @Test func nestedRolesAndAttributesShareATable() throws {
    let theme = try theme("[ui.border]\nfg = \"red\"\n[ui.border.focus]\nfg = \"cyan\"\n")
    #expect(theme[.border].style.foreground == .indexed(1))
    #expect(theme[.borderFocus].style.foreground == .indexed(6))
  }

  @Test(
    arguments: [
      ("[ui]\ntext = {}\nbackgruond = {}\n", 3, "'ui.backgruond'; did you mean 'ui.background'"),
      ("[regim]\n", 1, "'regim'; did you mean 'regime'"),
      ("\n\n[ui]\ntext = { colour = \"red\" }\n", 4, "unknown key 'colour'"),
      ("[ui]\ntext = { fg = \"bleu\" }\n", 2, "did you mean 'blue'"),
      ("[ui]\ntext = { fg = \"#12345\" }\n", 2, "unknown colour"),
      ("[ui]\ntext = { mods = [\"blod\"] }\n", 2, "did you mean 'bold'"),
      ("[palette]\nred = 3\n", 2, "#rrggbb"),
      ("variant = \"dusk\"\n", 1, "\"dark\" or \"light\""),
      ("[regime]\nlazy = { glyph = \"LL\" }\n", 2, "one character"),
      ("[ui\n", 1, "expected ']'"),
    ])
  func mistakesNameTheLine(_ source: String, line: Int, hint: String) throws {
    let error = #expect(throws: Refusal.self) { try theme(source) }
    #expect(error?.exitStatus == 65 && error?.line == line)
    #expect(error?.problem.contains(hint) == true, "\(String(describing: error))")
  }

  @Test func anUnknownThemeNamesTheNearest() {
    let error = #expect(throws: Refusal.self) { try Self.library.theme("defalt") }
    #expect(error?.description.contains("did you mean 'default'?") == true)
    #expect(error?.exitStatus == 64)
  }

  @Test func aMissingFileIsNamed() {
    let error = #expect(throws: Refusal.self) { try Self.library.theme("/nowhere/x.toml") }
    #expect(error?.description.contains("/nowhere/x.toml") == true)
  }

  @Test func withoutFoldersTheCompiledInThemesServe() throws {
    let theme = try ThemeLibrary(folders: []).theme("default")
    #expect(theme.sources == ["compiled in"])
    #expect(theme.appearances.count == Role.allCases.count)
  }

  @Test func theLadder() {
    #expect(ColorDepth.detected(colors: 256, environment: [:]) == .indexed256)
    #expect(ColorDepth.detected(colors: 8, environment: [:]) == .ansi16)
    #expect(ColorDepth.detected(colors: 0, environment: [:]) == .mono)
    #expect(ColorDepth.detected(colors: 256, environment: ["NO_COLOR": "1"]) == .mono)
    #expect(ColorDepth.detected(colors: 256, environment: ["NO_COLOR": ""]) == .indexed256)
    #expect(Color.rgb(255, 0, 0).reduced(to: .indexed256) == .indexed(196))
    #expect(Color.rgb(250, 5, 5).reduced(to: .ansi16) == .indexed(9))
    #expect(Color.rgb(1, 2, 3).reduced(to: .mono) == .terminal)
  }
}
