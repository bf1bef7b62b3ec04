import ArgumentParser
import Engine
import Model
import Phases

/// `--set`, wherever something is trained.
struct SetOption: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "Fix a parameter by its name or symbol, for example width=32 or M=32; may be repeated.",
      valueName: "name=value"),
    completion: .parameters)
  var set: [String] = []
}

/// An option for each parameter: the same as `--set`.
struct ParameterOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: .init("α, the residual-branch multiplier.", valueName: "x"))
  var alpha: String?
  @Option(parsing: .unconditional, help: .init("L, the depth in residual blocks.", valueName: "n"))
  var depth: String?
  @Option(parsing: .unconditional, help: .init("M, the hidden width of a block.", valueName: "n"))
  var width: String?
  @Option(parsing: .unconditional, help: .init("D, the embedding dimension.", valueName: "n"))
  var dimension: String?
  @Option(parsing: .unconditional, help: .init("N, the number of training samples.", valueName: "n"))
  var samples: String?
  @Option(parsing: .unconditional, help: .init("K, the number of gradient steps.", valueName: "n"))
  var steps: String?
  @Option(parsing: .unconditional, help: .init("σ_u of the input weights, else √D.", valueName: "x"))
  var sigmaU: String?
  @Option(parsing: .unconditional, help: .init("σ_v of the output weights, else √D.", valueName: "x"))
  var sigmaV: String?
  @Option(parsing: .unconditional, help: .init("α σ_v/(LM); σ_v or α follows.", valueName: "x"))
  var residualScale: String?
  @Option(parsing: .unconditional, help: .init("η, the base step size.", valueName: "x"))
  var eta: String?
  @Option(help: .init("η_u is D·min(α², D/σ_v²), or D.", valueName: "rule"))
  var stepRule: Scaling.StepRule?

  /// What `--set` says and what they say goes into the overrides.
  func apply(_ set: SetOption, to overrides: inout StudyOverrides) {
    let all: [Parameter: String?] = [
      .alpha: alpha, .depth: depth, .width: width, .dimension: dimension, .samples: samples, .steps: steps,
      .sigmaU: sigmaU, .sigmaV: sigmaV, .residualScale: residualScale, .eta: eta,
    ]
    overrides.settings = set.set
    overrides.parameters = all.compactMapValues(\.self)
    overrides.stepRule = stepRule
  }
}

extension Scaling.StepRule: ExpressibleByArgument {}
