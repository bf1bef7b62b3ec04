import Testing

@testable import Terminal

@Suite struct LabTests {
  /// Pairs of G. Sharma, W. Wu, E. Dalal, Color Res. Appl. 30 (2005), table 1: 1, 7, 9, 14, 16, 17, 20, 26, 34.
  @Test(
    arguments: [
      ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425), ([50, 0, 0], [50, -1, 2], 2.3669),
      ([50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792), ([50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461),
      ([50, 2.5, 0], [50, 0, -2.5], 4.3065), ([50, 2.5, 0], [73, 25, -18], 27.1492),
      ([50, 2.5, 0], [58, 24, 15], 19.4535),
      ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
      ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ] as [([Double], [Double], Double)])
  func differences(_ a: [Double], _ b: [Double], _ expected: Double) {
    func lab(_ v: [Double]) -> Lab { Lab(lightness: v[0], a: v[1], b: v[2]) }
    #expect(abs(lab(a).difference(to: lab(b)) - expected) < 5e-5)
    #expect(abs(lab(b).difference(to: lab(a)) - expected) < 5e-5)
  }

  /// CIE's values for sRGB's red and white.
  @Test func fromTheScreenAndBack() throws {
    let red = try #require(Color.rgb(255, 0, 0).lab)
    #expect(abs(red.lightness - 53.24) < 0.01 && abs(red.a - 80.09) < 0.01 && abs(red.b - 67.20) < 0.01)
    let white = try #require(Color.rgb(255, 255, 255).lab)
    #expect(abs(white.lightness - 100) < 0.01 && abs(white.a) < 0.02 && abs(white.b) < 0.02)
    for color in [Color.rgb(255, 0, 0), .rgb(12, 200, 77), .rgb(1, 2, 3), .rgb(250, 250, 249)] {
      #expect(color.lab?.light.color == color)
    }
    #expect(Color.terminal.lab == nil)
  }

  @Test func contrastIsWCAGs() throws {
    let (black, white) = (
      try #require(Color.rgb(0, 0, 0).light), try #require(Color.rgb(255, 255, 255).light)
    )
    #expect(abs(black.contrast(to: white) - 21) < 1e-9 && white.contrast(to: white) == 1)
    // #767676 is the lightest grey that passes on white.
    let grey = try #require(Color.rgb(0x76, 0x76, 0x76).light)
    #expect(white.contrast(to: grey) >= 4.5 && white.contrast(to: grey) < 4.55)
  }

  /// Grey stays grey; each deficiency takes away the distance that it is known for.
  @Test func colourBlindness() throws {
    func light(_ r: UInt8, _ g: UInt8, _ b: UInt8) throws -> LinearRGB {
      try #require(Color.rgb(r, g, b).light)
    }
    let (olive, rust) = (try light(120, 130, 30), try light(170, 100, 30))
    let (teal, blue) = (try light(70, 160, 140), try light(80, 150, 190))
    for vision in ColorVision.allCases {
      let grey = try light(120, 120, 120)
      #expect(vision.difference(grey, grey) == 0)
      #expect(abs(vision.seen(grey).red - grey.red) < 1e-4 && abs(vision.seen(grey).blue - grey.blue) < 1e-4)
    }
    let normal = ColorVision.normal.difference(olive, rust)
    #expect(normal > 25)
    #expect(ColorVision.deuteranopia.difference(olive, rust) < normal / 2)
    #expect(ColorVision.protanopia.difference(olive, rust) < normal / 2)
    #expect(ColorVision.tritanopia.difference(olive, rust) > normal / 2)
    #expect(ColorVision.tritanopia.difference(teal, blue) < ColorVision.normal.difference(teal, blue) / 2)
  }
}
