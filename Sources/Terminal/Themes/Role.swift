/// What a colour is for. The raw value is the path of the role in a theme file.
package enum Role: String, CaseIterable, Hashable, Sendable {
  case background = "ui.background"
  case text = "ui.text"
  case dim = "ui.dim"
  case title = "ui.title"
  case border = "ui.border"
  case borderFocus = "ui.border.focus"
  case key = "ui.key"
  case status = "ui.status"
  case help = "ui.help"
  case cursor = "ui.cursor"
  case selection = "ui.selection"
  case input = "ui.input"
  case error = "ui.error"
  case warning = "ui.warning"
  case ok = "ui.ok"
  case axisLabel = "axis.label"
  case axisTick = "axis.tick"
  case cellEmpty = "cell.empty"
  case cellQueued = "cell.queued"
  case cellRunning = "cell.running"
  case cellFailed = "cell.failed"
  case cellShared = "cell.shared"
  case feature = "regime.feature"
  case lazy = "regime.lazy"
  case noise = "regime.noise"
  case divergent = "regime.divergent"
  case undecided = "regime.undecided"
  /// Of regimes that a study has of its own.
  case own1 = "regime.own-1"
  case own2 = "regime.own-2"
  case own3 = "regime.own-3"
  case own4 = "regime.own-4"
  case scaleLow = "scale.low"
  case scaleMid = "scale.mid"
  case scaleHigh = "scale.high"
  case scaleNaN = "scale.nan"
  case boundaryMeasured = "boundary.measured"
  case boundaryTheory = "boundary.theory"
  case boundaryGuide = "boundary.guide"
  case path = "path.line"
  case curve1 = "curve.1"
  case curve2 = "curve.2"
  case curve3 = "curve.3"
  case curve4 = "curve.4"
  case curve5 = "curve.5"
  case curve6 = "curve.6"
  case curveReference = "curve.reference"

  /// The surfaces of cells, which must be told apart.
  package static let regimes = allCases.filter { $0.rawValue.hasPrefix("regime.") }
  /// Those among them that regimes of a study take, which bear letters of the study's own.
  package static let ownRegimes = regimes.filter { $0.rawValue.hasPrefix("regime.own-") }
}

/// What a theme says about one role, with its fallbacks for 16 colours and for none.
package struct Appearance: Hashable, Sendable {
  package var style = Style.plain
  /// Used on 16 colours; `nil`: the nearest of them to `style`.
  package var ansi16: Style?
  /// Used without colours; `nil`: the modifiers of `style`.
  package var mono: Modifiers?
  package var glyph: Character?
  package var ascii: Character?

  package init() {}

  /// The style at a depth of colour.
  package func style(at depth: ColorDepth) -> Style {
    switch depth {
    case .mono: return Style(modifiers: mono ?? style.modifiers)
    case .ansi16:
      if let ansi16 { return ansi16 }
      fallthrough
    default:
      return Style(
        foreground: style.foreground.reduced(to: depth), background: style.background.reduced(to: depth),
        modifiers: style.modifiers)
    }
  }
}

/// The looks of all roles.
package struct Theme: Hashable, Sendable {
  package enum Variant: String, Sendable, CaseIterable {
    case dark, light
  }

  package var name: String
  package var variant: Variant
  package var appearances: [Role: Appearance]
  /// The files it was read from, the most specific first; `compiled in` for the built-in ones.
  package var sources: [String]

  package subscript(role: Role) -> Appearance { appearances[role] ?? Appearance() }
}
