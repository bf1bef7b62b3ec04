import Terminal
import Testing

@testable import Explorer

@Suite struct StartingLookTests {
  private func ladder(
    _ colors: ColorDepth? = nil, _ glyphs: GlyphSet? = nil, curves: CurveGlyphs = .ascii, has: Int = 256,
    isDirect: Bool = false, set: GlyphSet = .unicode, environment: [String: String] = [:]
  ) -> StartingLook {
    StartingLook(
      colors: colors, glyphs: glyphs, curves: curves,
      on: .init(colors: has, isDirect: isDirect, glyphs: set), environment: environment)
  }

  @Test(arguments: [
    (1 << 24, true, ColorDepth.truecolor), (256, false, .indexed256), (16, false, .ansi16),
    (8, false, .ansi16),
    (2, false, .mono), (0, false, .mono),
  ]) func coloursAreTheTerminals(_ has: Int, _ isDirect: Bool, _ depth: ColorDepth) {
    #expect(ladder(has: has, isDirect: isDirect).colors == depth)
    #expect(ladder(has: has, isDirect: isDirect, environment: ["NO_COLOR": "1"]).colors == .mono)
  }

  /// The flag goes before the environment.
  @Test(arguments: ColorDepth.allCases) func coloursAreTheUsers(_ depth: ColorDepth) {
    let chosen = ladder(depth, has: 1 << 24, isDirect: true, environment: ["NO_COLOR": "1"])
    #expect(chosen.colors == depth && chosen.notice == nil)
  }

  @Test func truecolourNeedsADescription() {
    let without = ladder(.truecolor, has: 256)
    #expect(without.colors == .indexed256)
    #expect(without.notice?.contains("ncurses-term") == true)
    #expect(ladder(.truecolor, has: 8).colors == .ansi16)
  }

  @Test(arguments: GlyphSet.allCases) func charactersAreTheTerminals(_ set: GlyphSet) {
    #expect(ladder(set: set).glyphs == set)
    #expect((ladder(set: set).notice == nil) == (set != .ascii))
    for curves in CurveGlyphs.allCases {
      #expect(ladder(curves: curves, set: set).curves == (set.curves.contains(curves) ? curves : .ascii))
    }
  }

  /// A console may have a better font than it is believed to have; a locale cannot be talked round.
  @Test func charactersAreTheUsers() {
    #expect(ladder(nil, .unicode, set: .blocks).glyphs == .unicode)
    #expect(ladder(nil, .ascii, set: .unicode).glyphs == .ascii)
    let plain = ladder(nil, .unicode, curves: .braille, set: .ascii)
    #expect(plain.glyphs == .ascii && plain.curves == .ascii && plain.notice?.contains("UTF-8") == true)
    #expect(ladder(nil, .ascii, set: .ascii).notice == nil)
  }
}
