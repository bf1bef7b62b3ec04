import Testing

@testable import Input

@Suite struct SpellingTests {
  @Test(
    arguments: [
      ("widht", "width"), ("wdith", "width"), ("dpth", "depth"), ("DEPTH", "depth"), ("Widht", "width"),
      // One letter more among those that begin alike.
      ("alfa", "alpha"), ("ulfa", nil), ("dimenson", "dimension"), ("dimnsn", "dimension"),
      ("xyz", nil), ("", nil), ("thickness", nil),
    ] as [(String, String?)])
  func theNearestNameIsFound(_ text: String, _ name: String?) {
    #expect(text.nearest(in: ["alpha", "width", "depth", "dimension"]) == name)
  }

  @Test func theRemedyIsANameOrAll() {
    #expect("dpth".unknown("axis", among: ["depth"]) == "unknown axis \"dpth\"; did you mean \"depth\"?")
    #expect("x".unknown("axis", among: ["depth", "width"]) == "unknown axis \"x\"; one of: depth, width")
    #expect("x".unknown("axis", among: ["depth"], quote: "'", otherwise: "ask") == "unknown axis 'x'; ask")
    let long = String(repeating: "x", count: 50)
    #expect(long.unknown("axis", among: [], otherwise: "ask") == "unknown axis \"\(long.prefix(40))…\"; ask")
  }
}
