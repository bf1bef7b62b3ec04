/// The block of one residual branch of one layer, of whichever kind: networks whose layers have branches of several kinds
/// are made of these.
public enum ResidualBranch<Scalar: Elementary>: ExpandableBlock {
  case units(Normalised<Perceptron<Scalar>>)
  case heads(Normalised<Heads<Scalar>>)

  /// - Parameter weights: those that read, (M·inputs, D), and those that write, (M·outputs, D), as `Branch` counts them.
  package init(
    _ branch: Branch, _ shape: Shape, activation: ActivationName, mask: MaskName, norm: NormName,
    weights: [[Scalar]]
  ) {
    switch branch.kind {
    case .units:
      let block = Perceptron(
        width: branch.width, dimension: shape.dimension, activation: activation, inputWeights: weights[0],
        outputWeights: weights[1])
      self = .units(Normalised(block, norm: norm))
    case .heads(let keyDimension):
      let block = Heads(
        width: branch.width, dimension: shape.dimension, tokens: shape.tokens, keyDimension: keyDimension,
        mask: mask, readingWeights: weights[0], writingWeights: weights[1])
      self = .heads(Normalised(block, norm: norm))
    }
  }

  /// A block of `problem`.
  package init(_ branch: Branch, of problem: Problem, weights: [[Scalar]]) {
    self.init(
      branch, problem.shape, activation: problem.activation, mask: problem.mask, norm: problem.norm,
      weights: weights)
  }

  @inlinable public var dimension: Int {
    switch self {
    case .units(let block): block.dimension
    case .heads(let block): block.dimension
    }
  }

  @inlinable public var weights: [[Scalar]] {
    get {
      switch self {
      case .units(let block): block.weights
      case .heads(let block): block.weights
      }
    }
    set {
      switch self {
      case .units(var block):
        block.weights = newValue
        self = .units(block)
      case .heads(var block):
        block.weights = newValue
        self = .heads(block)
      }
    }
  }

  public enum Kept {
    case units(Normalised<Perceptron<Scalar>>.Kept)
    case heads(Normalised<Heads<Scalar>>.Kept)

    /// (N·T, R) with R rows of weights that read.
    @inlinable public var preactivations: [Scalar] {
      switch self {
      case .units(let kept): kept.body.preactivations
      case .heads(let kept): kept.body.preactivations
      }
    }

    /// What the weights that write are multiplied by: `σ(P)`, (N·T, M), or `c`, (N·T, M·d).
    @inlinable public var values: [Scalar] {
      switch self {
      case .units(let kept): kept.body.values
      case .heads(let kept): kept.body.values
      }
    }

    /// `A`, (N, M, T, T); none of hidden units.
    @inlinable public var attention: [Scalar] {
      switch self {
      case .units: []
      case .heads(let kept): kept.body.attention
      }
    }
  }

  public enum ExpansionKept {
    case units(Normalised<Perceptron<Scalar>>.ExpansionKept)
    case heads(Normalised<Heads<Scalar>>.ExpansionKept)
  }

  @inlinable public func preactivations(_ weights: [Scalar], _ state: [Scalar]) -> [Scalar] {
    switch self {
    case .units(let block): block.preactivations(weights, state)
    case .heads(let block): block.preactivations(weights, state)
    }
  }

  @inlinable public func forward(_ state: [Scalar]) -> (output: [Scalar], kept: Kept) {
    switch self {
    case .units(let block):
      let (output, kept) = block.forward(state)
      return (output, .units(kept))
    case .heads(let block):
      let (output, kept) = block.forward(state)
      return (output, .heads(kept))
    }
  }

  @inlinable public func backward(
    _ kept: Kept, state: [Scalar], adjoint: [Scalar]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    switch (self, kept) {
    case (.units(let block), .units(let kept)): block.backward(kept, state: state, adjoint: adjoint)
    case (.heads(let block), .heads(let kept)): block.backward(kept, state: state, adjoint: adjoint)
    default: preconditionFailure("A block was given what a block of another kind has kept.")
    }
  }

  @inlinable public func forward(
    _ state: [Scalar], change: [[Scalar]]
  ) -> (constant: [Scalar], linear: [Scalar], kept: ExpansionKept) {
    switch self {
    case .units(let block):
      let (constant, linear, kept) = block.forward(state, change: change)
      return (constant, linear, .units(kept))
    case .heads(let block):
      let (constant, linear, kept) = block.forward(state, change: change)
      return (constant, linear, .heads(kept))
    }
  }

  @inlinable public func backward(
    _ kept: ExpansionKept, state: [Scalar], adjoint: [Scalar], change: [[Scalar]]
  ) -> (state: [Scalar], gradients: [[Scalar]]) {
    switch (self, kept) {
    case (.units(let block), .units(let kept)):
      block.backward(kept, state: state, adjoint: adjoint, change: change)
    case (.heads(let block), .heads(let kept)):
      block.backward(kept, state: state, adjoint: adjoint, change: change)
    default: preconditionFailure("A block was given what a block of another kind has kept.")
    }
  }
}
