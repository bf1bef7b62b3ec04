import Terminal

/// The colours and characters that the screen starts with: what is wanted, as far as the terminal has it, and a word on
/// what it has not.
package struct StartingLook: Hashable {
  package let colors: ColorDepth
  package let glyphs: GlyphSet
  package let curves: CurveGlyphs
  package private(set) var notice: String?

  /// What a terminal has.
  package struct Terminal: Hashable {
    var colors: Int
    var isDirect: Bool
    var glyphs: GlyphSet

    package init(colors: Int, isDirect: Bool, glyphs: GlyphSet) {
      self.colors = colors
      self.isDirect = isDirect
      self.glyphs = glyphs
    }
  }

  package init(
    colors wantedColors: ColorDepth?, glyphs wantedGlyphs: GlyphSet?, curves wantedCurves: CurveGlyphs,
    on terminal: Terminal, environment: [String: String]
  ) {
    let detected = ColorDepth.detected(colors: terminal.colors, environment: environment)
    if wantedColors == .truecolor, !terminal.isDirect {
      colors = ColorDepth.detected(colors: terminal.colors, environment: [:])
      notice = "no truecolor: no description of this terminal has it (they come with ncurses-term)"
    } else {
      colors = wantedColors ?? detected
    }
    // What the locale cannot show it cannot be asked for.
    glyphs = terminal.glyphs == .ascii ? .ascii : wantedGlyphs ?? terminal.glyphs
    curves = glyphs.curves.contains(wantedCurves) ? wantedCurves : .ascii
    if terminal.glyphs == .ascii, wantedGlyphs != .ascii {
      notice = "ASCII, because the locale is not UTF-8 (LC_ALL=C.UTF-8 for blocks)"
    }
  }
}
