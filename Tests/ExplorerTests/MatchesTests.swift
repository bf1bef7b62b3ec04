import Phases
import Terminal
import Testing

@testable import Explorer

/// `:all`: what is asked next is asked for everything that was searched for.
@Suite struct MatchesTests {
  private func searched(_ text: String) throws -> State {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("/" + text)
    _ = state.press(.enter)
    return state
  }

  private func all(_ state: inout State) {
    _ = state.type(":all")
    _ = state.press(.enter)
  }

  @Test func seedsForAllOfThem() throws {
    var state = try searched("depth=512 & alpha>20")
    #expect(state.notice?.text.hasPrefix("1 of 7") == true)
    #expect(state.notice?.text.hasSuffix(": depth=512 & alpha>20 (:all takes all)") == true)
    all(&state)
    #expect(
      state.notice?.text.hasPrefix("all 7 with depth=512 & alpha>20: e (seeds), m (limits) or p (pin)")
        == true)
    let canvas = state.view()
    let marked = canvas.glyphs.count {
      $0.style.modifiers.contains(.reverse) && "N┆]".contains($0.character ?? " ")
    }
    #expect(marked == 7)
    guard case .addSeeds(0, let counts)? = state.type("e").first else {
      Issue.record("nothing asked for")
      return
    }
    #expect(Set(counts.keys) == Set(state.matches) && counts.count == 7 && Set(counts.values) == [16])
    #expect(state.notice?.text == "twice the seeds of 7 cells" && !state.takesMatches)
    // The next one is meant for one cell again.
    _ = state.type("gg0")
    #expect(state.type("e").first == .addSeeds(0, [state.viewport.cursor: 16]))
  }

  @Test func limitsForAllOfThem() throws {
    var state = try searched("depth=1 & alpha<0.2")
    all(&state)
    #expect(state.type("m") == [.survey(0, state.matches.sorted())] && state.diagram.surveying.count == 4)
  }

  @Test func pinsForUpToFour() throws {
    var state = try searched("depth=1 & alpha<0.2")
    all(&state)
    _ = state.type("p")
    #expect(state.viewport.pins == state.matches && state.viewport.pins.count == 4)
    state = try searched("depth=1")
    all(&state)
    _ = state.type("p")
    #expect(state.viewport.pins.isEmpty && state.notice?.text == "31 cells match; 4 can be pinned at most")
    // They are still meant, for what has room for them.
    #expect(state.notice?.isError == true && state.takesMatches)
    guard case .survey(0, let cells)? = state.type("m").first else {
      Issue.record("nothing asked for")
      return
    }
    #expect(cells.count == 31)
  }

  /// What is pinned stays pinned.
  @Test func pinsAreAdded() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("G$p")
    let corner = state.viewport.cursor
    _ = state.type("/depth=1 & alpha<0.15")
    _ = state.press(.enter)
    all(&state)
    _ = state.type("p")
    let three = [corner] + state.matches
    #expect(three.count == 3 && state.viewport.pins == three && !state.takesMatches)
    #expect(state.notice?.text == "pinned: 2 cells (3 of 4)")
    // Those that are pinned already take no room.
    all(&state)
    _ = state.type("p")
    #expect(state.viewport.pins == three && state.notice?.text == "all of them are pinned already")
    _ = state.type("/depth=2 & alpha<0.15")
    _ = state.press(.enter)
    all(&state)
    _ = state.type("p")
    #expect(state.viewport.pins == three && state.takesMatches)
    #expect(
      state.notice
        == Notice(text: "3 cells are pinned, and 2 more match; 4 can be pinned at most", isError: true))
  }

  /// Escape, a marked region and another search let them go.
  @Test(arguments: ["escape", "v", "/depth=2"]) func theyAreLetGo(_ way: String) throws {
    var state = try searched("depth=1")
    all(&state)
    #expect(state.takesMatches)
    if way == "escape" { _ = state.press(.escape) } else { _ = state.type(way) }
    if way.hasPrefix("/") { _ = state.press(.enter) }
    #expect(!state.takesMatches)
  }

  /// What is said is what is acted on: cells that come in, or match, later are not meant.
  @Test func theyAreThoseThatWereCounted() throws {
    var state = try Fixture.state(Size(width: 80, height: 24))
    let cells = state.diagram.lattice.baseCells.filter { $0.row == Position(base: 0) }.sorted()
    Fixture.finish(Array(cells.prefix(5)), in: &state)
    _ = state.type("/depth=1")
    _ = state.press(.enter)
    all(&state)
    #expect(state.notice?.text.hasPrefix("all 5 with depth=1: ") == true)
    Fixture.finish(Array(cells.dropFirst(5)), in: &state)
    #expect(state.matches.count == 31)
    guard case .addSeeds(0, let counts)? = state.type("e").first else {
      Issue.record("nothing asked for")
      return
    }
    #expect(Set(counts.keys) == Set(cells.prefix(5)))
  }

  /// Another study, shown by whatever way, has none of them.
  @Test(arguments: ["x", ":study dimension-scale\n", "u", "["])
  func theyStayInTheirStudy(_ way: String) throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    if way == "u" || way == "[" {
      _ = state.type("x")
      Fixture.finish(state.diagram.lattice.baseCells, in: &state)
    }
    let study = state.current
    _ = state.type("/\(state.diagram.study.columns.parameter.name)>0")
    _ = state.press(.enter)
    all(&state)
    #expect(state.takesMatches)
    for key in way { _ = state.update(.key(key == "\n" ? .enter : .character(key))) }
    #expect(state.current != study && !state.takesMatches)
    if state.current == 1 { Fixture.finish(state.diagram.lattice.baseCells, in: &state) }
    let here = state.diagram.measuredCell(at: state.viewport.cursor)
    guard case .addSeeds(state.current, let counts)? = state.type("e").first else {
      Issue.record("nothing asked for")
      return
    }
    #expect(Set(counts.keys) == Set([here].compactMap(\.self)))
  }

  @Test func thereMustBeSome() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    all(&state)
    #expect(state.notice?.text == "nothing is searched for yet; / searches" && !state.takesMatches)
    _ = state.type("/depth=513")
    _ = state.press(.enter)
    all(&state)
    #expect(
      state.notice == Notice(text: "no measured cell has depth=513", isError: true) && !state.takesMatches)
  }
}
