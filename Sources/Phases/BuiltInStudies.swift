import Input

extension Study {
  package static let builtIns: [Study] = [
    alphaDepth, dimensionScale, rateScale, adam, heads, transformer, shape,
  ]

  /// What a built-in study shows, in lines: the comments of its file.
  static let notes: [String: [String]] = [
    "alpha-depth": [
      "Perceptrons learn features up to S = α σ_v/√D of about 3.7 and are lazy beyond, where depth permits;",
      "above α σ_v = 0.8 √(LM) the noise of their initialisation dominates.",
    ],
    "dimension-scale": [
      "The lazy regime is a wedge between the critical residual scale, √D/(LM), and noise; it closes as D grows."
    ],
    "rate-scale": [
      "The guide η = 2N/λ_max falls with S up to S = 1 and is level beyond. Below it all is as at η = 1; at S ≤ 1 training",
      "fails just above it, and from η = 11 on first ends near half of its first loss, because tanh is flat where the units",
      "have been thrown (saturated); at S of 3 to 10 it goes on up to five times the guide, with the same end. From",
      "σ_v = 30 on, where noise dominates, losses rise before they fall, up to tenfold (catapult).",
    ],
    "adam": [
      "The same wedge as under gradient descent, from S = 3.6 on, and the same line to noise, which is drawn before",
      "training; at small depths the units are thrown to where tanh is flat (saturated).",
    ],
    "heads": [
      "Attention heads learn features up to S of about 3, and are lazy beyond where L permits: the wedge of perceptrons.",
      "Noise begins up to a sixth below the line that the mean square of their values predicts; at about three times its α",
      "training itself fails (unstable), which perceptrons with tanh do not show. Limits need a small step size.",
    ],
    "transformer": [
      "Each layer is heads, then hidden units, each with a branch of its own. The wedge of heads, narrower, as the noise of",
      "both adds up; the same second line to unstable training.",
    ],
    "shape": [
      "All networks have P = L·M·D weights, M = P/(LD), in front of and behind them fixed embeddings. Too large a D leaves",
      "too few units: displacement and spread over seeds grow with D, and at D = 512 noise dominates. Too small a D is another",
      "network: losses on held-out samples (:colour test-loss) fall up to D = 256. L hardly matters. The errors of both",
      "kinds, and the best D, are measured by phase-tui rates shape.",
    ],
  ]

  /// The (α, L) plane: 31 × 18 cells.
  package static let alphaDepth = Study(
    name: "alpha-depth",
    columns: Axis(span: .alpha, low: 0.1, high: 100, count: 31),
    rows: Axis(span: .depth, low: 1, high: 512, count: 19),
    fixed: [.width: 16, .dimension: 10, .samples: 10, .steps: 50])

  /// The (residual scale, D) plane: 25 × 13 cells. It varies σ_v at α = 1 and shows `α σ_v/(LM)`.
  package static let dimensionScale = Study(
    name: "dimension-scale",
    columns: Axis(span: .sigmaV, low: 0.1, high: 1000, count: 25, label: .residualScale),
    rows: Axis(span: .dimension, low: 2, high: 128, count: 13),
    fixed: [.alpha: 1, .depth: 128, .width: 16, .samples: 10, .steps: 50])

  /// The (σ_v, η) plane: 25 × 19 cells, S = 0.1 … 100 at α = 1.
  package static let rateScale = Study(
    name: "rate-scale",
    columns: Axis(span: .sigmaV, low: 0.316228, high: 316.228, count: 25),
    rows: Axis(span: .eta, low: 0.125, high: 64, count: 19),
    fixed: [.alpha: 1, .depth: 128, .width: 16, .dimension: 10, .samples: 10, .steps: 50])

  /// The (α, L) plane under Adam: 31 × 18 cells.
  package static let adam = Study(
    name: "adam",
    columns: Axis(span: .alpha, low: 0.1, high: 100, count: 31),
    rows: Axis(span: .depth, low: 1, high: 512, count: 19),
    fixed: [.width: 16, .dimension: 10, .samples: 10, .steps: 50, .optimizer: "adam"])

  /// The (α, L) plane of attention heads: 31 × 18 cells.
  package static let heads = Study(
    name: "heads",
    columns: Axis(span: .alpha, low: 0.1, high: 100, count: 31),
    rows: Axis(span: .depth, low: 1, high: 512, count: 19),
    fixed: [
      .block: "heads", .width: 8, .dimension: 10, .samples: 4, .tokens: 4, .keyDimension: 2, .eta: 0.25,
      .steps: 50,
    ])

  /// The (α, L) plane of Transformers, heads and hidden units in turn: 31 × 18 cells.
  package static let transformer = Study(
    name: "transformer",
    columns: Axis(span: .alpha, low: 0.1, high: 100, count: 31),
    rows: Axis(span: .depth, low: 1, high: 512, count: 19),
    fixed: [
      .block: "transformer", .width: 8, .dimension: 10, .samples: 4, .tokens: 4, .keyDimension: 2,
      .eta: 0.25, .steps: 50,
    ])

  /// The (D, L) plane of embedded networks of one size, M = P/(LD): 15 × 13 cells.
  package static let shape = Study(
    name: "shape",
    columns: Axis(span: .dimension, low: 4, high: 512, count: 15),
    rows: Axis(span: .depth, low: 4, high: 256, count: 13),
    fixed: [
      .budget: 262_144, .embedding: "fixed", .task: "teacher", .samples: 10, .test: 50, .steps: 15,
    ])

  /// The built-in study of a name. Throws `Refusal`.
  package static func builtIn(_ name: String, option: String = "--study") throws(Refusal) -> Study {
    guard let study = builtIns.first(where: { $0.name == name }) else {
      throw .option(option, name.unknown("study", among: builtIns.map(\.name)))
    }
    return study
  }
}
