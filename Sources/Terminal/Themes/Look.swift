/// A theme on a certain terminal: what the widgets draw with.
package struct Look: Sendable {
  package let theme: Theme
  package let colors: ColorDepth
  package let glyphs: GlyphSet
  private let styles: [Role: Style]
  private let gradient: ColorScale

  package init(theme: Theme, colors: ColorDepth, glyphs: GlyphSet) {
    self.theme = theme
    self.colors = colors
    self.glyphs = glyphs
    // Finding the nearest colour that a terminal has takes long enough to do it only once.
    styles = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, theme[$0].style(at: colors)) })
    gradient = ColorScale(theme, at: colors)
  }

  package func callAsFunction(_ role: Role) -> Style { styles[role] ?? .plain }

  /// Whether the scale has too few colours to tell values apart.
  package var scaleIsCoarse: Bool { gradient.isCoarse }

  /// The colour scale, `fraction` in 0 … 1; not finite: the role for that.
  package func scale(_ fraction: Double) -> Style {
    guard fraction.isFinite else { return self(.scaleNaN) }
    return gradient[fraction]
  }

  /// A role's text on a surface of another: in the surface's own ink where the role's cannot be read there.
  package func callAsFunction(_ role: Role, on surface: Style) -> Style {
    var style = surface.overlaid(with: self(role))
    if let ink = style.foreground.light, let ground = style.background.light, ink.contrast(to: ground) < 3 {
      style.foreground = surface.foreground
    }
    return style
  }

  /// One of two spellings: with any character of Unicode, or in ASCII.
  package func choose<T>(_ unicode: T, _ ascii: T) -> T { glyphs == .unicode ? unicode : ascii }

  /// One of two drawings: with lines and blocks, or in ASCII.
  package func draw<T>(_ blocks: T, _ ascii: T) -> T { glyphs == .ascii ? ascii : blocks }

  /// What stands for the terminal's own colours: the theme's text on its background.
  package var ground: Style {
    Style(foreground: self(.text).foreground, background: self(.background).background)
  }

  /// The role's own glyph.
  package func glyph(_ role: Role) -> Character? {
    let appearance = theme[role]
    if let glyph = appearance.glyph, glyphs.contains(glyph) { return glyph }
    return appearance.ascii ?? appearance.glyph.map(glyphs.nearest)
  }

  /// Whether coloured surfaces can carry the picture, or letters must.
  package var hasColor: Bool { self(.feature).background != .terminal }
}
