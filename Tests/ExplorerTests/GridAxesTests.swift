import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct GridAxesTests {
  private func rows(_ state: State) -> [[Character]] {
    state.view().text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
  }

  private func gutter(_ state: State) -> [String] {
    let layout = state.layout
    return rows(state)[layout.grid.y..<layout.grid.maxY].map {
      String($0.prefix(layout.gutter).filter { $0 != " " })
    }
  }

  private func labels(_ state: State) -> [Substring] {
    let row = state.layout.columnLabels
    return String(rows(state)[row.y].prefix(row.width)).split(separator: " ")
  }

  @Test func powersOfTenAndTheCursorsValues() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("g0")
    #expect(gutter(state).filter { !$0.isEmpty } == ["512", "100", "10", "1"])
    #expect(labels(state) == ["0.1", "1", "10", "100"])
    _ = state.type("jjjlllllllllllllll")
    #expect(gutter(state).filter { !$0.isEmpty } == ["512", "181", "100", "10", "1"])
    #expect(labels(state) == ["0.1", "1", "3.16", "10", "100"])
    // Nothing is written into the cursor's value, nor beyond the last column.
    _ = state.type("$h")
    #expect(labels(state).prefix(4) == ["0.1", "1", "10", "79.4"])
  }

  /// Every place of every size says its own value, once.
  @Test(arguments: [(80, 24), (120, 40), (200, 60)])
  func everyRowSaysItsValue(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    _ = state.type("G")
    for value in state.diagram.study.rows.values {
      #expect(gutter(state).filter { $0 == Figures.trimmed(value) }.count == 1, "\(value)")
      _ = state.press(.up)
    }
  }

  @Test func fewerThanThreePowersOfTenHaveTheirMultiples() throws {
    let study = try #require(Study.builtIns.first { $0.name == "dimension-scale" })
    var state = try Fixture.complete(Size(width: 80, height: 24), studies: [study])
    _ = state.type("g")
    #expect(gutter(state).filter { !$0.isEmpty } == ["128", "100", "50", "20", "10", "5", "2"])
  }

  @Test func theBorderShowsTicksAndCursor() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("g0")
    let box = state.layout.box
    func border() -> String {
      String(rows(state)[box.y + 1..<box.maxY - 1].map { $0[box.x] })
    }
    #expect(border().first == "├" && border().last == "┤")
    _ = state.type("G")
    #expect(border().first == "│" && border().last == "┼")
  }
}
