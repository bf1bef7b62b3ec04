import Terminal
import Testing

@testable import Explorer

@Suite struct DepthPaneTests {
  /// Every path has the colour that its depth has in the key above, in either set of glyphs, and no two share one.
  @Test(arguments: CurveGlyphs.allCases) func pathsAreColouredByDepth(_ glyphs: CurveGlyphs) throws {
    var state = try Fixture.complete(Size(width: 120, height: 40))
    Fixture.survey(state.type(glyphs == .braille ? "B5m" : "5m"), in: &state)
    let canvas = state.view()
    let pane = state.layout.pane
    let places = (pane.y..<pane.maxY).flatMap { y in (pane.x..<pane.maxX).map { Point(x: $0, y: y) } }
    var colors: Set<Style> = []
    for mark in "123456" {
      let key = try #require(
        places.first { canvas[$0.x, $0.y].character == mark && canvas[$0.x + 1, $0.y].character == ":" })
      let style = canvas[key.x, key.y].style
      colors.insert(style)
      // The ticks' labels are digits too.
      let end = places.last {
        $0.y > key.y && canvas[$0.x, $0.y].character == mark && canvas[$0.x, $0.y].style == style
      }
      #expect(end != nil, "no \(mark) in its colour")
    }
    #expect(colors.count == 6)
  }
}
