import Testing

@testable import Terminal

@Suite struct TextLineTests {
  private func line(_ text: String, _ keys: Key...) -> TextLine {
    var line = TextLine(text)
    for key in keys {
      let isEdited = line.edit(key)
      #expect(isEdited, "\(key)")
    }
    return line
  }

  @Test(arguments: [
    ([Key.character("x")], "goto alpha=3x", 13), ([.left, .character("x")], "goto alpha=x3", 12),
    ([.home, .character(":")], ":goto alpha=3", 1), ([.control("a"), .delete], "oto alpha=3", 0),
    ([.control("a"), .right, .end, .backspace], "goto alpha=", 11), ([.control("w")], "goto ", 5),
    ([.control("w"), .control("w"), .control("w")], "", 0), ([.control("u"), .backspace], "", 0),
    ([.left, .control("u")], "3", 0), ([.control("a"), .control("f"), .control("k")], "g", 1),
    ([.control("e"), .delete, .right], "goto alpha=3", 12),
    ([.control("b"), .control("d")], "goto alpha=", 11),
    ([.pasted("é"), .pasted("\u{7}")], "goto alpha=3é", 13),
  ]) func edits(_ keys: [Key], _ text: String, _ cursor: Int) {
    var line = TextLine("goto alpha=3")
    for key in keys {
      let isEdited = line.edit(key)
      #expect(isEdited, "\(key)")
    }
    #expect(line.text == text && line.cursor == cursor)
    #expect(line.textBeforeCursor == String(text.prefix(cursor)))
  }

  @Test func leavesOtherKeysAlone() {
    var line = TextLine("abc")
    for key in [Key.up, .enter, .tab, .escape, .function(1), .unknown, .control("z")] {
      let isEdited = line.edit(key)
      #expect(!isEdited)
    }
    #expect(line == TextLine("abc"))
  }

  @Test func aWordIsReplaced() {
    var line = TextLine("pane lo x")
    _ = line.edit(.left)
    _ = line.edit(.left)
    line.replace(from: 5, with: "loss")
    #expect(line.text == "pane loss x" && line.cursor == 9)
  }

  /// A line that is longer than its room shows the part around its cursor.
  @Test func showsThePlaceOfTheCursor() throws {
    let look = Look(
      theme: try ThemeLibrary(folders: []).theme("default"), colors: .indexed256, glyphs: .unicode)
    func picture(_ line: TextLine) -> Canvas {
      var canvas = Canvas(Size(width: 8, height: 1))
      line.draw(prompt: ":", on: &canvas, in: canvas.bounds, look: look)
      return canvas
    }
    #expect(picture(TextLine("abc")).text == ":abc")
    let long = picture(TextLine("abcdefghij"))
    #expect(long.text == ":efghij" && long[7, 0].style.modifiers.contains(.reverse))
    #expect(picture(line("abcdefghij", .home)).text == ":abcdefg")
  }
}
