import Testing

@testable import Terminal

@Suite struct ColorScaleTests {
  /// From one end to the other, lightness goes one way, in the palette too, by no less than half the way from black to
  /// white, and the letters on it are readable.
  @Test(arguments: ThemeTests.shipped, [ColorDepth.truecolor, .indexed256])
  func lightnessIsMonotonic(_ name: String, depth: ColorDepth) throws {
    let theme = try ThemeTests.library.theme(name)
    guard theme[.scaleLow].style.background != .terminal else { return }
    let scale = ColorScale(theme, at: depth)
    let styles = (0...63).map { scale[Double($0) / 63] }
    let lightness = try styles.map { try #require($0.background.lab).lightness }
    let (first, last) = (lightness[0], lightness[63])
    #expect(abs(last - first) > 45)
    for (a, b) in zip(lightness, lightness.dropFirst()) { #expect(last > first ? b >= a : b <= a) }
    for style in styles {
      let (ink, surface) = (try #require(style.foreground.light), try #require(style.background.light))
      #expect(ink.contrast(to: surface) > 3.5)
    }
    // Even in lightness where every colour is there; where they are counted, sixteen that cover as much each.
    if depth == .truecolor {
      let middle = (first + last) / 2
      #expect(abs(lightness[31] - middle) < 3)
    }
    #expect(Set(styles.map(\.background)).count >= (depth == .truecolor ? 50 : 16))
    if depth == .indexed256 {
      let shares = Dictionary(grouping: styles, by: \.background).values.map(\.count)
      #expect(shares.allSatisfy { $0 == 4 })
    }
  }

  @Test func endsAreClippedAndFewColoursHaveThree() throws {
    let theme = try ThemeTests.library.theme("default")
    let scale = ColorScale(theme, at: .truecolor)
    #expect(scale[-1] == scale[0] && scale[7] == scale[1])
    #expect(scale[0].background == theme[.scaleLow].style.background)
    #expect(scale[1].background == theme[.scaleHigh].style.background)
    let few = ColorScale(theme, at: .ansi16)
    #expect([0, 0.5, 1].map { few[$0].background } == [.indexed(4), .indexed(6), .indexed(3)])
    #expect(ColorScale(theme, at: .mono)[0.5].background == .terminal)
  }
}
