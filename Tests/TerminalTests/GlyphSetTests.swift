import Testing

@testable import Terminal

@Suite struct GlyphSetTests {
  @Test(arguments: [
    ("UTF-8", "xterm-256color", GlyphSet.unicode), ("utf8", "linux", .blocks),
    ("UTF-8", "linux-16color", .blocks),
    ("ANSI_X3.4-1968", "xterm-256color", .ascii), ("ISO-8859-1", "linux", .ascii), ("", "xterm", .ascii),
  ]) func byLocaleAndTerminal(_ codeset: String, _ terminal: String, _ set: GlyphSet) {
    #expect(GlyphSet.detected(codeset: codeset, terminal: terminal) == set)
  }

  /// Whatever is drawn comes out in the set, one column wide, and stays what it was where the set has it.
  @Test(arguments: GlyphSet.allCases) func everyCharacterHasANearest(_ set: GlyphSet) {
    for character in "aZ~─│╭╮╰╯┆┊▘▝▖▗▙▛▜▟▚▞█▀▄▌▐░⣿αφ√≤→…×±日é" {
      let nearest = set.nearest(character)
      #expect(set.contains(nearest), "\(character) \(nearest)")
      #expect(set == .unicode || nearest.columns == 1)
      if set.contains(character) { #expect(nearest == character) }
    }
  }

  @Test func aConsoleHasSquareCornersAndHalves() {
    var canvas = Canvas(Size(width: 12, height: 1))
    canvas.write("╭─╮┆▘▗▙█φ≤×±", x: 0, y: 0, style: .plain)
    #expect(canvas.folded(to: .blocks).text == "┌─┐│▀▄██f<×±")
    #expect(canvas.folded(to: .unicode) == canvas)
  }

  @Test func curvesFollow() {
    #expect(GlyphSet.unicode.curves == CurveGlyphs.allCases)
    #expect(GlyphSet.blocks.curves == [.ascii, .blocks] && GlyphSet.ascii.curves == [.ascii])
  }
}
