/// How many colours a terminal shows.
package enum ColorDepth: String, CaseIterable, Sendable {
  case truecolor
  case indexed256 = "256"
  case ansi16 = "16"
  case mono

  /// The depth of a terminal that says it has `colors` colours. `NO_COLOR`, when not empty, means none.
  package static func detected(colors: Int, environment: [String: String]) -> ColorDepth {
    if let value = environment["NO_COLOR"], !value.isEmpty { return .mono }
    if colors > 256 { return .truecolor }
    if colors >= 256 { return .indexed256 }
    return colors >= 8 ? .ansi16 : .mono
  }
}

extension Color {
  /// Red, green and blue of the sixteen named colours as xterm shows them.
  static let named: [(UInt8, UInt8, UInt8)] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
    (0, 255, 255), (255, 255, 255),
  ]

  private static let cube: [Int] = [0, 95, 135, 175, 215, 255]

  /// Red, green and blue, where the colour has any.
  package var components: (red: UInt8, green: UInt8, blue: UInt8)? {
    switch self {
    case .terminal: return nil
    case .rgb(let red, let green, let blue): return (red, green, blue)
    case .indexed(let index) where index < 16: return Self.named[Int(index)]
    case .indexed(let index) where index < 232:
      let i = Int(index) - 16
      return (UInt8(Self.cube[i / 36]), UInt8(Self.cube[i / 6 % 6]), UInt8(Self.cube[i % 6]))
    case .indexed(let index):
      let grey = 8 + 10 * (index - 232)
      return (grey, grey, grey)
    }
  }

  /// The nearest colour that there is at a depth.
  package func reduced(to depth: ColorDepth) -> Color {
    guard depth != .mono, case .rgb(let red, let green, let blue) = self else {
      if depth == .mono { return .terminal }
      if depth == .ansi16, case .indexed(let index) = self, index > 15 { return nearest(among: 0..<16) }
      return self
    }
    switch depth {
    case .truecolor: return .rgb(red, green, blue)
    // The first sixteen entries are the user's own colours, so that their look is unknown.
    case .indexed256: return nearest(among: 16..<256)
    case .ansi16, .mono: return nearest(among: 0..<16)
    }
  }

  private func nearest(among indices: Range<Int>) -> Color {
    guard let mine = lab else { return self }
    let best = indices.min {
      mine.squaredDistance(to: Self.labs[$0]) < mine.squaredDistance(to: Self.labs[$1])
    }
    return .indexed(UInt8(best ?? 0))
  }

  static let labs: [Lab] = (0...255).compactMap { Color.indexed(UInt8($0)).lab }
}
