import Input
import Testing

@testable import Phases

@Suite struct SpellingTests {
  @Test func everySymbolIsItsParameter() throws {
    var spellings: [String: Parameter] = [:]
    for parameter in Parameter.allCases {
      for spelling in parameter.spellings {
        #expect(spellings[spelling, default: parameter] == parameter, "\(spelling) is two parameters")
        spellings[spelling] = parameter
        #expect(Parameter(spelling: spelling) == parameter)
        #expect(Parameter(spelling: spelling.replacing("_", with: "-")) == parameter)
      }
    }
    for (text, parameter) in [("L", .depth), ("α", .alpha), ("σ_v", .sigmaV), ("s_u", .sigmaU)]
      as [(String, Parameter)]
    {
      #expect(Parameter(spelling: text) == parameter)
    }
    #expect(
      Parameter(spelling: "l") == nil && Parameter(spelling: "S") == nil && Parameter(spelling: "") == nil)
    #expect(Thresholds.Name(spelling: "φ") == .feature && Thresholds.Name(spelling: "xi") == .noise)
  }

  @Test(arguments: [
    ("φ", Thresholds.Name.feature), ("phi", .feature), ("ξ", .noise), ("peak/start", .catapult),
    ("unstable", .catapult), ("rho", .contradiction),
    ("end/start", .barelyTrained), ("barely-trained", .barelyTrained), ("ΔV", .forgotten),
    ("dV", .forgotten),
  ]) func thresholdsHaveTheirQuantitysSymbol(_ symbol: String, _ name: Thresholds.Name) throws {
    #expect(Thresholds.Name(spelling: symbol) == name)
    var overrides = StudyOverrides()
    overrides.thresholds = ["\(symbol)=0.7"]
    #expect(try overrides.applied(to: .alphaDepth).thresholds[name] == 0.7)
  }

  @Test func noSymbolIsTwoThings() {
    let names = Thresholds.Name.allCases.flatMap { Set($0.spellings) }
    #expect(Set(names).count == names.count)
    let symbols = Quantity.allCases.flatMap { Set([$0.symbols.greek, $0.symbols.ascii]) }
    #expect(Set(symbols).count == symbols.count)
    // What training lowers has the name of its value, which is what conditions mean.
    #expect(symbols.filter { Parameter(spelling: $0) != nil } == ["loss"])
  }

  @Test func symbolsAreTakenWhereverANameIs() throws {
    var overrides = StudyOverrides()
    overrides.settings = ["M=32", "σ_v=7", "s_u=2", "K=20"]
    overrides.axes = ["α=0.1:10:5", "L=1:8:4"]
    overrides.thresholds = ["φ=0.2", "ξ=0.4"]
    let study = try overrides.applied(to: .alphaDepth)
    #expect(study.fixed[.width] == 32 && study.fixed[.sigmaV] == 7 && study.fixed[.sigmaU] == 2)
    #expect(study.columns.parameter == .alpha && study.rows.values == [1, 2, 4, 8])
    #expect(study.thresholds.feature == 0.2 && study.thresholds.noise == 0.4)
    // Names are what is written.
    #expect(study.toml.contains("width = 32") && study.toml.contains("parameter = \"depth\""))
    #expect(study.toml.contains("sigma_v = 7") && study.toml.contains("feature = 0.2"))
  }

  @Test func studyFilesTakeThemToo() throws {
    let text = """
      [columns]
      parameter = "α"
      values = [1, 2]
      [rows]
      parameter = "L"
      values = [1, 2]
      [fixed]
      M = 32
      "σ_v" = 7
      [thresholds]
      "φ" = 0.2
      """
    let study = try Study(toml: text, file: "s.toml")
    #expect(study.fixed == [.width: 32, .sigmaV: 7] && study.thresholds.feature == 0.2)
    #expect(throws: Refusal.file("s.toml", line: 10, "width and M are the same parameter; leave one out")) {
      try Study(
        toml: text.replacing("[thresholds]", with: "width = 8\n[thresholds]").replacing(
          "\"σ_v\" = 7", with: "K = 9"), file: "s.toml")
    }
    #expect(
      throws: Refusal.file("s.toml", line: 8, "width is 0; it must be a whole number from 1 to 1000000")
    ) {
      try Study(toml: text.replacing("M = 32", with: "M = 0"), file: "s.toml")
    }
    #expect(throws: Refusal.self) {
      try Study(toml: text.replacing("M = 32", with: "Q = 3"), file: "s.toml")
    }
  }

  @Test func optionsOfParametersAreTheSameAsSet() throws {
    var overrides = StudyOverrides()
    overrides.parameters = [.width: "32", .sigmaV: "7"]
    overrides.settings = ["M=32"]
    #expect(try overrides.applied(to: .alphaDepth).fixed[.width] == 32)
    overrides.settings = ["M=16"]
    #expect(throws: Refusal.option("--width 32", "--set M=16 says something else; leave one of them out")) {
      try overrides.applied(to: .alphaDepth)
    }
    overrides.settings = []
    overrides.parameters = [.alpha: "2"]
    let advice =
      "alpha is an axis of this study; for this value alone say --axis alpha=2, for others "
      + "--axis alpha=LOW:HIGH:COUNT"
    #expect(throws: Refusal.option("--alpha 2", advice)) { try overrides.applied(to: .alphaDepth) }
    // The advice is right.
    overrides.parameters = [:]
    overrides.axes = ["alpha=2"]
    #expect(try overrides.applied(to: .alphaDepth).columns.values == [2])
    #expect(Set(Parameter.allCases.map(\.option)).count == Parameter.allCases.count)
  }
}
