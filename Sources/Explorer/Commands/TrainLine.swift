import Engine
import Input
import Model
import Phases

/// `phase-tui train …` with everything that a configuration and the verdict on it depend on.
package struct TrainLine: Hashable, Sendable {
  package let arguments: [String]

  /// What `train` takes by itself is left out.
  package init(_ configuration: Problem, thresholds: Thresholds) {
    var arguments = ["phase-tui", "train"]
    for parameter in Parameter.allCases where !parameter.field.isDefault(in: configuration) {
      arguments += [parameter.option, parameter.field.value(configuration).text]
    }
    if configuration.firstSeed != 0 { arguments += ["--seed", "\(configuration.firstSeed)"] }
    if configuration.seedCount != 8 { arguments += ["--seeds", "\(configuration.seedCount)"] }
    switch configuration.data {
    case .gaussian(let seed): if seed != 0 { arguments += ["--data-seed", "\(seed)"] }
    case .files(let x, let y, _):
      // The data fix these.
      for name in ["--samples", "--dimension"] {
        if let index = arguments.firstIndex(of: name) { arguments.removeSubrange(index...index + 1) }
      }
      arguments += ["--data", x, y]
    }
    for name in Thresholds.Name.allCases where thresholds[name] != Thresholds()[name] {
      arguments += ["--threshold", "\(name.rawValue)=\(thresholds[name].shortest)"]
    }
    self.arguments = arguments
  }

  /// For a shell.
  package var text: String { arguments.map(ShellText.word).joined(separator: " ") }
}
