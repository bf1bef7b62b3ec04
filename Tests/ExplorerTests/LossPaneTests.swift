import Engine
import Phases
import Terminal
import Testing

@testable import Explorer

/// The losses of the cell under the cursor.
@Suite struct LossPaneTests {
  /// A seed that blows up leaves the others room: the axis ends at a hundred times the start, and a mark says so.
  @Test(arguments: [GlyphSet.unicode, .ascii]) func aSeedThatBlowsUpIsCut(_ glyphs: GlyphSet) throws {
    var state = try Fixture.state(Size(width: 80, height: 24), glyphs: glyphs)
    let cell = state.viewport.cursor
    let problem = state.diagram.study.problem(for: cell)
    let calm = Fixture.measurement(problem)
    func show(_ measurement: Measurement) -> String {
      state.hear(.started(.cell(cell, SeedGroup(problem))), of: 0)
      state.hear(.finished(cell, measurement), of: 0)
      return state.view().text
    }
    let arrow: Character = glyphs == .unicode ? "↑" : "^"
    #expect(!show(calm).contains("loss against step, \(arrow) above"))
    var seeds = calm.seeds
    seeds[0].losses = seeds[0].losses.enumerated().map { step, loss in
      step < 10 ? loss : step < 40 ? Float(1e30) : .infinity
    }
    let text = show(
      Measurement(problem: problem, seeds: seeds, identityLoss: calm.identityLoss, outputSpread: 0.041))
    #expect(text.contains("\(arrow) above") && !text.contains("1e+") && !text.contains("1e30"), "\(text)")
    #expect(text.contains { $0 == "x" })
  }

  @Test func theAxisCoversWhatIsWorthSeeing() {
    #expect(Scale(losses: [2, 1, 0.1], from: [2]) == Scale(covering: [2, 0.1], logarithmic: true))
    #expect(Scale(losses: [2, 150, 0.1], from: [2]).high == 150)
    #expect(Scale(losses: [2, 1e20, 0.1], from: [2, 1]).high == 200)
    #expect(Scale(losses: [], from: []).high == 1)
  }
}
