import Limits
import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct DepthPaneTests {
  /// Of a depth that has no room nothing is said.
  @Test(arguments: 40...90) func depthsAreWhole(_ width: Int) throws {
    let depths = (0..<6).map { "\($0 + 1):\(Figures.trimmed(Double($0) / 6, digits: 2))" }
    var canvas = Canvas(Size(width: width, height: 1))
    let look = try Fixture.look()
    canvas.writeKey(
      [("s ", .text)] + depths.map { ("\($0) ", .curve1) },
      in: Rect(x: 40, y: 0, width: width - 40, height: 1),
      look: look)
    let words = canvas.text.split(separator: " ").map(String.init)
    #expect(words.dropFirst().elementsEqual(depths.prefix(max(0, words.count - 1))), "\(canvas.text)")
    #expect(width < 90 || words.count == 7)
  }

  /// A unit of a network that did not stay finite has no path, and no axes are drawn for it.
  @Test(arguments: [(80, 24), (120, 40)]) func whatDoesNotMoveIsNotFollowed(_ width: Int, _ height: Int)
    throws
  {
    var state = try Fixture.complete(Size(width: width, height: height))
    let cell = state.viewport.cursor
    let problem = state.diagram.study.problem(for: cell)
    var survey = Fixture.survey(problem)
    let lost = UnitPaths(
      paths: [.init(s: 0, points: [SIMD2(0, 0), SIMD2(.nan, .nan)])], shares: SIMD2(0, 0))
    survey.profile?.paths = lost
    _ = state.type("5m")
    state.hear(.surveyed(cell, survey), at: 1000)
    let text = state.view().text
    #expect(text.contains("nothing to follow") && !text.contains("directions"), "\(text)")
  }

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
