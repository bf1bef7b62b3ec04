import Engine
import Input
import Model
import Testing

@testable import Phases

/// Studies of a network that a trainer declares.
@Suite struct DeclaredStudyTests {
  static func declaration(version: String = "1", quantities: [String] = ["feature_update", "accuracy"])
    -> Declaration
  {
    Declaration(
      name: "net", version: version,
      parameters: [
        .init("lr", "η", "step size", .real(1e-6...10), usual: 0.01, isLogarithmic: true),
        .init("depth", "depth", "", .whole(1...512), usual: 8, isLogarithmic: true),
        .init("decay", "decay", "weight decay", .real(-1...1), usual: 0, isLogarithmic: false),
        .init("act", "act", "", .choice(["relu", "gelu"]), usual: "relu", isLogarithmic: false),
      ], quantities: quantities.map { .init($0, $0 == "feature_update" ? "φ" : $0, "") }, mostCells: 4)
  }

  static func study(
    _ axes: [String] = ["lr=0.001:1:4", "decay=-1:1:5"], _ settings: [String] = [],
    quantities: [String] = ["feature_update", "accuracy"]
  ) throws -> Study {
    let declaration = declaration(quantities: quantities)
    var overrides = StudyOverrides()
    overrides.axes = axes
    overrides.settings = settings
    overrides.seedCount = 2
    return try overrides.applied(to: Study(of: declaration, axes: axes))
  }

  @Test func axesHaveEqualRatiosOrDifferences() throws {
    let study = try Self.study()
    #expect(study.columns.values == [0.001, 0.01, 0.1, 1])
    #expect(study.rows.values == [-1, -0.5, 0, 0.5, 1])
    #expect(study.rows.value(at: Position(units: Position.unitsPerStep / 2)) == -0.75)
    #expect(study.columns.place(of: 0.1) == Double(2 * Position.unitsPerStep))
    #expect(study.rows.place(of: 0.25) == 2.5 * Double(Position.unitsPerStep))
  }

  /// The colours of what a trainer measures: by ratios where that is possible and of use, else by differences.
  @Test(
    arguments: [
      ([0.001, 0.1, 2], 0.001, 2, true, "log"), ([0.5, 0.9, 0.7], 0.5, 0.9, false, "linear"),
      ([0, 0.1, 100], 0, 100, false, "linear"), ([-3, 0.1, 100], -3, 100, false, "linear"),
      ([1, 10, 10], 1, 10, false, "linear"), ([.nan, 2, .infinity], 1, 3, false, "linear"),
      ([0, 0, 0], -1, 1, false, "linear"),
    ] as [([Double], Double, Double, Bool, String)])
  func coloursGoByValues(
    _ values: [Double], _ low: Double, _ high: Double, _ isLogarithmic: Bool, _ word: String
  ) throws {
    let study = try Self.study()
    let summaries = values.enumerated().map { column, value in
      var problem = study.problem(for: Cell(column: column, row: 0))
      problem.seedCount = 1
      let reported = ReportedSeed(
        seed: 0, losses: [(0, 2), (1, value.isFinite ? value : 1)], quantities: [[(1, 0.1)], [(1, value)]])
      return CellSummary(
        Measurement(problem: problem, reported: [reported]), critical: nil, thresholds: study.thresholds,
        theory: study.theory)
    }
    let quantity = try #require(study.vocabulary.quantities.quantity(spelling: "accuracy"))
    let range = QuantityRange(quantity, of: summaries)
    #expect(abs(range.low - low) < 1e-6 && abs(range.high - high) < 1e-5)
    #expect(range.isLogarithmic == isLogarithmic && range.word == word)
    #expect(range.fraction(range.low) == 0 && range.fraction(range.high) == 1)
    #expect(range.fraction(.infinity) == 1 && range.fraction(.nan) == nil && range.fraction(-1e9) == 0)
    let middle = isLogarithmic ? (range.low * range.high).squareRoot() : (range.low + range.high) / 2
    #expect(abs((range.fraction(middle) ?? 0) - 0.5) < 1e-6)
    // A trainer's loss may be below 0, and ours may not.
    let losses = QuantityRange(.finalLoss, of: summaries)
    #expect(losses.isLogarithmic == !values.contains { $0 < 0 })
  }

  /// Halves on a linear axis are half-way in values, and a width is a part of the axis.
  @Test func boundariesArePlacedOnLinearAxes() throws {
    let study = try Self.study(["decay=-1:1:5", "lr=0.001:1:4"])
    let width = try #require(BoundaryWidth("1/32"))
    let (lattice, plan) = (study.lattice, BoundaryPlan(lattice: study.lattice, width: width))
    #expect(lattice.words(width) == "1/32 decade or, of decay, 1/32 of the axis")
    #expect(plan.uniformGrid.columns.count == 33 && plan.uniformGrid.rows.count == 97)
    #expect(try Self.study(["depth=1:64:7", "lr=0.001:1:4"]).lattice.words(width) == "1/32 decade")
    #expect(lattice.finestWidth.description == "1/256")
    // Exactly on one side up to 0.3.
    func isBeyond(_ cell: Cell) -> Bool { study.columns.value(at: cell.column) > 0.3 }
    var regimes: [Cell: Regime] = [:]
    while case let round = plan.round(after: regimes), !round.isEmpty {
      for cell in round { regimes[cell] = isBeyond(cell) ? .divergent : .featureLearning }
    }
    let placed = Set(regimes.keys.map { study.columns.value(at: $0.column) })
    let (low, high) = (placed.filter { $0 <= 0.3 }.max() ?? -1, placed.filter { $0 > 0.3 }.min() ?? 1)
    #expect(high - low <= 2 * width.decades && (low, high) == (0.25, 0.3125))
    #expect(lattice.isPlaced(to: width, regimes) && regimes.count < 33 * 4)
    // Each of them is half-way between two of those before.
    #expect(placed.allSatisfy { ($0 * 32).rounded() == $0 * 32 })
  }

  /// The first axis that is said becomes the columns, whatever the order of the declaration.
  @Test func theFirstAxisBecomesTheColumns() throws {
    let study = try Self.study(["depth=1:64:7", "lr=0.001:1:4"])
    #expect(study.columns.parameter.name == "depth" && study.rows.parameter.name == "lr")
    #expect(study.columns.values == [1, 2, 4, 8, 16, 32, 64])
  }

  @Test func everyCellIsFoundByItsProblem() throws {
    let study = try Self.study(["lr=0.001:1:4", "decay=-1:1:5"], ["act=gelu", "depth=16"])
    let fine = study.lattice.subdivision(of: study.lattice.everything, known: [])
    for cell in study.lattice.baseCells + fine {
      let problem = study.problem(for: cell)
      #expect(study.cell(of: problem) == study.lattice.canonical(cell))
      #expect(problem.declared?.values[3] == "gelu" && problem.declared?.values[1] == 16)
      #expect(!problem.hasCompanion)
    }
    var older = study.problem(for: Cell(column: 0, row: 0))
    older.declared?.version = "0"
    #expect(study.cell(of: older) == nil)
    #expect(study.cell(of: Study.alphaDepth.problem(for: Cell(column: 0, row: 0))) == nil)
  }

  @Test func aFileReadsBackToTheSame() throws {
    var study = try Self.study(["lr=0.001:1:4", "depth=1,2,8"], ["act=gelu", "decay=0.25"])
    study.trainer = StudyTrainer(
      command: ["python3", "a \"b\"\\.py"], folder: "/home/me", environment: ["GPU": "0", "B C": "\t"])
    let read = try Study(toml: study.toml, file: "s.toml", declaration: Self.declaration())
    #expect(read == study && read.toml == study.toml && read.isSameScience(as: study))
  }

  @Test func aShortFileNamesItsTrainer() throws {
    let text = """
      trainer = ["python3", "train.py"]
      [columns]
      parameter = "η"
      low = 0.001
      high = 1
      count = 4
      [rows]
      parameter = "depth"
      values = [1, 2]
      """
    #expect(try StudyTrainer(toml: text, file: "s")?.command == ["python3", "train.py"])
    let study = try Study(toml: text, file: "s", declaration: Self.declaration())
    #expect(study.columns.parameter.name == "lr" && study.trainer?.folder == nil)
    // Without the trainer nobody knows what it can be about.
    let refusal = #expect(throws: Refusal.self) { try Study(toml: text, file: "s") }
    #expect(refusal?.line == 1)
  }

  @Test(arguments: [
    ("trainer = []", 1), ("trainer = \"python3 train.py\"", 1), ("\ntrainer = [1]", 2),
    ("[trainer]\nfolder = \"x\"", 1), ("[trainer]\ncommand = [\"x\"]\nfold = \"\"", 3),
    ("[trainer]\ncommand = [\"x\"]\n[trainer.environment]\n\"a=b\" = \"\"", 4),
    ("[trainer]\ncommand = [\"x\"]\n[trainer.environment]\nA = 1", 4),
  ]) func refusesWhatIsNoTrainer(_ text: String, _ line: Int) {
    let refusal = #expect(throws: Refusal.self) { try StudyTrainer(toml: text, file: "s") }
    #expect(refusal?.line == line, "\(refusal?.description ?? "")")
  }

  @Test(arguments: [
    (["lr=0.1:20:3", "depth=1:8:3"], [], "lr is 20; it must be a number from 1e-06 to 10"),
    (["alpha=0.1:1:3", "depth=1:8:3"], [], "unknown parameter \"alpha\""),
    (["act=1:2:2", "depth=1:8:3"], [], "act cannot be an axis; one of: lr, depth, decay"),
    (["lr=0.1:1:3", "depth=1:8:3"], ["act=tanh"], "unknown act \"tanh\""),
    (["lr=0.1:1:3", "depth=1:8:3"], ["lr=1"], "lr is an axis of this study"),
    (["lr=0.1:1:3"], [], "needs two axes, for example --axis lr=1e-06:10:10 --axis depth=1:512:10"),
    ([], [], "needs two axes"),
  ]) func refusesWhatWasNotDeclared(_ axes: [String], _ settings: [String], _ words: String) {
    let refusal = #expect(throws: Refusal.self) { try Self.study(axes, settings) }
    #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
  }

  /// An option that a built-in parameter has means the declared one of its name.
  @Test func optionsMeanWhatIsDeclared() throws {
    var overrides = StudyOverrides()
    overrides.axes = ["lr=0.001:1:4", "decay=-1:1:5"]
    overrides.parameters = [.depth: "32"]
    let study = try overrides.applied(to: Study(of: Self.declaration(), axes: overrides.axes))
    #expect(study.problem(for: Cell(column: 0, row: 0)).declared?.values[1] == 32)
    overrides.parameters = [.width: "32"]
    #expect(throws: Refusal.self) {
      try overrides.applied(to: Study(of: Self.declaration(), axes: overrides.axes))
    }
    overrides.parameters = [:]
    overrides.dataSeed = 1
    #expect(throws: Refusal.self) {
      try overrides.applied(to: Study(of: Self.declaration(), axes: overrides.axes))
    }
  }

  private static func measurement(_ losses: [[Double]], _ updates: [Double], in study: Study) -> Measurement {
    var problem = study.problem(for: Cell(column: 0, row: 0))
    problem.seedCount = losses.count
    return Measurement(
      problem: problem,
      reported: zip(losses.indices, losses).map { seed, losses in
        ReportedSeed(
          seed: seed, losses: losses.enumerated().map { (10 * $0.offset, $0.element) },
          quantities: [[(20, updates[seed])], []])
      })
  }

  private static func verdict(_ losses: [[Double]], _ updates: [Double], quantities: [String]) throws
    -> CellSummary
  {
    let study = try study(quantities: quantities)
    return CellSummary(
      measurement(losses, updates, in: study), critical: nil, thresholds: study.thresholds,
      theory: study.theory)
  }

  @Test(
    arguments: [
      ([[2.0, 1, 0.5]], [0.5], "feature-learning", "F", nil), ([[2, 1, 0.5]], [0.1], "lazy", "L", nil),
      ([[2, 1, 2.5]], [0.5], "divergent", "X", Reason.unstable),
      ([[2, .nan, 0.5]], [0.5], "divergent", "X", .unstable),
      ([[2, 1, 0.5]], [.nan], "undecided", "?", .notMeasured),
      ([[2, 1, 0.5], [2, 1, 0.5], [2, 3, 2.5]], [0.5, 0.1, 0.1], "divergent", "X", .unstable),
      ([[2, 1, 0.5], [2, 1, 0.5], [2, 3, 2.5]], [0.5, 0.1, 0.2], "divergent", "X", .unstable),
      ([[2, 1, 0.5], [2, 1, 0.5], [2, 1, 0.5]], [0.5, 0.1, 0.2], "lazy", "L", nil),
    ] as [([[Double]], [Double], String, String, Reason?)])
  func featureUpdatesDecide(
    _ losses: [[Double]], _ updates: [Double], _ regime: String, _ letter: String, _ reason: Reason?
  ) throws {
    let summary = try Self.verdict(losses, updates, quantities: ["feature_update", "accuracy"])
    #expect(summary.verdict.regime.csvName == regime && String(summary.verdict.mark.letter) == letter)
    #expect(summary.verdict.reason == reason)
  }

  /// Where nothing but losses is known, a cell trained or did not.
  @Test(arguments: [([[2.0, 1, 0.5]], "trained", "T"), ([[2, 1, 3]], "divergent", "X")])
  func lossesDecide(_ losses: [[Double]], _ regime: String, _ letter: String) throws {
    let summary = try Self.verdict(losses, [0.5], quantities: ["accuracy", "other"])
    #expect(summary.verdict.regime.csvName == regime && String(summary.verdict.mark.letter) == letter)
    let explanation = Explanation(summary.evidence, thresholds: try Self.study(quantities: ["a"]).thresholds)
    #expect(explanation.rules[explanation.deciding].regime.csvName == regime)
  }

  /// Legends tell nothing of what only the built-in networks have.
  @Test(arguments: [["feature_update"], ["accuracy"]]) func marksMeanWhatTheRulesSay(_ quantities: [String])
    throws
  {
    let book = try Self.study(quantities: quantities).thresholds.rules
    let meanings = book.marks.map(book.meaning)
    #expect(Set(meanings).count == meanings.count && meanings.count >= 2)
    for word in ["φ", "ρ", "ξ", "S ≤ 1", "block"] { #expect(!meanings.joined().contains(word)) }
    #expect(Rulebook.builtIn.meaning(of: .featureLearning) == Mark.featureLearning.meaning)
  }

  @Test func quantitiesStandBehindTheLosses() throws {
    let study = try Self.study()
    let names = study.vocabulary.quantities.columns.map(\.name)
    #expect(names == ["loss_initial", "loss_final", "loss_peak", "feature_update", "accuracy"])
    let summary = try Self.verdict(
      [[4, 1, 0.5], [2, 1.5, 0.25]], [0.5, 0.25], quantities: ["feature_update", "accuracy"])
    let values = study.vocabulary.quantities.columns.map { summary.value(of: $0) }
    #expect(values[0] == 3 && values[1] == 0.375 && values[2] == 1.25 && values[3] == 0.375)
    #expect(values[4]?.isNaN == true)
    // What is not theirs they do not have.
    for quantity in Quantity.allCases where !Quantity.ofLosses.contains(quantity) {
      #expect(quantity.lack(in: summary.problem) != nil)
    }
    let accuracy = try #require(study.vocabulary.quantities.quantity(spelling: "accuracy"))
    #expect(
      accuracy != .accuracy && study.vocabulary.quantities.quantity(spelling: "φ")?.name == "feature_update")
    #expect(study.vocabulary == Vocabulary(Self.declaration()) && study.vocabulary != .builtIn)
  }
}

/// Rules that a study gives.
@Suite struct OwnRuleTests {
  private static func text(_ rules: String) -> String {
    """
    trainer = ["x"]
    [columns]
    parameter = "lr"
    values = [0.1, 1]
    [rows]
    parameter = "depth"
    values = [1, 2]
    \(rules)
    """
  }

  private static func study(_ rules: String) throws -> Study {
    try Study(toml: text(rules), file: "s", declaration: DeclaredStudyTests.declaration())
  }

  private static let two = """
    [[rule]]
    regime = "collapsed"
    letter = "C"
    when = "accuracy < 0.2 | loss_final > loss_initial & act=relu"
    [[rule]]
    regime = "feature learning"
    when = "lr>=1 & loss_final<1"
    """

  @Test(arguments: [
    (0.1, [2.0, 1], "relu", "C"), (0.5, [2, 3], "relu", "C"), (0.5, [2, 3], "gelu", "X"),
    (0.5, [2, 1.5], "relu", "L"), (0.5, [2, 0.5], "relu", "F"), (.nan, [2, 1.5], "relu", "L"),
  ]) func decideBeforeThoseThatThereAre(
    _ accuracy: Double, _ losses: [Double], _ act: String, _ letter: String
  ) throws {
    let study = try Self.study(Self.two)
    var problem = study.problem(for: Cell(column: 1, row: 0))
    problem.declared?.values[3] = .choice(act)
    problem.seedCount = 1
    let measurement = Measurement(
      problem: problem,
      reported: [
        ReportedSeed(
          seed: 0, losses: losses.enumerated().map { ($0.offset, $0.element) },
          quantities: [[(1, 0.1)], [(1, accuracy)]])
      ])
    let summary = CellSummary(
      measurement, critical: nil, thresholds: study.thresholds, theory: study.theory)
    #expect(String(summary.verdict.mark.letter) == letter)
    let explanation = Explanation(summary.evidence, thresholds: study.thresholds)
    #expect(explanation.ballots == [summary.verdict.mark])
    #expect(explanation.rules[explanation.deciding].regime == summary.verdict.regime)
  }

  @Test func readBackToTheSame() throws {
    var study = try Self.study(Self.two)
    let read = try Study(toml: study.toml, file: "s", declaration: DeclaredStudyTests.declaration())
    #expect(read == study && read.toml == study.toml)
    let book = study.thresholds.rules
    #expect(book.marks.map(\.letter) == ["C", "F", "L", "X", "?"])
    #expect(
      book.regimes.map(\.csvName) == ["collapsed", "feature-learning", "divergent", "undecided", "lazy"])
    #expect(study.isSameScience(as: try Self.study("")))
    study.thresholds.rules = .losses
    #expect(study != read)
  }

  @Test(arguments: [
    ("[[rule]]\nregime = \"a\"", "needs a regime"), ("[rule]\nregime = \"a\"", "must be a list of tables"),
    ("[[rule]]\nregime = \"a\"\nwhen = \"lr>1\"", "the regime a needs a letter"),
    ("[[rule]]\nregime = \"a\"\nletter = \"X\"\nwhen = \"lr>1\"", "the letter X of a is another regime's"),
    ("[[rule]]\nregime = \"lazy\"\nletter = \"Z\"\nwhen = \"lr>1\"", "has the letter L"),
    ("[[rule]]\nregime = \"a\"\nletter = \"AB\"\nwhen = \"lr>1\"", "must be one letter"),
    ("[[rule]]\nregime = \"_\"\nletter = \"A\"\nwhen = \"lr>1\"", "up to 24 letters"),
    (
      "[[rule]]\nregime = \"a\"\nletter = \"A\"\nwhen = \"lrr>1\"",
      "column 1: unknown quantity \"lrr\"; did you mean"
    ),
    ("[[rule]]\nregime = \"a\"\nletter = \"A\"\nwhen = \"lr>x\"", "expected a number"),
    ("[[rule]]\nregime = \"a\"\nletter = \"A\"\nwhen = \"act=tanh\"", "expected one of: relu, gelu"),
    ("[[rule]]\nregime = \"a\"\nletter = \"A\"\nwhen = \"lr>1\"\ncolour = \"red\"", "unknown key"),
    (
      (1...5).map { "[[rule]]\nregime = \"r\($0)\"\nletter = \"\($0)\"\nwhen = \"lr>1\"" }.joined(
        separator: "\n"),
      "a study can have 4 regimes of its own"
    ),
  ]) func refuseWhatIsNone(_ rules: String, _ words: String) {
    let refusal = #expect(throws: Refusal.self) { try Self.study(rules) }
    #expect(
      refusal?.description.contains(words) == true && refusal?.line != nil, "\(refusal?.description ?? "")")
  }

  @Test func ofBuiltInNetworksAreNone() {
    let text = Self.text(Self.two).split(separator: "\n").dropFirst().joined(separator: "\n")
      .replacing("\"lr\"", with: "\"alpha\"")
    #expect(throws: Refusal.self) { try Study(toml: text, file: "s") }
  }
}
