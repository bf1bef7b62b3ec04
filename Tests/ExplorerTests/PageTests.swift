import Terminal
import Testing

@testable import Explorer

/// What every page of the side pane owes.
@Suite struct PageTests {
  @Test func namesDiffer() { #expect(Set(PaneKind.allCases.map(\.name)).count == PaneKind.allCases.count) }

  @Test(arguments: PaneKind.allCases) func hasItsKeys(_ kind: PaneKind) throws {
    let number = Key.character(Character("\(kind.number)"))
    #expect(Keymap.standard.command(for: number) == .pane(kind))
    for text in kind.page.commands {
      let command = try Command(text)
      #expect(Keymap.standard.bindings.contains { $0.command == command }, "\(text)")
    }
  }

  /// Before anything is measured and after, in the smallest pane and in a large one, it draws within its tab.
  @Test(arguments: PaneKind.allCases, [(80, 24), (120, 40), (200, 60)])
  func draws(_ kind: PaneKind, _ size: (Int, Int)) throws {
    let size = Size(width: size.0, height: size.1)
    for var state in [try Fixture.state(size), try Fixture.complete(size)] {
      Fixture.survey(state.type("m"), in: &state)
      #expect(state.update(.command(.pane(kind))).isEmpty)
      let canvas = state.view()
      #expect(canvas.text.contains("[\(kind.title)]"), "\(canvas.text)")
      let room = CellPane.frame(kind).inner(of: state.report.shownLayout.pane)
      let isEmpty = (room.y..<room.maxY).allSatisfy { y in
        (room.x..<room.maxX).allSatisfy { canvas[$0, y].character == " " }
      }
      #expect(!isEmpty)
    }
  }
}
