extension Problem {
  /// What is trained where nobody says otherwise.
  package static let standard: Problem = {
    let dimension = 10
    let root = Double(dimension).squareRoot()
    return Problem(
      shape: Shape(depth: 64, width: 16, dimension: dimension, samples: 10),
      scaling: Scaling(sigmaU: root, sigmaV: root))
  }()

  package static let mostSeeds = 1000
  /// Seeds stay whole numbers in every language that reads the CSV.
  package static let largestSeed = 1 << 53

  /// Everything that a problem depends on, a row a stored property, in the order in which people see it.
  ///
  /// Study files, `--set`, options, axes, record keys and their reading, tables, the copied command line, the header and
  /// completions are made from the rows, so that a new field is its property in `Problem`, with the default there, and
  /// its row here. What a row does not say is the careful choice: networks that differ in it share no vectors, the critical
  /// companion has it, and its default is not written. Ranges end where a cell would be absurd or leave the range of
  /// Float.
  package static let rows: [Field] = [
    Field(
      \.scaling.alpha, "alpha", "α", "residual-branch multiplier", 1e-9...1e9,
      [.axis, .ofLane, .alwaysWritten], companion: .byDefault),
    Field(
      \.shape.depth, "depth", "L", "depth, the number of residual blocks", 1...1_000_000,
      [.axis, .alwaysWritten], companion: .its(256), help: "L, the depth in residual blocks."),
    Field(
      \.shape.width, "width", "M", "hidden width of a block", 1...1_000_000, [.axis, .alwaysWritten],
      companion: .its(8)),
    Field(
      \.shape.dimension, "dimension", "D", "embedding dimension", 1...1_000_000, [.axis, .alwaysWritten]),
    Field(
      \.shape.samples, "samples", "N", "number of training samples", 1...1_000_000,
      [.axis, .alwaysWritten]),
    Field(
      \.steps, "steps", "K", "number of gradient steps", 1...100_000, [.axis, .ofLane, .alwaysWritten]),
    Field(
      \.scaling.sigmaU, "sigma_u", "σ_u", "standard deviation of the initial input weights", 1e-9...1e9,
      [.axis, .ofLane, .alwaysWritten, .followsDimension], help: "σ_u of the input weights, else √D."),
    Field(
      \.scaling.sigmaV, "sigma_v", "σ_v", "standard deviation of the initial output weights", 1e-9...1e9,
      [.axis, .ofLane, .alwaysWritten, .followsDimension], companion: .byDefault,
      help: "σ_v of the output weights, else √D."),
    Field(
      \.scaling.eta, "eta", "η", "base step size", 1e-9...1e9, [.axis, .ofLane, .alwaysWritten],
      help: "η, the base step size; else 1, or less as the optimizer needs.",
      following: { $0.optimizer.usualEta }),
    Field(
      \.scaling.stepRule, "step_rule", "steps", "rule of the input weights' step size",
      [.parameter, .ofLane, .alwaysWritten], companion: .byDefault,
      help: "The input weights' step is η_u D·min(α², D/σ_v²), or η_u D."),
    Field(
      \.scaling.etaU, "eta_u", "η_u", "factor of the input weights' step size", 1e-9...1e9, [.axis, .ofLane],
      help: "η_u, a factor of the input weights' step size."),
    Field(
      \.scaling.etaV, "eta_v", "η_v", "factor of the output weights' step size", 1e-9...1e9,
      [.axis, .ofLane], help: "η_v, a factor of the output weights' step size."),
    Field(
      \.block, "block", "blocks", "what a residual branch is made of",
      help: "What a layer is made of: hidden units, attention heads, or both; else perceptron."),
    Field(
      \.shape.tokens, "tokens", "T", "number of tokens of a sample", 1...1_000_000, [.axis],
      help: "T, the number of tokens of a sample; else 1, with heads or a task of sequences 4.",
      following: { $0.block == .perceptron && !$0.task.isOfSequences ? 1 : 4 }),
    Field(
      \.shape.keyDimension, "key_dimension", "d", "key dimension of an attention head", 1...1_000_000,
      [.axis],
      help: "d, the key dimension of an attention head; else 4."),
    Field(
      \.shape.heads, "heads", "M_A", "number of attention heads beside hidden units", 1...1_000_000, [.axis],
      help: "M_A, the attention heads of a transformer's layer; else 4."),
    Field(
      \.mask, "mask", "mask", "which tokens a token attends to",
      help: "Which tokens a token attends to: all, or those up to itself; else none."),
    Field(
      \.norm, "norm", "norm", "how a block normalises what it reads",
      help: "What a block reads: h, or h over its rms; else none."),
    Field(
      \.activation, "activation", "units", "non-linearity σ of the hidden units",
      help: "σ of the hidden units; else tanh."),
    Field(
      \.loss, "loss", "loss", "what training lowers", help: "What training lowers; else the squared error."),
    Field(
      \.embedding, "embedding", "embedding", "how samples become states, and states outputs",
      help: "Matrices W_E before the network and W_U behind it; else none, with cross-entropy fixed.",
      following: { $0.loss.isOfLabels ? .fixed : .none }),
    Field(
      \.shape.inputDimension, "input_dimension", "d_in", "coordinates of an embedded sample", 1...1_000_000,
      [.axis], help: "d_in, the coordinates of a drawn sample that is embedded; else 5."),
    Field(
      \.shape.outputDimension, "output_dimension", "d_out", "outputs of an embedded network, or classes",
      1...1_000_000, [.axis],
      help: "d_out, the outputs of an embedded network: with labels the number of classes; else 5."),
    Field(
      \.optimizer, "optimizer", "optimizer", "how weights follow their gradients",
      help: "How weights follow their gradients; else gradient descent."),
    Field(
      \.optimizerSettings.beta1, "beta1", "β₁", "share of its past in the first moment", 0...0.999_999,
      [.parameter, .ofLane], help: "β₁ of momentum and adam; else 0.9."),
    Field(
      \.optimizerSettings.beta2, "beta2", "β₂", "share of its past in the second moment", 0...0.999_999_9,
      [.parameter, .ofLane], help: "β₂ of adam; else 0.999."),
    Field(
      \.optimizerSettings.epsilon, "epsilon", "ε", "what is added to the root of the second moment",
      1e-30...1e9, [.parameter, .ofLane], help: "ε of adam, beside gradients of order 1; else 1e-8."),
    Field(
      \.task, "task", "targets", "what drawn samples are mapped to",
      help: "The targets of drawn samples; else gaussian."),
    Field(
      \.test, "test", "N_test", "number of held-out samples", 0...1_000_000, companion: .byDefault,
      help: "How many samples to hold out and measure on."),
    Field(
      \.batch, "batch", "B", "number of samples of a step, 0 for all", 0...1_000_000,
      help: "How many samples a step is taken on, drawn anew each time; else all."),
    Field(\.data, "data_seed", "training data", .alwaysWritten),
    Field(
      \.initialization, "initialization", "initialization", "law of the initial weights", .alwaysWritten,
      companion: .its(.antithetic)),
    Field(
      \.split, "split", "split", "number of blocks that each block of the initial network is cut into",
      1...1_000_000, .alwaysWritten, companion: .byDefault),
    Field(
      \.firstSeed, "seed", "seed", "first seed of the ensemble", 0...largestSeed, [.ofLane, .alwaysWritten],
      companion: .byDefault),
    Field(
      \.seedCount, "seeds", "seeds", "number of seeds", 1...mostSeeds, [.ofLane, .alwaysWritten],
      companion: .byDefault),
  ]

  /// The rows in which problems can differ: a choice of a single variant is none.
  package static let fields = rows.filter { row in
    if case .choice(let names) = row.kind { names.count > 1 } else { true }
  }

  /// `α σ_v/(LM)`, which a study may give in place of σ_v or α.
  package static let residualScale = Field(
    deriving: { $0.scaling.residualScale($0.shape) }, "residual_scale", "ασ_v/(LM)",
    ascii: "alpha*sigma_v/(LM)", "residual scale of a block", 1e-21...1e18, [.axis, .alwaysWritten],
    help: "α σ_v/(LM); σ_v or α follows.")

  /// `L·M·D`, which a study may give in place of M.
  package static let budget = Field(
    deriving: { Double($0.shape.weights) }, "budget", "P", ascii: "P", "size of the network, L·M·D", 1...1e18,
    .parameter, help: "P = L·M·D, the size of the network; M follows.")

  private static let ofNetwork = fields.filter { !$0.traits.contains(.ofLane) }

  /// Whether the other's seeds can share vectors with this one's.
  package func sharesVectors(with other: Problem) -> Bool {
    if declared != nil || other.declared != nil {
      guard let own = declared?.declaration, let its = other.declared?.declaration else { return false }
      return own.isSameNetwork(as: its)
    }
    return Self.ofNetwork.allSatisfy { $0.areEqual(self, other) }
  }

  /// Fields by name that follow from what a network is made of, and whether a problem's network has the part.
  static let fieldsOfParts: [String: @Sendable (Problem) -> Bool] = [
    "tokens": { $0.shape.tokens > 1 },
    "key_dimension": { $0.block != .perceptron },
    "heads": { $0.block == .transformer },
    "embedding": { $0.embedding != .none },
    "input_dimension": { $0.embedding != .none },
    "output_dimension": { $0.embedding != .none },
  ]

  /// The same training with another number of steps: problems whose trajectories are equal are trained once, to the
  /// largest of their numbers, and measured on the way.
  package var trajectory: Problem {
    var start = self
    start.steps = 1
    return start
  }

  /// Whether its features are measured in those of a critical companion: nobody knows a declared network's.
  package var hasCompanion: Bool { declared == nil }

  private static let ownInCompanion = fields.filter { !$0.isSameInCompanion }

  /// The training whose local feature update is the unit of the relative feature update: the critical scale
  /// (α = 1, σ_v = √D) with the same D, N, K, η, σ_u and data. Not to be asked for where there is none.
  package var criticalCompanion: Problem {
    var companion = self
    for field in Self.ownInCompanion { field.makeCritical(&companion) }
    return companion
  }
}
