import Phases
import Terminal
import Testing

@testable import Explorer

/// Which cells have letters, and which figures are whole, where there is little room.
@Suite struct LetterTests {
  /// Cells of half a character's height are told by their letter where two agree, by a block or a sign where not.
  @Test(
    arguments: [(60, 20), (40, 14)], [ColorDepth.indexed256, .ansi16, .mono])
  func everyCharacterIsTold(_ size: (Int, Int), _ colors: ColorDepth) throws {
    for glyphs in [GlyphSet.unicode, .ascii] {
      var state = try Fixture.complete(
        Size(width: size.0, height: size.1), glyphs: glyphs, colors: colors, studies: [.alphaDepth])
      _ = state.type("t")
      let (grid, canvas) = (state.layout.grid, state.view())
      let characters = (grid.y..<grid.maxY).flatMap { y in
        (grid.x..<grid.maxX).compactMap { canvas[$0, y].character }
      }
      let letters = characters.filter { "FLN".contains($0) }
      let isBlocks = colors != .mono && glyphs == .unicode
      #expect(letters.count > characters.count * 4 / 5)
      #expect(characters.allSatisfy { ("FLN[]" + (isBlocks ? "▀▄▌▐▘▝▖▗▙▟▛▜▚▞" : "/")).contains($0) })
      #expect(canvas.text.contains(isBlocks ? "▀ cells differ" : "/ cells differ"))
      // The pane says it of the cell under the cursor.
      #expect(canvas.text.contains(" F  feature learning 8/8"))
    }
  }

  /// Without colours a small letter is that of a coarser cell, under the cursor, too.
  @Test func aCoarserCellIsNoCellOfItsOwn() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24), colors: .mono)
    _ = state.type("t+")
    func underCursor() -> String {
      let (layout, canvas, cursor) = (state.layout, state.view(), state.viewport)
      let x = layout.grid.x + (cursor.cursor.column.units - cursor.origin.column.units) / layout.columnStep
      let row = (cursor.cursor.row.units - cursor.origin.row.units) / layout.rowStep
      let y = layout.grid.maxY - 1 - row
      return String((-1...1).compactMap { canvas[x + $0, y].character })
    }
    let width = state.layout.cell.width
    #expect(width == 1)
    #expect(underCursor() == "[F]")
    _ = state.type("l")
    #expect(underCursor() == "[f]")
    _ = state.type("lk")
    #expect(underCursor() == "[f]")
  }

  @Test func aFigureIsNeverCut() {
    let line = "ρ 0.400  ΔU 3.0  ΔV 4.0"
    #expect(PaneLine.fitted(line, to: 23) == line)
    for width in 16..<23 { #expect(PaneLine.fitted(line, to: width) == "ρ 0.400  ΔU 3.0", "\(width)") }
    for width in 7..<15 { #expect(PaneLine.fitted(line, to: width) == "ρ 0.400", "\(width)") }
    #expect(PaneLine.fitted(line, to: 6) == "ρ")
    #expect(PaneLine.fitted("   1 X end/start > 1.5", to: 20) == "   1 X end/start >")
  }

  /// Where the pane cannot say all of it, it says how much there is.
  @Test func whySaysThatThereIsMore() throws {
    var state = try Fixture.complete(Size(width: 40, height: 14))
    _ = state.press(.enter)
    let text = state.view().text
    #expect(text.contains("▸") && text.contains(" F  feature learning 8/8"))
    #expect(text.contains("lines more in a larger window"))
    _ = state.update(.resized(Size(width: 200, height: 60)))
    #expect(!state.view().text.contains("more in a larger window"))
  }
}
