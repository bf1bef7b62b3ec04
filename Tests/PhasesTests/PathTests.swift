import Input
import Model
import Testing

@testable import Phases

/// Parametrisations: how α, σ_v and η go with the size of a network.
@Suite struct PathTests {
  private static let here = Cell(column: 0, row: 0)

  private func root(_ value: Double) -> Double { value.squareRoot() }

  private func start(_ settings: [String] = []) throws -> Study {
    var overrides = StudyOverrides()
    overrides.settings = settings
    let study = Study(
      name: "path", columns: try Axis(.width, values: [16]), rows: try Axis(.depth, values: [2]))
    return try overrides.applied(to: study)
  }

  private func path(_ name: String) throws -> ParametrisationPath {
    try #require(ParametrisationPath(named: name))
  }

  private func problems(
    _ path: ParametrisationPath, _ settings: [String] = [], to ends: String = "depth=512", count: Int = 5
  ) throws -> [Problem] {
    let start = try start(settings)
    return try path.points(from: start, to: ParametrisationPath.ends(ends, from: start), count: count)
      .map { $0.problem(for: Self.here) }
  }

  /// α stays, or is α₀ √(L/L₀), or α₀ L/L₀.
  @Test(arguments: [
    ("completep", [3.0, 3, 3, 3, 3]), ("depth-mup", [3, 6, 12, 24, 48]),
    ("standard", [3, 12, 48, 192, 768]), ("mup", [3, 12, 48, 192, 768]),
  ])
  func builtInPaths(_ name: String, _ alphas: [Double]) throws {
    let problems = try problems(path(name), ["alpha=3"])
    #expect(problems.map(\.shape.depth) == [2, 8, 32, 128, 512])
    #expect(problems.map(\.scaling.alpha) == alphas)
    #expect(Set(problems.map(\.shape.width)) == [16] && Set(problems.map(\.scaling.eta)) == [1])
    #expect(Set(problems.map(\.scaling.sigmaV)) == [root(10)])
    // The unit of φ is one training.
    #expect(Set(problems.map(\.criticalCompanion)).count == 1)
  }

  /// Whole numbers that round alike count once, and α is on the path at the rounded depth.
  @Test func depthsAreWhole() throws {
    let problems = try problems(path("depth-mup"), to: "depth=5", count: 20)
    #expect(problems.map(\.shape.depth) == [2, 3, 4, 5])
    #expect(problems.map(\.scaling.alpha) == [1, 1.22474, 1.41421, 1.58114])
    let down = try self.problems(path("standard"), to: "depth=1", count: 2)
    #expect(down.map(\.shape.depth) == [2, 1] && down.map(\.scaling.alpha) == [1, 0.5])
  }

  /// σ_v is proportional to √D unless the path says otherwise.
  @Test func outputWeightsFollowTheDimension() throws {
    let usual = try problems(path("completep"), to: "dimension=160", count: 2)
    #expect(usual.map(\.scaling.sigmaV) == [root(10), root(160)])
    let given = try problems(path("completep"), ["sigma_v=3"], to: "dimension=160", count: 2)
    #expect(given.map(\.scaling.sigmaV) == [3, 12])
    let own = try ParametrisationPath(toml: "sigma_v = \"D^-0.25\"", file: "own.toml")
    let stated = try problems(own, ["sigma_v=3"], to: "dimension=160", count: 2)
    #expect(stated.map(\.scaling.sigmaV) == [3, 1.5])
  }

  /// Where a residual scale is given, σ_v is what it asks for at the start.
  @Test func beginsAtAResidualScale() throws {
    let problems = try problems(
      path("depth-mup"), ["residual_scale=0.5", "alpha=2"], to: "depth=8", count: 2)
    #expect(problems.map(\.scaling.sigmaV) == [8, 8] && problems.map(\.scaling.alpha) == [2, 4])
  }

  @Test func readsAFile() throws {
    let text = """
      name = "mine"
      alpha = "depth^0.5 * M^-1*D"
      sigma_v = "1"
      eta = "L^-0.5"
      """
    let path = try ParametrisationPath(toml: text, file: "a.toml")
    #expect(path.name == "mine" && path.rule == "α ∝ L^0.5 M^-1 D, σ_v stays, η ∝ L^-0.5")
    #expect(path.asciiRule == "alpha ~ L^0.5 M^-1 D, sigma_v stays, eta ~ L^-0.5")
    let problems = try problems(path, ["eta=4"], to: "depth=8,width=64,dimension=40", count: 2)
    #expect(problems.map(\.shape.width) == [16, 64] && problems.map(\.shape.dimension) == [10, 40])
    #expect(problems.map(\.scaling.alpha) == [1, 2] && problems.map(\.scaling.eta) == [4, 2])
    #expect(problems.map(\.scaling.sigmaV) == [root(10), root(10)])
    #expect(try ParametrisationPath(toml: "eta = \"M\"", file: "x/wide.toml").name == "wide")
  }

  @Test(arguments: [
    ("alpha = \"depht^0.5\"", "a.toml:1: unknown size \"depht\"; did you mean \"depth\"?"),
    (
      "alpha = \"eta^2\"", "a.toml:1: unknown size \"eta\"; one of: depth, width, dimension"
    ),
    (
      "\nalpha = \"L^1/2\"",
      "a.toml:2: alpha has the exponent \"1/2\"; it must be a number from -10 to 10, as in \"depth^0.5\""
    ),
    (
      "alpha = \"L^nan\"",
      "a.toml:1: alpha has the exponent \"nan\"; it must be a number from -10 to 10, as in \"depth^0.5\""
    ),
    (
      "alpha = \"L^2^3\"",
      "a.toml:1: alpha is \"L^2^3\"; it must be a product of powers, as in \"depth^0.5 * width^-1\""
    ),
    (
      "alpha = \"L *\"",
      "a.toml:1: alpha is \"L *\"; it must be a product of powers, as in \"depth^0.5 * width^-1\""
    ),
    ("alpha = 0.5", "a.toml:1: alpha is a number; it must be text in quotes"),
    ("alpha = \"L\"\n\"α\" = \"L\"", "a.toml:2: alpha is said twice; leave one out"),
    ("depth = \"L\"", "a.toml:1: unknown key \"depth\"; one of: name, alpha, sigma_v, eta"),
    ("name = \"x y\"\nalpha = \"L\"", "a.toml:1: the name must be 1 to 64 letters"),
    ("name = \"x\"", "a.toml: says nothing of alpha, sigma_v, eta; one of them is needed"),
  ])
  func refusesAFileInOneLine(_ text: String, _ problem: String) {
    let refusal = #expect(throws: Refusal.self) { try ParametrisationPath(toml: text, file: "a.toml") }
    #expect(refusal?.description.hasPrefix(problem) == true, "\(refusal?.description ?? "")")
    #expect(refusal?.exitStatus == 65 && refusal?.description.contains("\n") == false)
  }

  @Test(arguments: [
    ("depth=2", "the paths begin there; say where they go to"),
    ("alpha=2", "alpha is no size; a path goes to depth, width, dimension"),
    ("depth=2.5", "depth is 2.5; it must be a whole number from 1 to 1000000"),
    ("depth=4,L=8", "depth is said twice"), ("depth", "expected NAME=VALUE"),
    ("depth=4,", "expected NAME=VALUE"), ("dephth=4", "unknown parameter \"dephth\""),
  ])
  func refusesEnds(_ text: String, _ problem: String) throws {
    let start = try start()
    let refusal = #expect(throws: Refusal.self) { try ParametrisationPath.ends(text, from: start) }
    #expect(
      refusal?.description.hasPrefix("--to \(text): \(problem)") == true, "\(refusal?.description ?? "")")
  }

  @Test func refusesWhatLeavesTheRange() throws {
    let start = try start(["alpha=1e8"])
    let refusal = #expect(throws: Refusal.self) {
      try path("standard").points(from: start, to: [.depth: 512], count: 2)
    }
    let words =
      "path standard: at depth=512: alpha is 25600000000; it must be a number from 1e-09 to 1000000000"
    #expect(refusal?.description == words)
  }
}
