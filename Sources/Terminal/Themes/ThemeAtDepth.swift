import Foundation

/// What is wrong with a theme where a terminal shows this many colours; `ThemeCheck` asks for every depth.
struct ThemeAtDepth {
  private(set) var problems: [(role: Role, text: String)] = []
  private let theme: Theme
  private let depth: ColorDepth

  /// What stands together in one chart; the others carry digits.
  private static let lines: [Role] = [.curve1, .curve2, .curve3, .curve4, .curveReference]
  private static let texts: [Role] = [
    .text, .title, .key, .status, .help, .input, .error, .warning, .ok, .axisLabel,
  ]
  private static let shapes: [Role] = [
    .dim, .borderFocus, .axisTick, .cellQueued, .cellRunning, .cellFailed, .curve1, .curve2, .curve3, .curve4,
    .curve5, .curve6, .curveReference,
  ]

  init(_ theme: Theme, depth: ColorDepth) {
    self.theme = theme
    self.depth = depth
    checkModifiers()
    guard depth != .mono else { return }
    checkContrast()
    checkSurfaces()
    checkScale()
    // On 16 colours lines have the names of colours that every terminal shows in its own way.
    if depth != .ansi16 { checkPairs(Self.lines, of: \.foreground, least: Legibility.lineDifference) }
  }

  // MARK: What the terminal shows

  private func style(_ role: Role) -> Style { theme[role].style(at: depth) }

  /// The ground: the theme's own, or that of a terminal of its variant.
  private var ground: LinearRGB {
    style(.background).background.light ?? (theme.variant == .dark ? .black : .white)
  }

  private var isGroundKnown: Bool { style(.background).background != .terminal }

  private func ink(_ color: Color) -> LinearRGB {
    color.light ?? style(.text).foreground.light ?? (theme.variant == .dark ? .white : .black)
  }

  private mutating func report(_ role: Role, _ text: String) {
    let place =
      switch depth {
      case .truecolor: ""
      case .indexed256: " in 256 colours"
      case .ansi16: " in 16 colours"
      case .mono: " without colours"
      }
    problems.append((role, text + place))
  }

  // MARK: Checks

  private mutating func checkContrast() {
    func needed(_ role: Role) -> Double {
      Self.texts.contains(role)
        ? Legibility.textContrast : role == .border ? Legibility.borderContrast : Legibility.shapeContrast
    }
    for role in Self.texts + Self.shapes + [.border] {
      // What the sixteen colours look like on a ground that is not known either is the terminal's business.
      if depth == .ansi16, !isGroundKnown { continue }
      let style = style(role)
      let paper = style.background.light ?? ground
      // Letters of the sixteen are as readable as the terminal makes them; they must be seen.
      let least = depth == .ansi16 ? min(needed(role), Legibility.shapeContrast) : needed(role)
      check(ink(style.foreground).contrast(to: paper), least, of: role, against: "the background")
    }
    for role in Role.regimes + [.scaleLow, .scaleMid, .scaleHigh, .scaleNaN] {
      guard let paper = style(role).background.light else { continue }
      let least = depth == .ansi16 ? Legibility.shapeContrast : Legibility.textContrast
      check(ink(style(role).foreground).contrast(to: paper), least, of: role, against: "its surface")
    }
    for role in Role.regimes {
      guard let paper = style(role).background.light else { continue }
      for line in [Role.boundaryTheory, .path] {
        let contrast = ink(style(line).foreground).contrast(to: paper)
        check(contrast, Legibility.shapeContrast, of: line, against: role.rawValue)
      }
    }
  }

  private mutating func check(_ ratio: Double, _ least: Double, of role: Role, against: String) {
    guard ratio < least else { return }
    report(role, String(format: "has contrast %.1f to %@, needs %.1f", ratio, against, least))
  }

  private mutating func checkSurfaces() {
    guard style(.feature).background != .terminal else { return }
    for role in Role.regimes where style(role).background == .terminal {
      report(role, "has no surface, as the other regimes have")
    }
    let (own, builtIn) = (Role.ownRegimes, Role.regimes.filter { !Role.ownRegimes.contains($0) })
    checkPairs(builtIn, of: \.background, least: Legibility.surfaceDifference)
    // Of the sixteen no more can be told apart by all eyes; the letters tell.
    if depth != .ansi16 {
      checkPairs(own, beside: builtIn, of: \.background, least: Legibility.spareDifference)
    }
    for role in Role.regimes {
      guard let surface = style(role).background.light else { continue }
      let difference = ColorVision.normal.difference(surface, ground)
      if difference < Legibility.surfaceDifference { report(role, "looks like the background") }
    }
  }

  /// Every two of these, and each of them from all of the others, must be told apart by all eyes.
  private mutating func checkPairs(
    _ roles: [Role], beside others: [Role] = [], of color: KeyPath<Style, Color>, least: Double
  ) {
    for (index, role) in roles.enumerated() {
      for other in others + roles[..<index] {
        guard let a = style(role)[keyPath: color].light, let b = style(other)[keyPath: color].light else {
          continue
        }
        let worst = ColorVision.allCases.map { (vision: $0, difference: $0.difference(a, b)) }
          .min { $0.difference < $1.difference }
        guard let worst, worst.difference < least else { continue }
        let eyes = worst.vision == .normal ? "" : " under \(worst.vision.rawValue)"
        report(
          role,
          String(
            format: "cannot be told from %@%@: CIEDE2000 %.0f, needs %.0f", other.rawValue, eyes,
            worst.difference, least))
      }
    }
  }

  private mutating func checkScale() {
    let stops: [Role] = [.scaleLow, .scaleMid, .scaleHigh]
    let surfaces = stops.compactMap { style($0).background.lab }
    guard surfaces.count == stops.count else {
      if !surfaces.isEmpty { report(.scaleMid, "the three ends of the scale need surfaces, or none") }
      return
    }
    guard depth != .ansi16 else {
      if Set(stops.map { style($0).background }).count < 3 {
        report(.scaleMid, "has a surface of another part of the scale")
      }
      return
    }
    let steps = [
      surfaces[1].lightness - surfaces[0].lightness, surfaces[2].lightness - surfaces[1].lightness,
    ]
    if !(steps.allSatisfy { $0 > 10 } || steps.allSatisfy { $0 < -10 }) {
      report(.scaleMid, "must lie between scale.low and scale.high in lightness, 10 from either")
    }
    if let undefined = style(.scaleNaN).background.light {
      let scale = ColorScale(theme, at: depth)
      let nearest = (0...20).compactMap { scale[Double($0) / 20].background.light }
        .map { ColorVision.normal.difference($0, undefined) }.min()
      if let nearest, nearest < Legibility.lineDifference { report(.scaleNaN, "looks like the scale") }
    }
  }

  private mutating func checkModifiers() {
    for role in [Role.cursor, .selection] where style(role) == style(.text) {
      report(role, "looks like ui.text")
    }
    if style(.cursor) == style(.selection) { report(.cursor, "looks like ui.selection") }
    if style(.border) == style(.borderFocus) { report(.borderFocus, "looks like ui.border") }
  }
}

extension LinearRGB {
  fileprivate static let black = LinearRGB(red: 0, green: 0, blue: 0)
  fileprivate static let white = LinearRGB(red: 1, green: 1, blue: 1)
}
