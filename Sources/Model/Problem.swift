/// Where the training samples come from.
package enum DataSource: Hashable, Sendable {
  /// X and Y with independent standard normal entries, drawn with this data seed.
  case gaussian(seed: Int)
  /// The user's own arrays, named by the paths they were read from and told apart by a digest of their bytes.
  case files(x: String, y: String, digest: UInt64)
}

/// The law of the initial weights.
package enum Initialization: String, Hashable, Sendable, CaseIterable {
  /// Every unit is drawn by itself.
  case independent
  /// Units come in pairs `(u, v), (u, −v)`: the block vanishes at initialisation.
  case antithetic
  /// Antithetic pairs, of which D consecutive ones have orthogonal `u`, and orthogonal `v`.
  case orthogonal
}

/// Everything that the result of training an ensemble depends on. Each stored property, here and in its parts, has a row
/// in `Problem.fields`; what is declared has its own.
package struct Problem: Hashable, Sendable {
  package var shape: Shape
  package var scaling: Scaling
  /// `K`, the number of gradient steps.
  package var steps: Int
  package var data: DataSource
  /// What drawn samples are mapped to; own data have targets.
  package var task: TaskName
  /// How many samples are held out: they stand behind the N that are trained on.
  package var test: Int
  /// `B`, the number of samples that a step is taken on; 0: all of them.
  package var batch = 0
  package var block = BlockName.perceptron
  package var norm = NormName.none
  package var mask = MaskName.none
  /// `σ`, the non-linearity of the hidden units.
  package var activation: ActivationName
  package var loss: LossName
  package var embedding = EmbeddingName.none
  package var optimizer: OptimizerName
  package var optimizerSettings = OptimizerSettings()
  package var initialization: Initialization
  /// The initial weights are those of the network of depth L/split and hidden width M·split, whose every block is
  /// cut into `split` consecutive ones: the same units at another depth. L is a multiple of it.
  package var split: Int
  /// The ensemble trains the seeds `firstSeed ..< firstSeed + seedCount`.
  package var firstSeed: Int
  package var seedCount: Int
  /// What a network is that another program trains. Of all the rest such a problem has its seeds alone.
  package var declared: DeclaredValues?

  package init(
    shape: Shape, scaling: Scaling, steps: Int = 50, data: DataSource = .gaussian(seed: 0),
    activation: ActivationName = .tanh, loss: LossName = .squared,
    optimizer: OptimizerName = .gradientDescent, initialization: Initialization = .independent,
    split: Int = 1,
    firstSeed: Int = 0, seedCount: Int = 8, task: TaskName = .gaussian, test: Int = 0
  ) {
    self.shape = shape
    self.scaling = scaling
    self.steps = steps
    self.data = data
    self.task = task
    self.test = test
    self.activation = activation
    self.loss = loss
    self.optimizer = optimizer
    self.initialization = initialization
    self.split = split
    self.firstSeed = firstSeed
    self.seedCount = seedCount
  }

  /// Samples that a step is taken on.
  package var batchSize: Int { batch == 0 ? shape.samples : min(batch, shape.samples) }
  /// Whether these are fewer than there are.
  package var isBatched: Bool { batchSize < shape.samples }

  /// `d_in`, the coordinates of a sample, or of a token of it.
  package var inputs: Int { shape.inputs(embedding) }
  /// `d_out`, those of a target: the number of classes where these are labels.
  package var outputs: Int { shape.outputs(embedding) }

  package var seeds: Range<Int> { firstSeed..<firstSeed + seedCount }

  /// `S = α σ_v/√D`.
  package var relativeScale: Double { scaling.relativeScale(dimension: shape.dimension) }

  /// Floating-point operations of the training, `12·D·M·B·L·K` a seed for hidden units: six products a block and step,
  /// each a multiplication and an addition; activations and softmax not counted.
  package var operations: Double {
    let rows = Double(batchSize) * Double(shape.tokens)
    let layer = branches.reduce(0.0) { sum, branch in
      let weights = Double(branch.width) * Double(branch.inputs + branch.outputs) * Double(shape.dimension)
      // Scores and their mean forward, twice as many products back, d wide each.
      let attention = branch.isHeads ? 2 * Double(branch.width * branch.outputs) * Double(shape.tokens) : 0
      return sum + 6 * rows * (weights + attention)
    }
    return layer * Double(shape.depth) * Double(steps) * Double(seedCount)
  }

  /// The same weights at `factor` times the depth, in blocks of a `factor`-th of the width.
  package func resplit(_ factor: Int) -> Problem {
    var finer = self
    finer.shape.depth *= factor
    finer.shape.width /= factor
    if block == .transformer { finer.shape.heads /= factor }
    finer.split *= factor
    return finer
  }

  /// The steps after which order parameters are measured: `K^(1/4), K^(1/2), K^(3/4), K`, rounded.
  package var measuredSteps: [Int] {
    let k = Double(steps)
    let quarter = k.squareRoot().squareRoot()
    let steps = [quarter, quarter * quarter, quarter * quarter * quarter, k].map { Int($0.rounded()) }
    return steps.enumerated().filter { $0.offset == 0 || steps[$0.offset - 1] < $0.element }.map(\.element)
  }

  /// Points of a loss curve that are kept at most, the measured steps aside: more than a pane can show.
  package static let mostCurvePoints = 512

  /// The steps whose losses are kept: all of 0 … K while they are few, else evenly spread ones, with the first
  /// step and the measured ones.
  package var curveSteps: [Int] {
    let most = Self.mostCurvePoints
    guard steps >= most else { return Array(0...steps) }
    let even = (0..<most).map { $0 * steps / (most - 1) }
    return Set(even + measuredSteps + [1]).sorted()
  }

  /// Where a measured step stands among them.
  package func curvePoint(ofMeasuredStep index: Int) -> Int {
    let step = measuredSteps[index]
    // While every step is kept its loss stands at its own place; the last one stands last.
    if steps < Self.mostCurvePoints { return step }
    let all = curveSteps
    return step == steps ? all.count - 1 : all.firstIndex(of: step) ?? all.count - 1
  }

  /// How many they are.
  package var curveStepCount: Int { steps < Self.mostCurvePoints ? steps + 1 : curveSteps.count }
}
