import Terminal
import Testing

@testable import Explorer

@Suite struct PaletteTests {
  private let size = Size(width: 80, height: 24)

  private func rows(_ state: State) throws -> [Palette.Row] { state.rows(of: try #require(state.palette)) }

  @Test func listsEveryKeyAndEveryCommand() throws {
    var state = try Fixture.state(size)
    _ = state.type("?")
    let rows = try rows(state)
    for binding in Keymap.standard.bindings {
      let keys = binding.keys.map(\.name).joined(separator: " ")
      #expect(rows.contains { $0.keys == keys && $0.text == binding.command.text }, "\(keys)")
    }
    for form in Command.forms {
      #expect(rows.contains { $0.text.split(separator: " ").first == form.name[...] })
    }
    // What the pane understands comes first.
    #expect(rows.first?.section == "in the pane loss")
    _ = state.press(.escape)
    _ = state.type("2?")
    #expect(try self.rows(state).first?.text == "measure")
  }

  @Test(arguments: [Key.escape, .character("?")]) func closes(_ key: Key) throws {
    var state = try Fixture.state(size)
    let before = state.view()
    _ = state.type("?")
    #expect(state.view() != before)
    #expect(state.press(key).isEmpty && state.view() == before)
  }

  @Test func filtersAndRuns() throws {
    var state = try Fixture.complete(size)
    _ = state.type("?zoom in")
    #expect(try rows(state).map(\.text) == ["zoom in", "zoom "])
    #expect(state.view().text.contains("keys and commands with: zoom in"))
    _ = state.press(.enter)
    #expect(state.palette == nil && state.layout.zoom == 1 && state.session.last == .zoom(.in, []))
    // What needs an argument goes on in the command line.
    _ = state.type("?:goto")
    _ = state.press(.enter)
    #expect(state.prompt?.line.text == "goto ")
    _ = state.press(.escape)
    _ = state.type("?nothing of the kind")
    #expect(try rows(state).isEmpty && state.press(.enter).isEmpty && state.palette != nil)
    #expect(state.view().text.contains("nothing has these words"))
    _ = state.press(.control("u"))
    #expect(try rows(state).count > 30)
  }

  /// From the first row to the last and back the selected one is on the screen.
  @Test(arguments: [(80, 24), (40, 14), (200, 60)]) func scrolls(_ width: Int, _ height: Int) throws {
    var state = try Fixture.state(Size(width: width, height: height))
    _ = state.type("?")
    let rows = try rows(state)
    for (index, row) in rows.enumerated() {
      let palette = try #require(state.palette)
      #expect(palette.selected == index)
      let view = PaletteView(palette, state.rows(of: palette), size: state.size, look: state.look)
      let room = PaletteView.room(state.size)
      let places = (0..<height).filter { view.row(at: Point(x: room.x, y: $0)) == index }
      #expect(places.count == 1)
      let line = state.view().text.split(separator: "\n", omittingEmptySubsequences: false)[places[0]]
      #expect(line.contains(row.help.prefix(20)), "\(line)")
      _ = state.press(.down)
    }
    #expect(state.palette?.selected == rows.count - 1)
    for _ in rows { _ = state.press(.pageUp) }
    #expect(state.palette?.selected == 0)
  }
}
