import Engine
import Limits
import Model
import Terminal
import Testing

@testable import Explorer

@Suite struct LimitPaneTests {
  /// A distance below the limit's own error is not quoted, and a network that is gone is not near anything.
  @Test func distancesAreToldHonestly() throws {
    var state = try Fixture.complete(Size(width: 120, height: 40))
    let cursor = state.viewport.cursor
    _ = state.type("2mk")
    // Elsewhere in the column there is something to see; here it is on its way.
    let above = state.viewport.cursor
    state.hear(.surveyed(above, Fixture.survey(state.diagram.study.problem(for: above))))
    _ = state.type("j")
    #expect(state.view().text.contains("measuring here ..."))
    var survey = Fixture.survey(state.diagram.study.problem(for: cursor))
    state.hear(.surveyed(cursor, survey))
    #expect(state.report.limitText(of: cursor)?.hasSuffix(" ± 0.002") == true)
    for name in ["distance to the Mean ODE", "distance to the tangent twin"] {
      #expect(state.view().text.contains(name))
    }
    _ = state.press(.enter)
    #expect(state.view().text.contains(" ± 0.002 ") && state.view().text.contains("tangent 0."))
    _ = state.press(.enter)
    survey.distances.limit?.distance = .init(median: .nan, low: .nan, high: .nan)
    state.hear(.surveyed(cursor, survey))
    #expect(state.report.limitText(of: cursor) == "< 0.002")
    survey.distances.limit?.error = .nan
    state.hear(.surveyed(cursor, survey))
    #expect(state.report.limitText(of: cursor) == "limit unknown")
    survey.distances.limit?.error = 0.002
    survey.distances.tangent?.median = .nan
    let whole = Fixture.measurement(state.diagram.study.problem(for: cursor))
    var seeds = whole.seeds
    for seed in seeds.indices { seeds[seed].losses[50] = .infinity }
    let lost = Engine.Measurement(
      problem: whole.problem, seeds: seeds, identityLoss: whole.identityLoss,
      outputSpread: whole.outputSpread)
    state.hear(.finished(cursor, lost), at: 100)
    state.hear(.surveyed(cursor, survey))
    #expect(
      state.report.limitText(of: cursor) == "not finite"
        && state.report.tangentText(of: cursor) == "not finite")
  }

  /// The exponent is that of the cells that have a limit to follow.
  @Test func theExponentLeavesDivergentCellsOut() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    Fixture.survey(state.type("2Gvgm"), in: &state)
    #expect(state.view().text.contains("without N"))
    let column = state.diagram.summaries.filter { $0.key.column == state.viewport.cursor.column }
    let kept = column.filter { $0.value.verdict.regime != .divergent }
    #expect(kept.count < column.count && kept.count >= 4)
    let fit = try #require(
      PowerLawFit(
        kept.keys.map {
          (
            state.diagram.study.rowLabel(at: $0.row),
            state.diagram.surveys[$0]?.distances.limit?.distance.median ?? .nan
          )
        }))
    #expect(
      state.view().text.contains("exponent \(Figures.uncertain(fit.exponent, fit.uncertainty)) without N"))
    // At the largest α every cell is divergent.
    Fixture.survey(state.type("$Gvgm"), in: &state)
    #expect(state.view().text.contains("more cells without N give the exponent"))
  }

  /// A narrow grid has a short title rather than half a long one.
  @Test(arguments: [(200, 60), (80, 24), (40, 14)])
  func theTitleFits(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    for coloring in [Coloring.quantity(.limitDistance), .quantity(.tangentDistance)] {
      _ = state.update(.command(try Command("colour \(coloring.name)")))
      let border = state.view().text.split(separator: "\n")[2]
      let title = try #require(border.split(whereSeparator: { "╭─╮".contains($0) }).dropFirst().first)
      #expect(title.first == " " && title.last == " ")
      #expect(coloring.titles.contains(title.trimmingPrefix(" ").dropLast().description), "\(title)")
    }
  }

  /// Shallow cells that noise holds back lie below theory's line, which ends at the top of the picture.
  @Test func theGuideLeavesThePicture() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    Fixture.survey(state.type("2Gvgm"), in: &state)
    let column = state.diagram.summaries.filter { $0.key.column == state.viewport.cursor.column }
    for (cell, summary) in column where summary.verdict.regime == .divergent {
      var survey = try #require(state.diagram.surveys[cell])
      survey.distances.limit?.distance = .init(median: 0.1, low: 0.09, high: 0.11)
      state.hear(.surveyed(cell, survey))
    }
    let rows = state.view().text.split(separator: "\n").map(String.init)
    let exponent = try #require(rows.firstIndex { $0.contains("exponent -") })
    let top = rows[exponent + 2]
    #expect(!top.contains("┤-") && !top.contains("│-") && top.contains("--"), "\(top)")
  }
}
