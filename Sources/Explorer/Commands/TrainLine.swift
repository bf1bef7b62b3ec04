import Engine
import Input
import Model
import Phases

/// `phase-tui train …` with everything that a configuration and the verdict on it depend on.
package struct TrainLine: Hashable, Sendable {
  package let arguments: [String]

  /// What `train` takes by itself is left out.
  package init(_ configuration: Problem, thresholds: Thresholds) {
    let follows = Double(configuration.shape.dimension).squareRoot()
    var arguments = ["phase-tui", "train"]
    for parameter in Parameter.allCases where parameter != .residualScale {
      let value = parameter.value(in: configuration)
      let isFollowing = parameter == .sigmaU || parameter == .sigmaV
      if value != (isFollowing ? follows : parameter.defaultValue) {
        arguments += ["--\(parameter.name.replacing("_", with: "-"))", value.shortest]
      }
    }
    if configuration.scaling.stepRule != .matched {
      arguments += ["--step-rule", configuration.scaling.stepRule.rawValue]
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
