import Foundation
import Terminal
import Testing

@testable import Explorer

/// Whole screens with their colours. `Screens/THEME-RUNG-WxH.txt` holds the text, then a letter for the style of every
/// character, then what the letters mean. `PHASE_TUI_RECORD=1 swift test` writes them anew, to be read before they are
/// kept.
@Suite struct ColourScreenTests {
  /// Three themes at three sizes in 256 colours, and one at the other rungs.
  static let screens: [(String, ColorDepth, Size)] =
    ["default", "light", "tidepool"].flatMap { theme in
      [(80, 24), (120, 40), (200, 60)].map { (theme, .indexed256, Size(width: $0.0, height: $0.1)) }
    } + [ColorDepth.truecolor, .ansi16, .mono].map { ("tidepool", $0, Size(width: 80, height: 24)) }

  @Test(arguments: screens) func textAndColours(_ theme: String, _ colors: ColorDepth, _ size: Size) throws {
    var state = try Fixture.complete(size)
    _ = state.update(.themed(try ThemeLibrary(folders: []).theme(theme)))
    state.look = Look(theme: state.look.theme, colors: colors, glyphs: .unicode)
    // A finer picture, a marked region, and one quantity's scale beside the regimes.
    for case .want(_, let cells) in state.type("lllkkkr") { Fixture.finish(cells, in: &state) }
    _ = state.type("hhvhj")
    try expect(state, "\(theme)-\(colors.rawValue)-\(size.width)x\(size.height)")
    guard size.width == 80 else { return }
    _ = state.update(.command(.coloring(.quantity(.relativeFeatureUpdate))))
    try expect(state, "\(theme)-\(colors.rawValue)-scale")
  }

  /// A theme without colours carries a scale's values as digits, whatever the terminal could show.
  @Test(arguments: [ColorDepth.truecolor, .indexed256, .ansi16, .mono])
  func aThemeWithoutColoursShowsDigits(_ colors: ColorDepth) throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    state.look = Look(
      theme: try ThemeLibrary(folders: []).theme("mono"), colors: colors, glyphs: .unicode)
    _ = state.update(.command(.coloring(.quantity(.relativeFeatureUpdate))))
    let text = state.view().text
    #expect(text.contains("0123456789"))
    #expect(text.split(separator: "\n").filter { $0.contains("999") && $0.contains("221100") }.count > 10)
  }

  private func expect(_ state: State, _ name: String) throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Screens/\(name).txt")
    let text = Self.described(state.view())
    if ProcessInfo.processInfo.environment["PHASE_TUI_RECORD"] != nil {
      try text.write(to: path, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: path, encoding: .utf8)), "\(name)")
  }

  private static let letters = Array(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789αβγδεζηθικλμνξοπρστυφχψω")

  private static func described(_ canvas: Canvas) -> String {
    var legend: [(style: Style, letter: Character)] = []
    let rows = (0..<canvas.size.height).map { y in
      String(
        (0..<canvas.size.width).map { x -> Character in
          let style = canvas[x, y].style
          if let known = legend.first(where: { $0.style == style }) { return known.letter }
          let letter = legend.count < letters.count ? letters[legend.count] : "?"
          legend.append((style, letter))
          return letter
        })
    }
    let meanings = legend.map {
      "\($0.letter) \(name($0.style.foreground)) on \(name($0.style.background))\(name($0.style.modifiers))"
    }
    return ([canvas.text] + rows + meanings).joined(separator: "\n") + "\n"
  }

  private static func name(_ color: Color) -> String {
    switch color {
    case .terminal: "terminal"
    case .indexed(let index): "\(index)"
    case .rgb(let red, let green, let blue): String(format: "#%02x%02x%02x", red, green, blue)
    }
  }

  private static func name(_ modifiers: Modifiers) -> String {
    [(Modifiers.bold, " bold"), (.dim, " dim"), (.underline, " underline"), (.reverse, " reverse")]
      .filter { modifiers.contains($0.0) }.map(\.1).joined()
  }
}
