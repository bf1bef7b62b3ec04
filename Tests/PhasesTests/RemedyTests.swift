import Input
import Model
import Testing

@testable import Phases

/// What is refused is said in the language of whoever said it, and all at once.
@Suite struct RemedyTests {
  private func refusal(of body: () throws -> Void) throws -> Refusal {
    try #require(#expect(throws: Refusal.self) { try body() })
  }

  private func byOptions(_ settings: [String]) throws -> Refusal {
    var overrides = StudyOverrides()
    overrides.settings = settings
    return try refusal { _ = try overrides.applied(to: .alphaDepth) }
  }

  private static func file(_ fixed: [String]) -> String {
    """
    [columns]
    parameter = "alpha"
    values = [1, 2]
    [rows]
    parameter = "depth"
    values = [1, 2]
    [fixed]
    \(fixed.joined(separator: "\n"))
    """
  }

  static let cases: [(settings: [String], fixed: [String], problem: String, remedy: String)] = [
    (
      ["task=copy", "tokens=1"], ["task = \"copy\"", "tokens = 1"], "the task copy is of sequences",
      "tokens 2 or more"
    ),
    (["mask=causal"], ["mask = \"causal\""], "mask is of attention heads", "block heads or transformer"),
    (["heads=3"], ["heads = 3"], "heads is of a transformer", "block transformer"),
    (
      ["input_dimension=3"], ["input_dimension = 3"], "input_dimension belongs to samples that are embedded",
      "embedding fixed or trained, or leave input_dimension out"
    ),
    (
      ["beta1=0.5"], ["beta1 = 0.5"], "beta1 is of momentum and adam, and the optimizer is gd",
      "optimizer momentum or adam, or leave beta1 out"
    ),
    (
      ["optimizer=momentum", "beta2=0.5"], ["optimizer = \"momentum\"", "beta2 = 0.5"],
      "beta2 is of adam, and the optimizer is momentum", "optimizer adam, or leave beta2 out"
    ),
    (
      ["optimizer=sign", "epsilon=0.5"], ["optimizer = \"sign\"", "epsilon = 0.5"],
      "epsilon is of adam, and the optimizer is sign", "optimizer adam, or leave epsilon out"
    ),
    (
      ["samples=9", "batch=10"], ["samples = 9", "batch = 10"],
      "a batch of 10 is more than the 9 samples to train on", "batch 9 or less"
    ),
  ]

  @Test(arguments: cases.indices) func remediesAreInTheLanguageOfWhoeverAsks(_ index: Int) throws {
    let (settings, fixed, problem, remedy) = Self.cases[index]
    let options = try byOptions(settings).problem
    #expect(options.contains(problem) && options.contains("; say --\(remedy)"), "\(options)")
    let file = try refusal { _ = try Study(toml: Self.file(fixed), file: "mine.toml") }
    let spoken = remedy.replacing(#/^(\w+) /#) { "\($0.output.1) to " }
    #expect(file.problem.contains(problem) && file.problem.contains("; set \(spoken)"), "\(file)")
    #expect(file.line != nil)
  }

  @Test func whatAnOptimizerHasIsTaken() throws {
    for (optimizer, settings) in [
      ("momentum", ["beta1=0.5"]), ("adam", ["beta1=0.5", "beta2=0.5", "epsilon=0.5"]), ("gd", ["beta1=0.9"]),
    ] {
      var overrides = StudyOverrides()
      overrides.settings = settings + ["optimizer=\(optimizer)", "batch=10"]
      #expect(throws: Never.self) { try overrides.applied(to: .alphaDepth) }
    }
  }

  @Test func allThatIsOutOfRangeIsSaidAtOnce() throws {
    var overrides = StudyOverrides()
    overrides.settings = ["eta=-1", "steps=0"]
    overrides.parameters = [.width: "0", .dimension: "x"]
    let line = try refusal { _ = try overrides.fixedValues() }.description
    for text in [
      "--set eta=-1: eta is -1; it must be", "--set steps=0: steps is 0", "--width 0: width is 0",
      "--dimension x: \"x\" is not a number",
    ] {
      #expect(line.contains(text), "\(line)")
    }
    var seeds = StudyOverrides()
    (seeds.seedCount, seeds.firstSeed) = (0, -1)
    let both = try refusal { _ = try seeds.applied(to: .alphaDepth) }.problem
    #expect(both.contains("the number of seeds is 0") && both.contains("the first seed is -1"))
  }

  /// η follows the optimizer wherever this is said, and stays where it is said itself.
  @Test func theStepSizeFollowsTheOptimizer() throws {
    let cell = Cell(column: 0, row: 0)
    func eta(_ fixed: [String]) throws -> Double {
      let study = try Study(toml: Self.file(fixed), file: "mine.toml")
      #expect(try Study(toml: study.toml, file: "again.toml").problem(for: cell) == study.problem(for: cell))
      return study.problem(for: cell).scaling.eta
    }
    for optimizer in OptimizerName.allCases {
      let line = "optimizer = \"\(optimizer.rawValue)\""
      #expect(try eta([line]) == optimizer.usualEta)
      #expect(try eta([line, "eta = 0.3"]) == 0.3)
      #expect(try eta([line, "eta = 1"]) == 1)
    }
  }
}
