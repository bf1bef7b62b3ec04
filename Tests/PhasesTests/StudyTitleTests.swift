import Testing

@testable import Phases

@Suite struct StudyTitleTests {
  private func study(_ settings: [String] = [], axes: [String] = [], of study: Study = .alphaDepth) throws
    -> Study
  {
    var overrides = StudyOverrides()
    overrides.settings = settings
    overrides.axes = axes
    return try overrides.applied(to: study)
  }

  @Test func aBuiltInStudyHasItsName() {
    for study in Study.builtIns { #expect(study.shownName == study.name && study.title == study.name) }
  }

  @Test func otherAxesAreNamed() throws {
    let eta = try study(axes: ["eta=0.1:10:5", "depth=1:8:4"])
    #expect(eta.name == "alpha-depth" && eta.shownName == "eta-depth" && eta.title == "eta-depth")
    let width = try study(["eta=0.5"], axes: ["alpha=0.1:10:5", "width=1:8:4"])
    #expect(width.shownName == "alpha-width" && width.title == "alpha-width, η = 0.5")
    // What stands along the axis is what it is called.
    let scale = try study(
      axes: ["sigma_v=1:10:5", "samples=10"].dropLast() + ["dimension=2:8:3"], of: .dimensionScale)
    #expect(scale.shownName == "dimension-scale")
    let other = try study(axes: ["sigma_v=1:10:5", "eta=0.1:1:3"], of: .dimensionScale)
    #expect(other.shownName == "residual_scale-eta")
    for study in [eta, width, scale, other] { #expect(Study.isName(study.shownName)) }
  }

  @Test func otherValuesAreTold() throws {
    #expect(try study(["width=16", "steps=50"]).title == "alpha-depth")
    #expect(try study(["width=32", "step_rule=general"]).title == "alpha-depth, M = 32, general steps")
    #expect(try study(axes: ["alpha=1:2:2"]).title == "alpha-depth")
    // What follows from the loss is told as it is.
    let labels = try study(["loss=cross-entropy", "task=classes"])
    #expect(labels.problem(for: Cell(column: 0, row: 0)).embedding == .fixed)
    #expect(labels.title == "alpha-depth, cross-entropy loss, fixed embedding, classes targets")
    var own = try study(["width=32"])
    own.name = "mine"
    #expect(own.title == "mine" && own.shownName == "mine")
  }

  @Test func aSummaryHasAxesAndWhatIsNotDefault() throws {
    #expect(Study.alphaDepth.summary == "α 0.1 … 100 (31) × L 1 … 512 (18), 8 seeds")
    var changed = try study(["width=32", "eta=1", "K=20"], axes: ["alpha=3"])
    changed.firstSeed = 5
    changed.dataSeed = 2
    #expect(changed.summary == "α 3 × L 1 … 512 (18), M 32, K 20, seeds 5 … 12, data seed 2")
  }
}
