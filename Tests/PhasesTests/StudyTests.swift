import Engine
import Input
import Model
import Testing

@testable import Phases

@Suite struct StudyTests {
  @Test(arguments: Study.builtIns)
  func builtInStudiesAreValidAndReadBack(_ study: Study) throws {
    try study.check()
    #expect(try Study(toml: study.toml, file: "printed.toml") == study)
    #expect(try Study.builtIn(study.name) == study)
  }

  @Test func alphaDepthIsTheDefaultGrid() {
    let study = Study.alphaDepth
    #expect(study.lattice.baseCells.count == 558)
    #expect(
      study.rows.values == [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512])
    #expect(study.columns.values.count == 31)
    #expect(
      study.columns.values[0] == 0.1 && study.columns.values[10] == 1 && study.columns.values[30] == 100)
    let problem = study.problem(for: Cell(column: 10, row: 9))
    #expect(problem.shape.depth == 32 && problem.shape.width == 16)
    #expect(problem.shape.dimension == 10 && problem.shape.samples == 10)
    #expect(problem.steps == 50 && problem.seedCount == 8 && problem.relativeScale == 1)
    #expect(problem.scaling.sigmaU == 10.0.squareRoot())
  }

  @Test func dimensionScaleShowsTheResidualScale() {
    let study = Study.dimensionScale
    #expect(study.lattice.baseCells.count == 325)
    #expect(study.rows.values == [2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128])
    #expect(study.columns.label == .residualScale)
    #expect(study.columnLabel(at: Position(base: 24)) == 1000.0 / (128 * 16))
    #expect(study.rowLabel(at: Position(base: 1)) == 3)
    let problem = study.problem(for: Cell(column: 6, row: 2))
    #expect(problem.scaling.sigmaU == 2 && problem.scaling.sigmaV == 1)
    #expect(problem.relativeScale == 0.5)
  }

  /// Every pair of axes gives every cell a problem with the axes' values.
  @Test(arguments: Parameter.allCases.filter(\.mayBeAxis), Parameter.allCases.filter(\.mayBeAxis))
  func anyTwoAxesWork(_ column: Parameter, _ row: Parameter) throws {
    guard column != row else { return }
    let text = """
      [columns]
      parameter = "\(column.name)"
      low = 1
      high = 64
      count = 4
      [rows]
      parameter = "\(row.name)"
      values = [1, 4, 16.0]
      [fixed]
      \([column, row].flatMap(\.needs).map { "\($0.parameter.name) = \"\($0.value.text)\"" }.uniqued)
      """
    let study = try Study(toml: text, file: "pair.toml")
    #expect(study.name == "pair")
    #expect(try Study(toml: study.toml, file: "again.toml") == study)
    for cell in study.lattice.baseCells {
      let problem = study.problem(for: cell)
      #expect(abs(column.value(in: problem) / study.columns.value(at: cell.column) - 1) < 1e-12)
      #expect(abs(row.value(in: problem) / study.rows.value(at: cell.row) - 1) < 1e-12)
    }
  }

  @Test func residualScaleDecidesWhatIsLeftOpen() throws {
    let grid =
      "\n[columns]\nparameter='depth'\nvalues=[4]\n[rows]\nparameter='residual_scale'\nvalues=[0.5]\n"
    let byAlpha = try Study(toml: grid + "[fixed]\nalpha=2\nwidth=3", file: "a.toml")
    #expect(byAlpha.problem(for: Cell(column: 0, row: 0)).scaling.sigmaV == 3)
    let bySigma = try Study(toml: grid + "[fixed]\nsigma_v=2\nwidth=3", file: "a.toml")
    #expect(bySigma.problem(for: Cell(column: 0, row: 0)).scaling.alpha == 3)
    #expect(throws: Refusal.self) {
      try Study(toml: grid + "[fixed]\nsigma_v=2\nalpha=3", file: "a.toml")
    }
  }

  @Test func unsetScalesFollowTheDimension() throws {
    var overrides = StudyOverrides()
    overrides.axes = ["dimension=4:64:3"]
    overrides.settings = ["sigma-u=7"]
    let study = try overrides.applied(to: .dimensionScale)
    #expect(
      study.lattice.baseCells.map { study.problem(for: $0).scaling.sigmaU }
        == Array(repeating: 7, count: 75))
    #expect(Study.alphaDepth.problem(for: Cell(column: 0, row: 0)).scaling.sigmaV == 10.0.squareRoot())
  }

  @Test func memoryIsChecked() {
    let error = #expect(throws: Refusal.self) {
      try Study.alphaDepth.validate(memory: 1000) { Double($0.shape.weights) }
    }
    #expect(error?.description.contains("GB") == true && error?.exitStatus == 64)
    #expect(throws: Never.self) { try Study.alphaDepth.validate(memory: 1e9) { Double($0.shape.weights) } }
  }
}

@Suite struct StudyFileTests {
  static let valid = """
    name = "mine"
    seeds = 4

    [columns]
    parameter = "alpha"
    low = 0.1
    high = 10
    count = 5

    [rows]
    parameter = "depth"
    values = [1, 2, 4]

    [fixed]
    width = 8

    [thresholds]
    feature = 0.25
    """

  @Test func readsWhatItSays() throws {
    let study = try Study(toml: Self.valid, file: "mine.toml")
    #expect(study.name == "mine" && study.seedCount == 4 && study.thresholds.feature == 0.25)
    #expect(study.fixed == [.width: 8] && study.rows.values == [1, 2, 4])
  }

  /// A change to the valid file, the line that the error must name and a part of what it must say.
  static let mistakes: [(String, String, Int?, String)] = [
    ("seeds = 4", "sedes = 4", 2, "did you mean \"seeds\"?"),
    ("seeds = 4", "seeds = 0", 2, "from 1 to 1000"),
    ("seeds = 4", "seeds = 4.5", 2, "whole number"),
    ("seeds = 4", "seeds = \"4\"", 2, "is text"),
    ("seeds = 4", "seeds = ", 2, "expected value"),
    ("name = \"mine\"", "name = \"../mine\"", 1, "letters"),
    ("name = \"mine\"", "step_rule = \"generel\"", 1, "did you mean \"general\"?"),
    ("name = \"mine\"", "data_seed = -1", 1, "data seed"),
    ("\"alpha\"", "\"alhpa\"", 5, "did you mean \"alpha\"?"),
    ("\"alpha\"", "\"activation\"", 5, "cannot be an axis"),
    ("low = 0.1", "low = 0", 6, "from 1e-09"),
    ("low = 0.1", "lwo = 0.1", 6, "did you mean \"low\"?"),
    ("high = 10", "high = nan", 7, "nan"),
    ("high = 10", "high = 0.01", 7, "below high"),
    ("count = 5", "count = 1", 8, "from 2 to 1000"),
    ("count = 5", "count = 5\nlabel = \"residual_scale\"", 9, "cannot be labelled"),
    ("count = 5", "", 4, "either low"),
    ("[1, 2, 4]", "[1, 2.5, 4]", 12, "whole number"),
    ("[1, 2, 4]", "[4, 2]", 12, "must increase"),
    ("[1, 2, 4]", "[1, \"2\"]", 12, "where a number"),
    ("[1, 2, 4]", "4", 12, "must be a list"),
    ("\"depth\"", "\"alpha\"", 11, "both axes"),
    ("width = 8", "width = 0", 15, "from 1 to"),
    ("width = 8", "depth = 8", 15, "is an axis"),
    ("width = 8", "wdith = 8", 15, "did you mean \"width\"?"),
    ("feature = 0.25", "feature = -1", 18, "positive"),
    ("feature = 0.25", "featrue = 1", 18, "did you mean \"feature\"?"),
    ("[rows]", "[row]", 10, "did you mean \"rows\"?"),
    ("[columns]", "[[columns]]", 4, "must be a table"),
  ]

  @Test(arguments: mistakes.indices)
  func mistakesNameTheLineAndTheRemedy(_ index: Int) throws {
    let (old, new, line, part) = Self.mistakes[index]
    let text = Self.valid.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.valid)
    let error = try #require(throws: Refusal.self) { try Study(toml: text, file: "mine.toml") }
    #expect(error.exitStatus == 65)
    #expect(error.description.contains(part), "\(error)")
    #expect(!error.description.contains("\n"))
    if let line { #expect(error.description.hasPrefix("mine.toml:\(line): "), "\(error)") }
  }

  @Test(arguments: [
    "", "\0", "[", "a = [[[[", "\u{FEFF}", "name = \"\\u0000\"", "\"a\\u0000b\" = 1", "= 1", "[columns]\n",
  ])
  func rubbishIsRefused(_ text: String) {
    #expect(throws: Refusal.self) { try Study(toml: text, file: "x.toml") }
  }
}

@Suite struct StudyOverridesTests {
  func changed(_ study: Study = .alphaDepth, _ change: (inout StudyOverrides) -> Void) throws -> Study {
    var overrides = StudyOverrides()
    change(&overrides)
    return try overrides.applied(to: study)
  }

  @Test func nothingChangesNothing() throws {
    for study in Study.builtIns { #expect(try StudyOverrides().applied(to: study) == study) }
  }

  @Test func oneThingAtATime() throws {
    #expect(try changed { $0.settings = ["width=32"] }.fixed[.width] == 32)
    #expect(try changed { $0.settings = ["step_rule=general"] }.fixed[.stepRule] == "general")
    #expect(try changed { $0.axes = ["depth=1:4096:25"] }.rows.values.last == 4096)
    #expect(try changed { $0.axes = ["alpha=1,2,4"] }.columns.values == [1, 2, 4])
    #expect(try changed { $0.thresholds = ["barely-trained=0.5"] }.thresholds.barelyTrained == 0.5)
    #expect(try changed { $0.seedCount = 3 }.seedCount == 3)
    #expect(try changed { $0.firstSeed = 5 }.firstSeed == 5)
    #expect(try changed { $0.dataSeed = 7 }.data == .gaussian(seed: 7))
  }

  @Test func axesKeepTheirPlace() throws {
    let both = try changed { $0.axes = ["width=1:64:7", "depth=1:8:4"] }
    #expect(both.columns.parameter == .width && both.rows.parameter == .depth && both.fixed[.width] == nil)
    let new = try changed { $0.axes = ["width=1:64:7", "eta=0.1:1:4"] }
    #expect(new.columns.parameter == .width && new.rows.parameter == .eta)
    let kept = try changed(.dimensionScale) { $0.axes = ["sigma_v=1:10:3"] }
    #expect(kept.columns.label == .residualScale)
    let lost = try changed(.dimensionScale) { $0.axes = ["sigma_v=1:10:3", "depth=1:8:4"] }
    #expect(lost.columns.label == nil)
  }

  static let mistakes: [(@Sendable (inout StudyOverrides) -> Void, String)] = [
    ({ $0.settings = ["widht=3"] }, "--set widht=3: unknown parameter \"widht\"; did you mean \"width\"?"),
    ({ $0.settings = ["width"] }, "NAME=VALUE"),
    ({ $0.settings = ["width="] }, "NAME=VALUE"),
    ({ $0.settings = ["width=x"] }, "\"x\" is not a number"),
    ({ $0.settings = ["width=0"] }, "--set width=0: width is 0"),
    ({ $0.settings = ["width=-1"] }, "from 1"),
    ({ $0.settings = ["width=nan"] }, "from 1"),
    ({ $0.settings = ["width=1e7"] }, "from 1"),
    ({ $0.settings = ["eta=inf"] }, "from 1e-09"),
    ({ $0.settings = ["depth=3"] }, "is an axis"),
    ({ $0.settings = ["step_rule=x"] }, "unknown step rule"),
    ({ $0.settings = ["sigma_v=1", "residual_scale=1"] }, "cannot all be given"),
    ({ $0.settings = ["residual_scale=1e15"] }, "asks for sigma_v"),
    ({ $0.axes = ["depth=1:2"] }, "LOW:HIGH:COUNT"),
    ({ $0.axes = ["depth=1:2:x"] }, "not a whole number"),
    ({ $0.axes = ["depth=0:2:3"] }, "from 1"),
    ({ $0.axes = ["step_rule=1:2:2"] }, "cannot be an axis"),
    ({ $0.axes = ["width=1:2:2"] }, "give both axes"),
    ({ $0.axes = ["depth=1:2:2", "depth=1:2:2"] }, "two different axes"),
    ({ $0.thresholds = ["feature=0"] }, "positive"),
    ({ $0.thresholds = ["feture=1"] }, "did you mean \"feature\"?"),
    ({ $0.seedCount = 0 }, "--seeds 0: the number of seeds"),
    ({ $0.firstSeed = -1 }, "first seed"),
    ({ $0.dataSeed = -1 }, "data seed"),
  ]

  @Test(arguments: mistakes.indices)
  func mistakesNameTheOption(_ index: Int) throws {
    let (change, part) = Self.mistakes[index]
    let error = try #require(throws: Refusal.self) { try changed(.alphaDepth, change) }
    #expect(error.exitStatus == 64 && error.description.contains(part), "\(error)")
  }

  /// The first of the samples, as many as there are at most.
  @Test func ownDataMayHaveTheirSamplesAsAnAxis() throws {
    let data = OwnData(x: "X.npy", y: "Y.npy", digest: 1, samples: 7, dimension: 5, rms: 2)
    let study = try changed {
      $0.axes = ["samples=2:7:3", "alpha=1,2"]
      $0.ownData = data
    }
    #expect(study.lattice.baseCells.map { study.problem(for: $0).shape.samples }.max() == 7)
    #expect(study.fixed[.samples] == nil && study.fixed[.dimension] == 5)
    let more = #expect(throws: Refusal.self) {
      try changed {
        $0.axes = ["samples=2:8:3", "alpha=1,2"]
        $0.ownData = data
      }
    }
    #expect(
      more?.description
        == "--data X.npy Y.npy: the data have 7 samples, and the axis samples goes to 8; let it end at 7")
    var overrides = StudyOverrides()
    overrides.settings = ["samples=3"]
    overrides.ownData = data
    let few = try overrides.applied(to: .alphaDepth)
    #expect(few.fixed[.samples] == 3)
    // Opened again with its data.
    overrides.settings = []
    #expect(try overrides.applied(to: few).fixed[.samples] == 3)
    overrides.settings = ["samples=8"]
    #expect(throws: Refusal.self) { try overrides.applied(to: .alphaDepth) }
  }

  /// The other studies of the screen learn the same.
  @Test func ensemblesHaveTheTaskAndWhatIsHeldOut() throws {
    let study = try changed {
      $0.settings = ["task=teacher", "test=7"]
      $0.dataSeed = 3
    }
    let other = try StudyOverrides(ensembleOf: study).applied(to: .dimensionScale)
    #expect(other.fixed[.task] == "teacher" && other.fixed[.test] == 7 && other.dataSeed == 3)
    var data = OwnData(x: "X.npy", y: "Y.npy", digest: 1, samples: 7, dimension: 5, rms: 2)
    let last = try changed {
      $0.ownData = data
      $0.settings = ["test=2"]
    }
    #expect(last.fixed[.samples] == 5)
    #expect(try StudyOverrides(ensembleOf: last).applied(to: .rateScale).fixed[.test] == 2)
    data.heldOut = HeldOutFiles(x: "XT.npy", y: "YT.npy", samples: 3)
    let files = try changed { $0.ownData = data }
    #expect(files.fixed[.samples] == 4 && files.fixed[.test] == 3)
    #expect(try StudyOverrides(ensembleOf: files).applied(to: .rateScale).fixed[.test] == 3)
  }

  @Test func ownDataFixTheirShape() throws {
    let data = OwnData(x: "X.npy", y: "Y.npy", digest: 1, samples: 7, dimension: 5, rms: 2)
    let study = try changed { $0.ownData = data }
    let problem = study.problem(for: Cell(column: 0, row: 0))
    #expect(problem.shape.samples == 7 && problem.shape.dimension == 5)
    #expect(problem.data == .files(x: "X.npy", y: "Y.npy", digest: 1) && study.theory.rms == 2)
    #expect(throws: Refusal.self) { try changed(.dimensionScale) { $0.ownData = data } }
    let set = #expect(throws: Refusal.self) {
      try changed {
        $0.ownData = data
        $0.settings = ["dimension=5"]
      }
    }
    #expect(set?.description.contains("--set dimension=5") == true)
  }
}
