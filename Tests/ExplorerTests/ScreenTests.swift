import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct ScreenTests {
  @Test func a() throws {
    for size in [Size(width: 80, height: 24), Size(width: 120, height: 40), Size(width: 40+6, height: 60)] {
      let state = try Fixture.complete(size)
      print(state.view().text)
    }
    var state = try Fixture.state(Size(width: 80, height: 24), glyphs: .ascii, colors: .mono)
    Fixture.finish(Array(state.diagram.lattice.stages[0].prefix(30)), in: &state)
    _ = state.update(.started(0, Cell(column: 3, row: 17)))
    print(state.view().text)
    var s = try Fixture.complete(Size(width: 80, height: 24))
    for case .want(_, let cells) in s.type("r") { Fixture.finish(cells, in: &s) }
    print(s.view().text)
    _ = s.type("+")
    print(s.view().text)
    _ = s.type("-x")
    Fixture.finish(s.diagram.lattice.baseCells, in: &s)
    print(s.view().text)
    _ = s.type("cc")
    print(s.view().text)
    _ = s.type("?")
    print(s.view().text)
  }
}
