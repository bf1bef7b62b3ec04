import Model
import Phases
import Terminal
import TestSupport
import Testing

@testable import Explorer

/// Every parameter on the screen and in the copied command line.
@Suite struct ParameterTests {
  @Test(arguments: Parameter.allCases) func theHeaderHasWhatIsFixed(_ parameter: Parameter) throws {
    let axes = [Parameter.alpha, .depth, .width].filter { $0 != parameter }
    var study = Study(
      name: "mine", columns: try Axis(axes[0], values: [1, 2]), rows: try Axis(axes[1], values: [2, 4]))
    let header = { (study: Study) in
      try Fixture.state(Size(width: 200, height: 40), studies: [study]).view().text.prefix { $0 != "\n" }
    }
    for value in parameter.field.otherValues(than: study.problem(for: Cell(column: 0, row: 0))) {
      let said =
        value.number.map { "\(parameter.symbol) \(Figures.trimmed($0))" } ?? parameter.phrase(value)
      #expect(try !header(study).contains("  \(said)  "))
      study.fix(parameter, at: value)
      #expect(try header(study).contains("  \(said)  "), "\(said)")
    }
  }

  @Test(arguments: Problem.fields) func theCommandLineHasWhatIsNotDefault(_ field: Problem.Field) {
    func arguments(_ problem: Problem) -> [String] {
      TrainLine(problem, thresholds: Thresholds()).arguments
    }
    #expect(arguments(.standard) == ["phase-tui", "train"])
    guard !["initialization", "split"].contains(field.name) else { return }
    for variant in Problem.standard.variants(field) {
      var variant = variant
      // What follows from a variant is not said; steps that stay where they are, are.
      for other in Problem.fields
      where other.traits.contains(.followsParts) && other != field && other.name != "eta" {
        other.reset(&variant)
      }
      let added = arguments(variant).dropFirst(2)
      switch field.value(variant) {
      case .data(.files(let x, let y, _)): #expect(added.elementsEqual(["--data", x, y]))
      // Scales, and steps, that stay where they are no longer follow.
      case let value where field.name == "dimension":
        #expect(added.starts(with: ["--dimension", value.text]))
      case let value where field.name == "optimizer":
        #expect(added.elementsEqual(["--eta", "1", "--optimizer", value.text]))
      case let value:
        #expect(added.elementsEqual(["--" + field.name.replacing("_", with: "-"), value.text]))
      }
    }
  }
}
