/// A colour as a terminal understands it.
package enum Color: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case terminal
  /// An entry of the terminal's palette: 0–15 the named colours, 16–255 the fixed cube and greys.
  case indexed(UInt8)
  case rgb(UInt8, UInt8, UInt8)
}

/// Bold, dim and the like.
package struct Modifiers: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let bold = Modifiers(rawValue: 1)
  package static let dim = Modifiers(rawValue: 2)
  package static let italic = Modifiers(rawValue: 4)
  package static let underline = Modifiers(rawValue: 8)
  package static let reverse = Modifiers(rawValue: 16)

  /// The names that theme files use.
  static let names: [(name: String, modifier: Modifiers)] = [
    ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
  ]
}

/// How one character looks: already resolved for the terminal's colours.
package struct Style: Hashable, Sendable {
  package var foreground: Color
  package var background: Color
  package var modifiers: Modifiers

  package static let plain = Style()

  package init(foreground: Color = .terminal, background: Color = .terminal, modifiers: Modifiers = []) {
    self.foreground = foreground
    self.background = background
    self.modifiers = modifiers
  }

  /// This style with another laid over it: the other's colours where it has any, the modifiers of both.
  package func overlaid(with other: Style) -> Style {
    Style(
      foreground: other.foreground == .terminal ? foreground : other.foreground,
      background: other.background == .terminal ? background : other.background,
      modifiers: modifiers.union(other.modifiers))
  }
}
