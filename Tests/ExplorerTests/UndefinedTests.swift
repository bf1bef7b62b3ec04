import Model
import Phases
import Terminal
import Testing

@testable import Explorer

/// What is undefined for a network is said, with the reason in whole words, wherever one would look for it.
@Suite struct UndefinedTests {
  /// Networks that lack something, by names for messages.
  private static let networks: [(name: String, [String: String], seeds: Int)] = [
    ("default", [:], 8), ("heads", ["block": "heads", "tokens": "2"], 8), ("adam", ["optimizer": "adam"], 8),
    ("batches", ["batch": "5"], 8), ("embedding", ["embedding": "fixed"], 8), ("norm", ["norm": "rms"], 8),
    ("labels", ["loss": "cross-entropy"], 8), ("tokens", ["tokens": "2"], 8), ("one seed", [:], 1),
  ]
  private static let sizes = [
    Size(width: 40, height: 14), Size(width: 80, height: 24), Size(width: 120, height: 40),
    Size(width: 200, height: 60),
  ]

  private static func state(_ index: Int, _ size: Size) throws -> State {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=1:100:7", "depth=4:64:5"]
    overrides.settings = networks[index].1.map { "\($0.key)=\($0.value)" }
    overrides.seedCount = networks[index].seeds
    var state = try Fixture.state(size, studies: [overrides.applied(to: .alphaDepth)])
    Fixture.finish(state.diagram.lattice.baseCells, in: &state)
    return state
  }

  /// A picture's words, whatever lines they stand on.
  private static func words(_ size: Size, _ draw: (inout Canvas) -> Void) -> String {
    var canvas = Canvas(size)
    draw(&canvas)
    return words(canvas.text)
  }
  private static func words(_ text: String) -> String {
    text.split { $0.isWhitespace || "│╭╮╰╯─".contains($0) }.joined(separator: " ")
  }

  @Test(arguments: 0..<networks.count, sizes) func aColouringSaysWhyThereIsNothing(
    _ index: Int, _ size: Size
  ) throws {
    var state = try Self.state(index, size)
    for coloring in Coloring.allCases {
      _ = state.update(.command(.coloring(coloring)))
      let notice = try #require(state.notice).text
      guard case .quantity(let quantity) = coloring, let lack = quantity.lack(in: state.diagram.study) else {
        #expect(notice == "colour: \(coloring.title)")
        #expect(state.report.coloringLack == nil)
        continue
      }
      #expect(notice == "colour: \(coloring.title) (\(lack))")
      #expect(Self.words(state.view().text).contains(notice))
      let report = state.report
      let pane = Self.words(size) { CellPane(report: report, kind: .loss).draw(on: &$0) }
      // The smallest pane has no line for it.
      #expect(size.width == 40 || quantity.headings.contains { pane.contains("\($0): \(lack)") }, "\(pane)")
      let grid = Self.words(size) { GridView(report: report).draw(on: &$0) }
      #expect(
        size.width < 80
          || quantity.headings.contains {
            grid.contains("\($0) (\(lack))") || grid.contains("\($0) (undefined)")
          }
          || quantity.headings.allSatisfy { $0.columns + 16 > report.layout.box.width }, "\(grid)")
    }
  }

  @Test(arguments: 0..<networks.count) func thePickerSaysWhy(_ index: Int) throws {
    let state = try Self.state(index, Size(width: 80, height: 24))
    let offered = state.completer.completion(of: Prompt(.command, text: "colour ")).candidates
    #expect(offered.count == Coloring.allCases.count)
    for (candidate, coloring) in zip(offered, Coloring.allCases) {
      #expect(candidate.text == coloring.name)
      #expect(candidate.help == coloring.lack(in: state.diagram.study) ?? "")
    }
  }

  /// In full where there is room, and else that there are more lines.
  @Test(arguments: 0..<networks.count, sizes) func whySaysWhatIsLacking(_ index: Int, _ size: Size) throws {
    var state = try Self.state(index, size)
    _ = state.press(.enter)
    let report = state.report
    let problem = try #require(report.cell.flatMap { report.diagram.shown[$0] }).problem
    let why = Self.words(size) { WhyPane(report: report).draw(on: &$0) }
    let lacks = Need.lacking(in: problem)
    #expect(!lacks.isEmpty)
    for lack in lacks {
      let isTold = why.contains("\(lack.subject): \(lack.reason)")
      #expect(isTold || (size.height < 40 && why.contains(" more")), "\(why)")
    }
    if size.width >= 80, let lack = StepGuide.lack(in: problem) {
      #expect(why.contains("η/η_c: \(lack)"), "\(why)")
    }
  }

  @Test func onlyOneSeedHasNoSpread() throws {
    for (index, network) in Self.networks.enumerated() {
      let text = try Self.state(index, Size(width: 80, height: 24)).view().text
      #expect(text.contains("spread: needs two seeds") == (network.seeds == 1), "\(text)")
    }
  }

  /// The figures below the grid end with what there is not.
  @Test(arguments: 0..<networks.count) func theFiguresNameWhatIsLacking(_ index: Int) throws {
    let size = Size(width: 120, height: 58)
    let report = try Self.state(index, size).report
    let problem = try #require(report.cell.flatMap { report.diagram.shown[$0] }).problem
    let pane = Self.words(size) { CellPane(report: report, kind: .loss).draw(on: &$0) }
    #expect(report.lacks(of: problem).count >= Need.lacking(in: problem).count)
    for lack in report.lacks(of: problem) {
      #expect(pane.contains("\(lack.subject) \(lack.reason)"), "\(pane)")
    }
  }

  /// After a survey the pane of limits has a line for the one that does not exist.
  @Test(arguments: 0..<networks.count, sizes.dropFirst()) func theLimitPaneSaysWhichThereIsNot(
    _ index: Int, _ size: Size
  ) throws {
    var state = try Self.state(index, size)
    let cell = try #require(state.report.cell)
    let problem = state.diagram.study.problem(for: cell)
    var survey = Fixture.survey(problem)
    let lack = Need.kernel.lack(in: problem)
    let seeds = survey.distances.tangent.map { $0 } ?? .init(median: .nan, low: .nan, high: .nan)
    survey.distances.tangentLimit = .init(
      distance: lack == nil ? seeds : .init(median: .nan, low: .nan, high: .nan),
      error: lack == nil ? 0.001 : .nan)
    state.hear(.surveyed(cell, survey))
    let report = state.report
    let pane = Self.words(size) { CellPane(report: report, kind: .limit).draw(on: &$0) }
    #expect(pane.contains(lack.map { "lazy ODE: \($0)" } ?? "lazy ODE 0."), "\(pane)")
    #expect(pane.contains("tangent 0."))
  }

  /// Nor is a grid left empty without a word where it is only not measured, or not yet.
  @Test(arguments: sizes.dropFirst()) func whatIsNotMeasuredIsToldApart(_ size: Size) throws {
    var state = try Self.state(0, size)
    func pane() -> String {
      let report = state.report
      return Self.words(size) { CellPane(report: report, kind: .loss).draw(on: &$0) }
    }
    func says(_ quantity: Quantity, _ reason: String) -> Bool {
      quantity.headings.contains { pane().contains("\($0): \(reason)") }
    }
    func color(_ quantity: Quantity) { _ = state.update(.command(.coloring(.quantity(quantity)))) }
    color(.limitDistance)
    #expect(says(.limitDistance, "m measures it here"))
    let effects = state.type("m")
    #expect(says(.limitDistance, "measuring here ..."))
    Fixture.survey(effects, in: &state)
    #expect(!says(.limitDistance, ""))
    let cell = try #require(state.report.cell)
    var survey = Fixture.survey(state.diagram.study.problem(for: cell))
    survey.distances.limit?.distance = .init(median: .nan, low: .nan, high: .nan)
    state.hear(.surveyed(cell, survey))
    #expect(says(.limitDistance, "< 0.002"))
    survey.distances.limit?.error = .nan
    state.hear(.surveyed(cell, survey))
    #expect(says(.limitDistance, "limit unknown"))
    // Measured, but for this.
    color(.tangentLimitDistance)
    #expect(says(.tangentLimitDistance, "m measures it here"))
    color(.outputSpread)
    #expect(!says(.outputSpread, ""))
    _ = state.type(",")
    #expect(says(.outputSpread, "measured after the last step"))
  }

  /// A search for what no network has says so.
  @Test func aSearchSaysWhyNothingIsFound() throws {
    var state = try Self.state(0, Size(width: 80, height: 24))
    _ = state.update(.command(try Command("find acc>0.5 & loss<100")))
    #expect(
      state.notice?.text
        == "no measured cell has accuracy>0.5 & loss_final<100; accuracy: needs cross-entropy on labels")
    _ = state.update(.command(try Command("find loss>1000")))
    #expect(state.notice?.text == "no measured cell has loss_final>1000")
  }
}
