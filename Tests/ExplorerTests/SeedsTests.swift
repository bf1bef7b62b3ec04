import Engine
import Model
import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct SeedsTests {
  private let size = Size(width: 80, height: 24)

  /// Answers with an ensemble of as many seeds, of which some did not stay finite.
  private func answer(_ effects: [Effect], unstable: Int = 0, in state: inout State) {
    for case .addSeeds(let study, let counts) in effects {
      for (cell, count) in counts {
        var problem = state.diagrams[study].study.problem(for: cell)
        problem.seedCount = count
        let whole = Fixture.measurement(problem)
        let seeds = whole.seeds.enumerated().map { index, seed in
          var seed = seed
          if index < unstable { seed.losses[seed.losses.count - 1] = .nan }
          return seed
        }
        let measurement = Measurement(
          problem: problem, seeds: seeds, identityLoss: whole.identityLoss,
          outputSpread: whole.outputSpread)
        state.hear(.started(.cell(cell, SeedGroup(state.diagram.study.problem(for: cell)))), of: study)
        state.hear(.finished(cell, measurement), of: study, at: 100)
      }
    }
  }

  @Test func theEnsembleDoubles() throws {
    var state = try Fixture.complete(size)
    let cursor = state.viewport.cursor
    let effects = state.type("e")
    #expect(effects == [.addSeeds(0, [cursor: 16])] && state.notice?.text == "16 seeds here")
    #expect(state.view().text.contains("seeds: 1 left") && state.diagram.done == 558)
    // On its way: not asked for again. What is measured stays meanwhile.
    #expect(state.type("e").isEmpty && state.diagram.summaries[cursor]?.evidence.count == 8)
    answer(effects, in: &state)
    #expect(state.view().text.contains("16/16") && state.diagram.done == 558 && state.diagram.total == 558)
    #expect(state.diagram.isComplete && !state.view().text.contains("seeds: "))
    #expect(state.type("e") == [.addSeeds(0, [cursor: 32])])
    // One that fails leaves what there was.
    state.hear(.failed([cursor], "no memory"))
    #expect(state.diagram.summaries[cursor]?.evidence.count == 16 && state.diagram.failures.isEmpty)
  }

  @Test func aRegionGetsThem() throws {
    var state = try Fixture.complete(size)
    _ = state.press(.shiftRight, .shiftUp)
    guard case .addSeeds(0, let counts)? = state.type("e").first else {
      Issue.record("nothing asked for")
      return
    }
    #expect(counts.count == 4 && Set(counts.values) == [16] && state.viewport.markedRegion == nil)
    var empty = try Fixture.state(size)
    #expect(empty.type("e").isEmpty && empty.notice?.text == "there is no measured cell here")
  }

  @Test func thereIsAnEnd() throws {
    var state = try Fixture.complete(size)
    for count in [16, 32, 64, 128, 256] {
      let effects = state.type("e")
      #expect(effects == [.addSeeds(0, [state.viewport.cursor: count])])
      answer(effects, in: &state)
    }
    #expect(state.type("e").isEmpty)
  }

  /// Split votes underline the cell's own letter, with colours and without.
  @Test(arguments: [(1, false), (4, true), (6, true)], [ColorDepth.indexed256, .ansi16, .mono])
  func splitVotesUnderline(_ votes: (unstable: Int, isSplit: Bool), _ colors: ColorDepth) throws {
    let (unstable, isSplit) = votes
    var state = try Fixture.complete(size, colors: colors)
    _ = state.type("t")
    let cell = state.viewport.cursor
    answer(state.type("e"), unstable: unstable, in: &state)
    _ = state.type("ll")
    let grid = state.layout.grid
    let glyph = state.view()[grid.x + cell.column.baseIndex, grid.maxY - 1 - cell.row.baseIndex]
    #expect(glyph.character == "F")
    #expect(glyph.style.modifiers.contains(.underline) == isSplit)
    #expect(glyph.style.background == state.look(.feature).background)
    let text = state.view().text
    #expect(text.contains("_ split votes") == isSplit)
    _ = state.type("hh")
    #expect(state.view().text.contains("split, \(unstable) X") == isSplit)
  }
}
