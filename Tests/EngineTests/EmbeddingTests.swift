import Engine
import EngineInterface
import Model
import TestSupport
import Testing

/// What stands before and behind the blocks: in the kernels, and as it is drawn and trained.
@Suite struct EmbeddingTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  static let cases: [(LossName, EmbeddingName)] = LossName.allCases.flatMap { loss in
    [(loss, EmbeddingName.fixed), (loss, .trained)]
  }

  /// Every case at shapes of both meanings of lanes, with widths of their own before and behind.
  @Test(arguments: fastKernels.map(\.name), cases)
  func passesAgreeWithTheNaiveKernel(name: String, parts: (LossName, EmbeddingName)) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    for (place, chosen) in testShapes.enumerated() {
      var shape = chosen
      (shape.inputDimension, shape.outputDimension) = (1 + place * 5 % 11, 1 + place * 3 % 8)
      let optimizer = OptimizerName.allCases[place % OptimizerName.allCases.count]
      var all = Parts(loss: parts.0, optimizer: optimizer)
      all.embedding = parts.1
      let made = [kernel, NaiveKernel() as any Kernel].map { kernel in
        let ensemble = TestEnsemble(shape, all)
        let before = ensemble.contents
        var losses = SIMD8<Float>()
        let (arrays, last) = (ensemble.ensemble.embedding, ensemble.ensemble.last)
        if let arrays, arrays.isTrained { kernel.embed(arrays, into: ensemble.ensemble.state(0)) }
        kernel.forward(ensemble.ensemble, member: .alone)
        if let arrays { kernel.readOut(arrays, of: last) }
        kernel.residual(ensemble.ensemble, losses: &losses)
        kernel.backward(ensemble.ensemble, member: .alone)
        if let arrays, arrays.isTrained {
          kernel.step(arrays, last: last, adjoint: ensemble.ensemble.adjoint)
        }
        return (before: before, after: ensemble.contents, losses: losses)
      }
      for lane in 0..<TestEnsemble(shape).ensemble.networkCount {
        let (a, b) = (made[0].losses[lane], made[1].losses[lane])
        #expect(abs(a - b) <= 1e-5 * (abs(b) + 0.1), "\(shape)")
      }
      for (fast, slow) in zip(made[0].after, made[1].after) {
        let scale = slow.values.map { abs($0) }.max() ?? 0
        let apart = zip(fast.values, slow.values).count { abs($0 - $1) > 5e-5 * scale }
        // A sign or Adam's root makes much of a gradient that cancels, which few do.
        let most = optimizer.isNormalised ? fast.values.count / 100 : 0
        #expect(apart <= most, "\(shape) \(fast.name): \(apart) of \(fast.values.count)")
      }
      // A single class has no gradient.
      guard !parts.0.isOfLabels || shape.outputDimension > 1 else { continue }
      for (old, new) in zip(made[0].before, made[0].after) where old.name.hasSuffix("W_E") {
        #expect(old.values != new.values, "\(shape) \(old.name)")
      }
    }
  }

  private func problem(
    _ embedding: EmbeddingName, loss: LossName = .squared, dimension: Int = 8, width: Int = 4,
    optimizer: OptimizerName = .gradientDescent, samples: Int = 9, seeds: Int = 3
  ) -> Problem {
    let size = Double(dimension).squareRoot()
    var problem = Problem(
      shape: Shape(
        depth: 6, width: width, dimension: dimension, samples: samples, inputDimension: 3, outputDimension: 4),
      scaling: Scaling(
        sigmaU: size, sigmaV: size, eta: optimizer.isNormalised ? 0.02 : optimizer == .momentum ? 0.05 : 0.2),
      steps: 12,
      loss: loss, optimizer: optimizer, seedCount: seeds)
    problem.embedding = embedding
    return problem
  }

  private func train(_ problem: Problem, by trainer: Trainer? = nil) throws -> Measurement {
    let trainer = trainer ?? self.trainer
    return try trainer.train(
      problem, dataset: trainer.drawnData(for: problem), heldOut: trainer.heldOutData(for: problem, own: nil))
  }

  @Test(arguments: cases, OptimizerName.allCases)
  func everyLossFallsUnderEveryOptimizer(_ parts: (LossName, EmbeddingName), _ optimizer: OptimizerName)
    throws
  {
    for width in [4, 100] {
      let problem = problem(parts.1, loss: parts.0, width: width, optimizer: optimizer)
      for seed in try train(problem).seeds {
        #expect(seed.finalLoss < 0.95 * seed.initialLoss && seed.peakLoss.isFinite)
        #expect((seed.accuracy != nil) == parts.0.isOfLabels)
      }
    }
  }

  /// Rows of a smaller D are the first of a larger one's; the data alone draw them.
  @Test func alargerDimensionExtendsBoth() throws {
    let (small, large) = (
      try #require(Embeddings(problem(.fixed))), try #require(Embeddings(problem(.trained, dimension: 13)))
    )
    #expect(Array(large.inputWeights.prefix(8 * 3)) == small.inputWeights)
    #expect(Array(large.outputWeights.prefix(8 * 4)) == small.outputWeights)
    var other = problem(.fixed, width: 7, seeds: 2)
    other.firstSeed = 40
    #expect(try #require(Embeddings(other)) == small)
    other.data = .gaussian(seed: 1)
    #expect(try #require(Embeddings(other)).inputWeights != small.inputWeights)
    let wide = problem(.fixed, dimension: 4000)
    let embeddings = try #require(Embeddings(wide))
    func variance(_ values: [Float]) -> Float { values.reduce(0) { $0 + $1 * $1 } / Float(values.count) }
    // Five standard deviations at 12,000 and at 16,000 draws.
    #expect(abs(variance(embeddings.inputWeights) * 3 - 1) < 0.065)
    #expect(abs(variance(embeddings.outputWeights) / 4 - 1) < 0.056)
    var labels = wide
    labels.loss = .crossEntropy
    #expect(abs(variance(try #require(Embeddings(labels)).outputWeights) - 1) < 0.056)
  }

  /// Those that are fixed stay, those that are trained leave their start.
  @Test(arguments: [4, 100]) func onlyTrainedOnesMove(_ width: Int) throws {
    for (embedding, moves) in [(EmbeddingName.fixed, false), (.trained, true)] {
      let problem = problem(embedding, width: width)
      var run = try trainer.begin(problem, seed: 0, dataset: trainer.drawnData(for: problem))
      let before = try #require(run.embedding(ofLane: 0))
      #expect(run.advanceToEnd { false })
      let after = try #require(run.embedding(ofLane: 0))
      #expect((before.inputWeights != after.inputWeights) == moves)
      #expect((before.outputWeights != after.outputWeights) == moves)
      #expect(run.output(ofLane: 0).count == 9 * 4)
    }
  }

  /// The oracle from the same start, in double precision; of heads too, whose tokens are embedded one by one.
  @Test(arguments: cases, OptimizerName.allCases)
  func trainingAgreesWithTheOpenNetwork(_ parts: (LossName, EmbeddingName), _ optimizer: OptimizerName) throws
  {
    for (width, block) in [(4, BlockName.perceptron), (100, .perceptron), (3, .transformer)] {
      var problem = problem(parts.1, loss: parts.0, width: width, optimizer: optimizer)
      problem.block = block
      if block != .perceptron { (problem.shape.tokens, problem.shape.keyDimension) = (3, 2) }
      let dataset = trainer.drawnData(for: problem)
      var run = try trainer.begin(problem, seed: 5, dataset: dataset)
      let (branches, settings) = (problem.branches, problem.optimizerSettings)
      var network = Network(
        blocks: run.weights(ofLane: 0).enumerated().map { index, weights in
          ResidualBranch(
            branches[index % branches.count], of: problem, weights: weights.map { $0.map(Double.init) })
        }, scales: branches.map(problem.scale), loss: problem.loss, optimizer: optimizer,
        memory: { settings.memory(step: $0) })
      network.embedding = run.embedding(ofLane: 0)
      network.forward(dataset.x.map(Double.init))
      for _ in 0..<problem.steps {
        network.backward(targets: dataset.y.map(Double.init), samples: dataset.rows, training: true)
        network.forward(dataset.x.map(Double.init))
      }
      #expect(run.advanceToEnd { false })
      for (a, b) in zip(run.output(ofLane: 0), network.output) {
        #expect(abs(Double(a) - b) < 1e-3, "\(width)")
      }
    }
  }

  /// `α` and `σ_v` matter through their product alone.
  @Test(arguments: cases) func runsDependOnTheScaleAlone(_ parts: (LossName, EmbeddingName)) throws {
    let one = problem(parts.1, loss: parts.0)
    var other = one
    (other.scaling.alpha, other.scaling.sigmaV) = (4, one.scaling.sigmaV / 4)
    for (a, b) in zip(try train(one).seeds, try train(other).seeds) {
      for (x, y) in zip(a.losses, b.losses) { #expect(abs(x / y - 1) < 1e-4) }
    }
  }

  @Test(arguments: cases) func aTeamHasTheSameBits(_ parts: (LossName, EmbeddingName)) throws {
    let problem = problem(parts.1, loss: parts.0, width: 600, seeds: 1)
    let team = Trainer(kernel: trainer.kernel, threads: 4)
    #expect(try train(problem).isIdentical(to: train(problem, by: team)))
  }

  @Test(arguments: cases) func aBatchOfAllSamplesIsNone(_ parts: (LossName, EmbeddingName)) throws {
    let whole = problem(parts.1, loss: parts.0)
    var same = whole
    same.batch = 9
    #expect(try train(same).seeds == train(whole).seeds)
    // Fewer train as well, and ends are of all samples.
    var some = whole
    some.batch = 4
    let (by, all) = (try train(some), try train(whole))
    #expect(by.identityLoss == all.identityLoss)
    for (a, b) in zip(by.seeds, all.seeds) {
      #expect(abs(a.initialLoss / b.initialLoss - 1) < 1e-5 && a.finalLoss < 0.97 * a.initialLoss)
      #expect(abs(a.initialDisplacement / b.initialDisplacement - 1) < 1e-5)
    }
  }

  /// The loss of the network without blocks, and the size of its states.
  @Test(arguments: cases) func withoutBlocksThereIsALinearMap(_ parts: (LossName, EmbeddingName)) throws {
    let problem = problem(parts.1, loss: parts.0)
    let data = trainer.drawnData(for: problem)
    let start = try #require(Embeddings(problem))
    let oracle = Embedding(
      dimension: 8, inputs: 3, outputs: 4, inputWeights: start.inputWeights.map(Double.init),
      outputWeights: start.outputWeights.map(Double.init), rate: nil)
    var network = Network<Perceptron<Double>>(blocks: [], scales: [], loss: problem.loss)
    network.embedding = oracle
    network.forward(data.x.map(Double.init))
    let loss = network.loss(targets: data.y.map(Double.init), samples: 9).value
    #expect(abs(Double(try train(problem).identityLoss) / loss - 1) < 1e-5)
    #expect((data.inputs, data.outputs) == (3, 4) && data.x.count == 27 && data.y.count == 36)
  }

  /// Five classes, logits near 0: log 5 and a little more.
  @Test func crossEntropyBeginsAtTheLogarithmOfTheClasses() throws {
    var problem = problem(.fixed, loss: .crossEntropy, dimension: 256, samples: 200)
    (problem.shape.outputDimension, problem.test, problem.task) = (5, 100, .classes)
    (problem.scaling.sigmaU, problem.scaling.sigmaV, problem.scaling.eta) = (16, 16, 1)
    // Blocks that vanish before training, so that logits are those of the states.
    (problem.initialization, problem.steps, problem.shape.inputDimension) = (.antithetic, 30, 6)
    let measured = try train(problem)
    for seed in measured.seeds {
      #expect(abs(seed.initialLoss - 1.61) < 0.03)
      let accuracy = try #require(seed.accuracy)
      let test = try #require(seed.heldOutAccuracy)
      #expect(accuracy > 0.5 && test > 0.4 && accuracy <= 1)
      #expect(try #require(seed.heldOutLosses).final < 1.5)
    }
  }

  /// Cluster n mod C, with noise as large as its centre; labels of the other tasks are the greatest of their targets.
  @Test func targetsOfLabelsAreOneHot() {
    var problem = problem(.fixed, loss: .crossEntropy, samples: 4000)
    for task in TaskName.allCases where !task.isOfSequences {
      problem.task = task
      let data = trainer.drawnData(for: problem)
      var counts = [Int](repeating: 0, count: 4)
      for row in 0..<4000 {
        let target = data.y[row * 4..<(row + 1) * 4]
        #expect(target.reduce(0, +) == 1 && target.allSatisfy { $0 == 0 || $0 == 1 })
        counts[target.firstIndex(of: 1).map { $0 - row * 4 } ?? 0] += 1
      }
      #expect(counts.allSatisfy { $0 > 500 }, "\(task) \(counts)")
      #expect(abs(data.rmsX - 1) < (task == .classes ? 0.4 : 0.05))
      #expect(trainer.drawnData(for: problem).first(7) == data.first(7))
    }
  }
}
