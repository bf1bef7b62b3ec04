import Engine
import Input
import Model
import Phases

/// `phase-tui train …` with everything that a problem and the verdict on it depend on.
package struct TrainLine: Hashable, Sendable {
  package let arguments: [String]

  /// What `train` takes by itself is left out.
  /// - Parameter ownData: what own data have beyond their names.
  package init(_ problem: Problem, thresholds: Thresholds, ownData: OwnData? = nil) {
    var arguments = ["phase-tui", "train"]
    for parameter in Parameter.allCases where !parameter.field.isDefault(in: problem) {
      arguments += [parameter.option, parameter.field.value(problem).text]
    }
    if problem.firstSeed != 0 { arguments += ["--seed", "\(problem.firstSeed)"] }
    if problem.seedCount != 8 { arguments += ["--seeds", "\(problem.seedCount)"] }
    switch problem.data {
    case .gaussian(let seed): if seed != 0 { arguments += ["--data-seed", "\(seed)"] }
    case .files(let x, let y, _):
      // The data fix the dimensions of their rows, and may have more samples than the problem.
      let own: [Parameter] = problem.embedding == .none ? [.dimension] : [.inputDimension, .outputDimension]
      for name in ([.samples] + own).map(\.option) {
        if let index = arguments.firstIndex(of: name) { arguments.removeSubrange(index...index + 1) }
      }
      arguments += ["--data", x, y]
      if ownData?.isStandardised == true { arguments.append("--standardise") }
      if let ownData, problem.shape.samples + problem.test < ownData.samples {
        arguments += [Parameter.samples.option, "\(problem.shape.samples)"]
      }
      if let files = ownData?.heldOut {
        if let index = arguments.firstIndex(of: Parameter.test.option) {
          arguments.removeSubrange(index...index + 1)
        }
        arguments += ["--test-data", files.x, files.y]
      }
    }
    for name in Thresholds.Name.allCases where thresholds[name] != Thresholds()[name] {
      arguments += ["--threshold", "\(name.rawValue)=\(thresholds[name].shortest)"]
    }
    self.arguments = arguments
  }

  /// For a shell.
  package var text: String { arguments.map(ShellText.word).joined(separator: " ") }
}
