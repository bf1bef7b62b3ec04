import Archive
import Explorer
import Foundation
import Model
import Phases
import TestSupport
import Testing

/// Every field on the command line.
@Suite struct FieldOptionTests {
  /// What a study can have: the initial weights' law and their cut are the program's own.
  static let fields = Problem.fields.filter { !["initialization", "split"].contains($0.name) }

  /// What has the field.
  private static func problem(with field: Problem.Field) -> Problem {
    var problem = Problem.small
    switch field.name {
    case "key_dimension", "heads", "mask":
      problem.block = .transformer
      problem.shape.tokens = 4
    case "input_dimension", "output_dimension": problem.embedding = .fixed
    case "beta1", "beta2", "epsilon": problem.optimizer = .adam
    case "loss": problem.embedding = .trained
    case "block", "task": problem.shape.tokens = 3
    default: break
    }
    return problem
  }

  /// The key of the problem that `train` trained.
  private func key(_ arguments: some Sequence<String>) throws -> String? {
    let run = try Program.piped(Array(arguments) + ["--json"], directory: Folder())
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    return report?["key"] as? String
  }

  @Test(arguments: fields) func theCopiedLineTrainsTheSame(_ field: Problem.Field) throws {
    for variant in Self.problem(with: field).variants(field) {
      guard case .gaussian = variant.data else { continue }
      let line = TrainLine(variant, thresholds: Thresholds())
      #expect(try key(line.arguments.dropFirst()) == ProblemKey(variant).description, "\(line.text)")
    }
  }

  @Test(arguments: Parameter.allCases.filter { !$0.field.isDerived })
  func settingsAreTheSame(_ parameter: Parameter) throws {
    let problem = Self.problem(with: parameter.field)
    let base = TrainLine(problem, thresholds: Thresholds()).arguments.dropFirst()
    // Of several values one: the copied line has them all.
    for variant in problem.variants(parameter.field).prefix(1) {
      let value = parameter.field.value(variant).text
      // The line has the other value by its option.
      var others = Array(base)
      if let at = others.firstIndex(of: parameter.option) { others.removeSubrange(at...at + 1) }
      #expect(
        try key(others + ["--set", "\(parameter.name)=\(value)"]) == ProblemKey(variant).description)
    }
  }
}
