import Input
import Model
import TestSupport
import Testing

@testable import Phases

/// Every parameter, in every place where a study takes it from.
@Suite struct ParameterTests {
  static let cell = Cell(column: 0, row: 0)

  /// Without the parameter along its axes.
  private func study(without parameter: Parameter) throws -> Study {
    let axes = [Parameter.alpha, .depth, .width].filter { $0 != parameter }
    var study = Study(
      name: "mine", columns: try Axis(axes[0], values: [1, 2]), rows: try Axis(axes[1], values: [2, 4]))
    for need in parameter.needs { study.fix(need.parameter, at: need.value) }
    return study
  }

  /// What a study may be told to have for a parameter.
  private func values(_ parameter: Parameter) throws -> [Parameter.Value] {
    let problem = try study(without: parameter).problem(for: Self.cell)
    return parameter.field.otherValues(than: problem)
  }

  private func hasValue(_ study: Study, _ parameter: Parameter, _ value: Parameter.Value) throws {
    #expect(
      study.fixed.filter { given in !parameter.needs.contains { $0.parameter == given.key } } == [
        parameter: value
      ])
    let problem = study.problem(for: Self.cell)
    let found = parameter.field.value(problem)
    if parameter == .budget {
      // M is a whole number.
      let layer = Double(problem.shape.depth * problem.shape.dimension)
      #expect(abs((found.number ?? 0) - (value.number ?? 0)) <= layer / 2)
    } else if parameter == .residualScale {
      #expect(abs((found.number ?? 0) / (value.number ?? 1) - 1) < 1e-12)
    } else {
      #expect(found == value)
    }
    #expect(study.cell(of: problem) == Self.cell)
    let other = try self.study(without: parameter)
    #expect(!study.isSameScience(as: other) && other.cell(of: problem) == nil)
  }

  @Test(arguments: Parameter.allCases) func aStudyFileFixesIt(_ parameter: Parameter) throws {
    for value in try values(parameter) {
      var study = try study(without: parameter)
      let text = parameter.choices == nil ? value.text : "\"\(value.text)\""
      for name in Set(parameter.spellings) {
        // A choice that stands above the tables would be given twice.
        let lines = study.toml.split(separator: "\n").filter { !$0.hasPrefix("\(parameter.name) = ") }
        let file = lines.joined(separator: "\n").replacing("[fixed]", with: "[fixed]\n\"\(name)\" = \(text)")
        try hasValue(Study(toml: file, file: "mine.toml"), parameter, value)
      }
      study.fix(parameter, at: value)
      #expect(study.toml.contains("\n\(parameter.name) = \(text)  # "))
      let read = try Study(toml: study.toml, file: "mine.toml")
      #expect(read == study)
      try hasValue(read, parameter, value)
    }
  }

  @Test(arguments: Parameter.allCases) func settingsAndOptionsFixIt(_ parameter: Parameter) throws {
    for value in try values(parameter) {
      var overrides = StudyOverrides()
      for spelling in parameter.spellings {
        overrides.settings = ["\(spelling)=\(value.text)"]
        try hasValue(overrides.applied(to: study(without: parameter)), parameter, value)
      }
      overrides.parameters = [parameter: value.text]
      try hasValue(overrides.applied(to: study(without: parameter)), parameter, value)
      overrides.settings = []
      try hasValue(overrides.applied(to: study(without: parameter)), parameter, value)
      // It can be taken back.
      if let usual = parameter.defaultValue {
        var changed = try study(without: parameter)
        changed.fix(parameter, at: value)
        overrides.parameters = [parameter: usual.text]
        let back = try overrides.applied(to: changed)
        #expect(try back.isSameScience(as: study(without: parameter)))
        #expect(
          back.fixed[parameter]
            == (parameter.choices == nil && parameter.isAlwaysWritten || parameter.field.follows
              ? usual : nil))
      }
    }
  }

  @Test(arguments: Parameter.allCases) func whatItCannotBeIsRefused(_ parameter: Parameter) throws {
    let study = try study(without: parameter)
    for text in parameter.choices == nil ? ["-1", "1e99", "nan", "x"] : ["1", "nonsense"] {
      var overrides = StudyOverrides()
      overrides.settings = ["\(parameter.name)=\(text)"]
      let error = #expect(throws: Refusal.self) { try overrides.applied(to: study) }
      #expect(error?.exitStatus == 64 && error?.description.hasPrefix("--set \(parameter.name)=") == true)
      let wrong = study.toml.replacing("[fixed]", with: "[fixed]\n\(parameter.name) = \(text)")
      #expect(throws: Refusal.self) { try Study(toml: wrong, file: "mine.toml") }
    }
  }

  /// People are told what is fixed otherwise than by default.
  @Test(arguments: Parameter.allCases) func titlesAndSummariesSayIt(_ parameter: Parameter) throws {
    for value in try values(parameter) {
      var study = try study(without: parameter)
      study.name = Study.alphaDepth.name
      study.fix(parameter, at: value)
      let usual = Study.alphaDepth.fixed[parameter] ?? parameter.defaultValue
      #expect(study.title.contains(parameter.phrase(value)) == (value != usual))
      #expect(study.summary.contains(parameter.phrase(value, " ")))
    }
  }

  // MARK: Choices

  @Test func aChoiceStandsInFixedOrAboveTheTables() throws {
    let grid = "[columns]\nparameter='alpha'\nvalues=[1]\n[rows]\nparameter='depth'\nvalues=[1]\n"
    let above = try Study(toml: "step_rule = 'general'\n" + grid, file: "a.toml")
    let inside = try Study(toml: grid + "[fixed]\nstep_rule = 'general'", file: "a.toml")
    #expect(above == inside && above.fixed == [.stepRule: "general"])
    #expect(above.problem(for: Self.cell).scaling.stepRule == .general)
    let usual = try Study(toml: grid + "[fixed]\nstep_rule = 'matched'", file: "a.toml")
    #expect(try usual == Study(toml: grid, file: "a.toml") && usual.fixed.isEmpty)
    #expect(
      throws: Refusal.file("a.toml", line: 9, "step_rule stands above the tables, too; leave one out")
    ) {
      try Study(toml: "step_rule = 'general'\n" + grid + "[fixed]\nstep_rule = 'general'", file: "a.toml")
    }
    #expect(throws: Refusal.file("a.toml", line: 8, "step_rule is a number; it must be text in quotes")) {
      try Study(toml: grid + "[fixed]\nstep_rule = 1", file: "a.toml")
    }
  }

  @Test func onlyNumbersMayBeAxes() {
    for parameter in Parameter.allCases where parameter.choices != nil { #expect(!parameter.mayBeAxis) }
  }

  /// The table as it was when the first records were written.
  @Test func studyFilesKeepTheirLines() {
    let lines = Study.alphaDepth.toml.split(separator: "\n").map(String.init)
    for line in [
      "step_rule = \"matched\"  # or \"general\"", "width = 16  # hidden width of a block",
      "dimension = 10  # embedding dimension", "samples = 10  # number of training samples",
      "steps = 50  # number of gradient steps", "# eta = 1  # base step size",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(lines.count == 36)
  }
}
