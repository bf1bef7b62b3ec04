import Testing

@testable import Terminal

@Suite struct HeatmapTests {
  private func tile(_ identity: Int, _ role: Role, _ look: Look, borrowed: Bool = false) -> HeatmapTile {
    HeatmapTile(
      identity: identity, letter: look.glyph(role) ?? "?", style: look(role), isBorrowed: borrowed)
  }

  private func text(_ map: Heatmap, _ look: Look) -> String {
    var canvas = Canvas(map.size)
    map.draw(on: &canvas, x: 0, y: 0, look: look)
    return canvas.text
  }

  /// Four base cells; the first one's upper right quarter is a finer cell of another regime.
  private func map(_ look: Look) -> Heatmap {
    var map = Heatmap(size: Size(width: 4, height: 1))
    map.paint(tile(0, .feature, look), columns: 0..<2, rows: 0..<2)
    map.paint(tile(1, .lazy, look), columns: 1..<2, rows: 0..<1)
    map.paint(tile(2, .feature, look), columns: 2..<4, rows: 0..<2)
    map.paint(tile(2, .feature, look, borrowed: true), columns: 4..<6, rows: 0..<2)
    return map
  }

  @Test func quadrantsAreExact() throws {
    let look = try WidgetTests.look()
    let map = map(look)
    #expect(text(map, look) == "▙F")
    var canvas = Canvas(map.size)
    map.draw(on: &canvas, x: 0, y: 0, look: look)
    #expect(canvas[0, 0].style.foreground == look(.feature).background)
    #expect(canvas[0, 0].style.background == look(.lazy).background)
    #expect(canvas[2, 0].style.background == look(.feature).background)
  }

  @Test(arguments: [(GlyphSet.unicode, ColorDepth.mono), (.ascii, .mono)])
  func lettersWithoutColour(_ glyphs: GlyphSet, _ colors: ColorDepth) throws {
    let look = try WidgetTests.look(glyphs, colors)
    #expect(text(map(look), look) == "/Ff")
  }

  /// Cells that share a character have its letter where all of them agree; where they differ there is no letter.
  @Test(arguments: [
    (GlyphSet.unicode, ColorDepth.indexed256, "F▀"), (.blocks, .ansi16, "F▀"), (.ascii, .indexed256, "F/"),
    (.ascii, .mono, "F/f"),
  ])
  func cellsShareALetter(_ glyphs: GlyphSet, _ colors: ColorDepth, _ expected: String) throws {
    let look = try WidgetTests.look(glyphs, colors)
    var map = Heatmap(size: Size(width: 3, height: 1))
    map.paint(tile(0, .feature, look), columns: 0..<2, rows: 0..<1)
    map.paint(tile(1, .feature, look), columns: 0..<2, rows: 1..<2)
    #expect(!map.hasSharedCharacters)
    map.paint(tile(2, .feature, look), columns: 2..<4, rows: 0..<1)
    map.paint(tile(3, .lazy, look), columns: 2..<4, rows: 1..<2)
    #expect(map.hasSharedCharacters)
    // A cell that only stands in for a finer one makes no capital letter.
    map.paint(tile(4, .feature, look), columns: 4..<6, rows: 0..<1)
    map.paint(tile(4, .feature, look, borrowed: true), columns: 4..<6, rows: 1..<2)
    #expect(text(map, look) == expected)
    // A cell that has its letter elsewhere does not say it again.
    var other = Heatmap(size: Size(width: 4, height: 1))
    other.paint(tile(0, .feature, look), columns: 0..<5, rows: 0..<2)
    other.paint(tile(1, .feature, look), columns: 5..<8, rows: 0..<2)
    #expect(text(other, look) == (look.hasColor ? "F  F" : "FFFF"))
  }

  /// A path's sign covers a letter only between two others that say the same.
  @Test func aPathLeavesWhatLettersSay() throws {
    let look = try WidgetTests.look()
    var map = Heatmap(size: Size(width: 6, height: 1))
    for (column, role) in [Role.feature, .feature, .feature, .lazy, .noise, .noise].enumerated() {
      map.paint(tile(column, role, look), columns: 2 * column..<2 * column + 2, rows: 0..<2)
    }
    map.path = [Point(x: 1, y: 0): "○", Point(x: 3, y: 0): "○", Point(x: 5, y: 0): "○"]
    #expect(text(map, look) == "F○FLNN")
    map.path[Point(x: 2, y: 0)] = "○"
    #expect(text(map, look) == "FFFLNN")
  }

  @Test func threeColoursBecomeHalves() throws {
    let look = try WidgetTests.look()
    var map = Heatmap(size: Size(width: 1, height: 1))
    map.paint(tile(0, .feature, look), columns: 0..<2, rows: 0..<2)
    map.paint(tile(1, .lazy, look), columns: 1..<2, rows: 0..<1)
    map.paint(tile(2, .divergent, look), columns: 0..<1, rows: 0..<1)
    #expect(["▀", "▄"].contains(text(map, look)))
  }

  /// A console's font has halves alone: two colours that are not halves of the character share it by halves.
  @Test func aConsoleHasHalves() throws {
    let look = try WidgetTests.look(.blocks)
    let map = map(look)
    #expect(text(map, look) == "▀F")
    var canvas = Canvas(map.size)
    map.draw(on: &canvas, x: 0, y: 0, look: look)
    #expect(canvas[0, 0].style.foreground == look(.lazy).background)
    #expect(canvas[0, 0].style.background == look(.feature).background)
  }

  @Test func lettersStandInTheMiddle() throws {
    let look = try WidgetTests.look()
    var map = Heatmap(size: Size(width: 6, height: 2), cell: Size(width: 3, height: 2))
    map.paint(tile(0, .feature, look), columns: 0..<6, rows: 0..<4)
    map.paint(tile(1, .lazy, look), columns: 6..<12, rows: 0..<4)
    #expect(text(map, look) == " F  L\n")
    map.cursor = Rect(x: 3, y: 0, width: 3, height: 2)
    #expect(text(map, look) == " F [L]\n")
  }

  @Test func runningAndQueuedCellsShow() throws {
    for (glyphs, expected) in [(GlyphSet.unicode, "•·┆╌"), (.blocks, "•·:~"), (.ascii, "+.:~")] {
      let look = try WidgetTests.look(glyphs)
      var map = Heatmap(size: Size(width: 4, height: 1))
      var running = tile(0, .feature, look, borrowed: true)
      running.mark = .running
      map.paint(running, columns: 0..<2, rows: 0..<2)
      map.paint(
        .init(identity: 1, letter: " ", style: .plain, mark: .queued), columns: 2..<4, rows: 0..<2)
      map.lines = [Point(x: 2, y: 0): .boundaryTheory, Point(x: 3, y: 0): .boundaryGuide]
      #expect(text(map, look) == expected)
    }
  }

  /// Neither a boundary nor a guide covers a letter.
  @Test func aGuideGoesBehindLetters() throws {
    let look = try WidgetTests.look()
    var map = Heatmap(size: Size(width: 2, height: 1))
    map.paint(tile(0, .feature, look), columns: 0..<2, rows: 0..<2)
    map.paint(tile(1, .lazy, look), columns: 2..<4, rows: 0..<2)
    map.lines = [Point(x: 0, y: 0): .boundaryGuide]
    #expect(text(map, look) == "FL")
    var canvas = Canvas(Size(width: 2, height: 1))
    map.draw(on: &canvas, x: 0, y: 0, look: look)
    #expect(canvas[0, 0].style.background == look(.boundaryGuide).foreground)
    #expect(canvas[1, 0].style.background == look(.lazy).background)
  }
}
