import Engine
import Model
import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct CellPaneTests {
  /// What a network that is gone does not have is said, and not compared.
  @Test func whatIsNotThereIsUndefined() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    let cell = state.viewport.cursor
    let whole = Fixture.measurement(state.diagram.study.problem(for: cell))
    var seeds = whole.seeds
    for seed in seeds.indices {
      seeds[seed].losses[50] = .nan
      for step in seeds[seed].peakLosses.indices {
        seeds[seed].peakLosses[step] = .nan
        seeds[seed].orderParameters[step].localFeatureUpdate = .nan
      }
    }
    let lost = Engine.Measurement(
      problem: whole.problem, seeds: seeds, identityLoss: whole.identityLoss, outputSpread: .nan)
    state.hear(.finished(cell, lost), at: 100)
    let pane = state.view().text
    #expect(pane.contains("φ undefined") && pane.contains("peak/start undefined") && !pane.contains("nan ?"))
    _ = state.press(.enter)
    let why = state.view().text
    let rows = why.split(separator: "\n")
    for (rule, value) in [("7 F φ ≥ 0.3", "undefined ✗"), ("2 X end/start > 1", "undefined ✗")] {
      #expect(rows.contains { $0.contains(rule) && $0.contains(value) }, "\(rule)\n\(why)")
    }
  }

  /// The value by which the cursor's cell is coloured stands in the pane, and its error or its seeds' range with it.
  @Test(arguments: [(80, 24), (120, 40)]) func theColouringsValueIsSaid(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    Fixture.survey(state.type("m"), in: &state)
    let cell = try #require(state.report.cell)
    let distances = try #require(state.report.diagram.surveys[cell]?.distances)
    func rows(_ quantity: Quantity) -> [String] {
      _ = state.update(.command(.coloring(.quantity(quantity))))
      let text = state.view().text.split(separator: "\n").map {
        String($0.dropFirst(state.layout.pane.x))
      }
      return text.filter { row in quantity.headings.contains { row.contains("│ \($0) ") } }
    }
    let limit = rows(.limitDistance)
    let median = try #require(distances.limit?.distance.median)
    #expect(limit.count == 1 && limit[0].contains(" \(Figures.short(median)) ± 0.002"), "\(limit)")
    let tangent = rows(.tangentDistance)
    let seeds = try #require(distances.tangent)
    let range = "(\(Figures.short(seeds.low))–\(Figures.short(seeds.high)))"
    #expect(
      tangent.count == 1 && tangent[0].contains(" \(Figures.short(seeds.median)) \(range)"), "\(tangent)")
    // Is there already.
    #expect(rows(.relativeFeatureUpdate).isEmpty && rows(.finalLoss).isEmpty)
  }

  @Test(arguments: [(80, 24), (120, 40)]) func theAccuracyIsSaid(_ width: Int, _ height: Int) throws {
    var overrides = StudyOverrides()
    overrides.settings = ["loss=cross-entropy"]
    let study = try overrides.applied(to: .alphaDepth)
    var state = try Fixture.state(Size(width: width, height: height), studies: [study])
    let cell = state.viewport.cursor
    let whole = Fixture.measurement(study.problem(for: cell))
    var seeds = whole.seeds
    for seed in seeds.indices { seeds[seed].accuracy = 0.625 }
    let told = Engine.Measurement(
      problem: whole.problem, seeds: seeds, identityLoss: whole.identityLoss, outputSpread: 0.04)
    state.hear(.finished(cell, told), at: 1)
    _ = state.update(.command(.coloring(.quantity(.accuracy))))
    let rows = state.view().text.split(separator: "\n")
    #expect(rows.contains { $0.contains(/│ .*accuracy.* 0\.6250 +│/) }, "\(state.view().text)")
  }

  /// A companion that did not train leaves its cells undecided, and the screen says so and why.
  @Test(arguments: [(80, 24), (200, 60)]) func aBrokenRulerIsSaid(_ width: Int, _ height: Int) throws {
    var state = try Fixture.complete(Size(width: width, height: height))
    let cell = state.viewport.cursor
    let problem = state.diagram.study.problem(for: cell)
    #expect(!state.view().text.contains("no unit"))
    let whole = Fixture.measurement(problem.criticalCompanion)
    var seeds = whole.seeds
    for seed in seeds.indices { seeds[seed].losses[50] = 2 * seeds[seed].losses[0] }
    let grown = Engine.Measurement(
      problem: whole.problem, seeds: seeds, identityLoss: whole.identityLoss, outputSpread: .nan)
    state.hear(.companion(problem.criticalCompanion, grown), at: 100)
    state.hear(.finished(cell, Fixture.measurement(problem)), at: 101)
    let text = state.view().text
    #expect(text.contains("some φ have no unit") && text.contains("undecided 8/8"), "\(text)")
    #expect(text.contains(width == 200 ? "critical companion is unstable" : "no ruler"), "\(text)")
  }

  /// Where there is no room for words, the letters say how the seeds voted.
  @Test(arguments: [
    (90, "F 3, N 5"), (120, "feature learning 3, noise dominated 5"),
    (200, "feature learning 3, noise dominated 5"),
  ])
  func splitVotesFit(_ width: Int, _ votes: String) throws {
    var overrides = StudyOverrides()
    overrides.axes = ["depth=1:512:30"]
    let study = try overrides.applied(to: .alphaDepth)
    var state = try Fixture.complete(Size(width: width, height: 58), studies: [study])
    let cell = state.viewport.cursor
    let whole = Fixture.measurement(state.diagram.study.problem(for: cell))
    var seeds = whole.seeds
    for seed in seeds.indices {
      seeds[seed].initialDisplacement = seed < 3 ? 0.01 : 0.9
      for step in seeds[seed].orderParameters.indices {
        seeds[seed].orderParameters[step].localFeatureUpdate = 1000
      }
    }
    let split = Engine.Measurement(
      problem: whole.problem, seeds: seeds, identityLoss: whole.identityLoss, outputSpread: .nan)
    state.hear(.finished(cell, split), at: 100)
    let row = state.view().text.split(separator: "\n").first { $0.contains("votes of the seeds") }
    let shown = try #require(row)
    #expect(shown.contains(votes), "\(shown)")
  }

  /// The spread is measured after the last step only.
  @Test func earlierStepsHaveNoSpread() throws {
    var state = try Fixture.complete(Size(width: 120, height: 40))
    #expect(state.view().text.contains("output spread over seeds"))
    _ = state.type(",")
    #expect(!state.view().text.contains("output spread over seeds"))
    #expect(!state.view().text.contains("nan"))
  }

  @Test func smallParametersHaveThreeDigits() throws {
    var state = try Fixture.complete(Size(width: 120, height: 40))
    _ = state.type("x")
    #expect(state.view().text.contains("σ_v 10  D 8  ασ_v/(LM) 0.00488  S 3.54"))
  }
}
