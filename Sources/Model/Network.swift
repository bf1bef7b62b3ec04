/// One network and its training, as Measures.md writes it: a loop an index, no layout, no fusion, and every layer open to
/// look into. The oracle.
///
/// States and adjoints have the shape (N·T, D). A layer has one block or several, a residual branch each, one after another.
public struct Network<Body: Block> {
  public typealias Scalar = Body.Scalar

  /// From the input to the output.
  public var blocks: [Body]
  /// Those of the blocks of a layer, in the order of a pass.
  public let scales: [BranchScale<Scalar>]
  public let lossName: LossName
  public let optimizer: OptimizerName
  /// How moments forget in the k-th step.
  public let memory: (_ step: Int) -> StepMemory<Scalar>
  /// What the optimizer keeps of each block's arrays of weights; empty before the first step.
  public var moments: [[[Moments<Scalar>]]] = []
  /// What stands before and behind the blocks; without it samples are states and states outputs.
  public var embedding: Embedding<Scalar>?
  /// Those of the forward pass just made.
  public var samples: [Scalar] = []
  /// Steps that have been taken.
  public var steps = 0
  /// What the first block reads, then what comes after each; and what each block kept of the forward pass that made them.
  public var states: [[Scalar]] = []
  public var kept: [Body.Kept] = []
  /// The adjoints of the states.
  public var adjoints: [[Scalar]] = []

  @inlinable public init(
    blocks: [Body], scales: [BranchScale<Scalar>], loss: LossName = .squared,
    optimizer: OptimizerName = .gradientDescent,
    memory: @escaping (_ step: Int) -> StepMemory<Scalar> = { OptimizerSettings().memory(step: $0) }
  ) {
    self.blocks = blocks
    self.scales = scales
    lossName = loss
    self.optimizer = optimizer
    self.memory = memory
  }

  /// `L`
  public var depth: Int { blocks.count / scales.count }
  /// `h_L`, or `W_Uᵀh_L/D`.
  public var output: [Scalar] {
    let last = states.last ?? []
    return embedding?.readout(last) ?? last
  }

  /// The multiplier and the rates of a block.
  @inlinable public func scale(ofBlock index: Int) -> BranchScale<Scalar> { scales[index % scales.count] }

  /// From samples to states, and on.
  @inlinable public mutating func forward(_ samples: [Scalar]) {
    self.samples = samples
    forward(from: embedding?.states(samples) ?? samples)
  }

  /// `h ← h + α/(LM) Σ_j φ(h, z_j)` from `h_0`, block by block.
  @inlinable public mutating func forward(from first: [Scalar]) {
    states = [first]
    kept = []
    for (index, block) in blocks.enumerated() {
      let state = states[states.count - 1]
      let branch = scale(ofBlock: index).branch
      let (output, kept) = block.forward(state)
      self.kept.append(kept)
      states.append(zip(state, output).map { $0.adding(branch, times: $1) })
    }
  }

  /// The mean loss, its derivative by the outputs and `B_L`, of `samples` rows, N·T: for the squared error
  /// `‖y − Y‖²/(N·T·d_out)`, half of whose derivative is `r = (y − Y)/(N·T·d_out)`, else the derivative of the loss; `B_L = r`,
  /// or `W_U r/D`.
  @inlinable public func loss(
    targets: [Scalar], samples: Int
  ) -> (value: Scalar, residual: [Scalar], adjoint: [Scalar]) {
    let output = output
    var residual = output
    let count = output.count / samples
    var sum = Scalar(constant: 0)
    for sample in 0..<samples {
      let row = sample * count
      output.withUnsafeBufferPointer { output in
        targets.withUnsafeBufferPointer { targets in
          residual.withUnsafeMutableBufferPointer { residual in
            guard let output = output.baseAddress, let targets = targets.baseAddress,
              let residual = residual.baseAddress
            else { return }
            sum =
              sum
              + lossName.with(
                SampleLoss(
                  output: output + row, target: targets + row, count: count, residual: residual + row))
          }
        }
      }
    }
    let terms = Scalar(constant: Double(samples * lossName.terms(outputs: count)))
    residual = residual.map { $0 / terms }
    return (sum / terms, residual, embedding?.adjoint(residual) ?? residual)
  }

  /// `B ← B + α/(LM) ∂⟨B, Σ_j φ⟩/∂h` from `B_L` back; if the network is `training`, every block's weights take
  /// their step.
  @inlinable public mutating func backward(_ last: [Scalar], training: Bool = true) {
    adjoints = [last]
    if training {
      steps += 1
      if moments.isEmpty { moments = blocks.map(Self.noMoments) }
    }
    for index in blocks.indices.reversed() {
      let adjoint = adjoints[adjoints.count - 1]
      let scale = scale(ofBlock: index)
      let branch = scale.branch
      let (pull, gradients) = blocks[index].backward(kept[index], state: states[index], adjoint: adjoint)
      adjoints.append(zip(adjoint, pull).map { $0.adding(branch, times: $1) })
      if training { descend(&blocks[index], gradients, &moments[index], scale.rates) }
    }
    adjoints.reverse()
  }

  /// The step of embeddings that are trained, from `r` and the backward pass just made.
  @inlinable public mutating func stepEmbedding(_ residual: [Scalar]) {
    guard var embedding, let rate = embedding.rate else { return }
    let (input, output) = embedding.gradients(
      samples: samples, last: states[states.count - 1], residual: residual, adjoint: adjoints[0])
    let step = StepRate<Scalar>(
      rate: rate, scale: Scalar(constant: 1), scaled: rate,
      unit: Scalar(constant: Double(embedding.dimension)),
      memory: memory(steps))
    (embedding.inputWeights, embedding.inputMoments) = optimizer.with(
      Step(
        weights: embedding.inputWeights, gradient: input, rate: step, moments: embedding.inputMoments))
    (embedding.outputWeights, embedding.outputMoments) = optimizer.with(
      Step(
        weights: embedding.outputWeights, gradient: output, rate: step, moments: embedding.outputMoments))
    self.embedding = embedding
  }

  /// The step that a block takes which stands where `h` and `B` are these, though it need not belong to the network, beside
  /// the one that the network has just taken.
  /// - Parameters:
  ///   - moments: the block's own.
  ///   - branch: which of a layer's blocks it is like.
  @inlinable public func step(
    _ block: inout Body, moments: inout [[Moments<Scalar>]], branch: Int = 0, state: [Scalar],
    adjoint: [Scalar]
  ) {
    descend(
      &block, block.backward(block.forward(state).kept, state: state, adjoint: adjoint).gradients, &moments,
      scales[branch].rates)
  }

  /// Of a block that has taken no step.
  @inlinable public static func noMoments(_ block: Body) -> [[Moments<Scalar>]] {
    block.weights.map { $0.map { _ in Moments() } }
  }

  @inlinable func descend(
    _ block: inout Body, _ gradients: [[Scalar]], _ moments: inout [[Moments<Scalar>]], _ rates: [Scalar]
  ) {
    for (array, gradient) in gradients.enumerated() {
      let rate = StepRate<Scalar>(
        rate: rates[array], scale: Scalar(constant: 1), scaled: rates[array],
        unit: Scalar(constant: Double(block.dimension)),
        memory: memory(steps))
      (block.weights[array], moments[array]) = optimizer.with(
        Step(weights: block.weights[array], gradient: gradient, rate: rate, moments: moments[array]))
    }
  }
}

extension Network {
  /// From the adjoint of the loss of the forward pass just made.
  @inlinable public mutating func backward(targets: [Scalar], samples: Int, training: Bool) {
    let loss = loss(targets: targets, samples: samples)
    backward(loss.adjoint, training: training)
    if training { stepEmbedding(loss.residual) }
  }

  /// The twin whose blocks are linearised in their weights around what they are now; embeddings stay what they are.
  @inlinable public func linearised() -> Network<FirstOrder<Body>> where Body: ExpandableBlock {
    var twin = Network<FirstOrder<Body>>(
      blocks: blocks.map { FirstOrder(around: $0) }, scales: scales, loss: lossName, optimizer: optimizer,
      memory: memory)
    twin.embedding = embedding
    return twin
  }
}

@usableFromInline struct SampleLoss<Scalar: Elementary>: LossUse {
  @usableFromInline let output, target: UnsafePointer<Scalar>
  @usableFromInline let count: Int
  @usableFromInline let residual: UnsafeMutablePointer<Scalar>

  @inlinable init(
    output: UnsafePointer<Scalar>, target: UnsafePointer<Scalar>, count: Int,
    residual: UnsafeMutablePointer<Scalar>
  ) {
    (self.output, self.target, self.count, self.residual) = (output, target, count, residual)
  }

  @inlinable func with<L: Loss>(_ loss: L.Type) -> Scalar {
    L.sample(output, target: target, count: count, residual: residual)
  }
}

@usableFromInline struct Step<Scalar: Elementary>: OptimizerUse {
  @usableFromInline let weights, gradient: [Scalar]
  @usableFromInline let rate: StepRate<Scalar>
  @usableFromInline let moments: [Moments<Scalar>]

  @inlinable init(
    weights: [Scalar], gradient: [Scalar], rate: StepRate<Scalar>, moments: [Moments<Scalar>]
  ) {
    (self.weights, self.gradient, self.rate, self.moments) = (weights, gradient, rate, moments)
  }

  @inlinable func with<O: Optimizer>(_ optimizer: O.Type) -> ([Scalar], [Moments<Scalar>]) {
    var (weights, moments) = (weights, moments)
    for i in weights.indices {
      weights[i] = O.step(weights[i], gradient: gradient[i], rate: rate, moments: &moments[i])
    }
    return (weights, moments)
  }
}
