import Engine
import EngineInterface
import Model
import TestSupport
import Testing

/// What is known of trainings by each optimizer.
@Suite struct OptimizerTrainingTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func problem(
    _ optimizer: OptimizerName, alpha: Double = 1, sigmaV: Double = 8.0.squareRoot(), depth: Int = 32,
    width: Int = 4, steps: Int = 20, seeds: Int = 8
  ) -> Problem {
    var problem = Problem(
      shape: Shape(depth: depth, width: width, dimension: 8, samples: 4),
      scaling: Scaling(
        alpha: alpha, sigmaU: 8.0.squareRoot(), sigmaV: sigmaV, eta: optimizer.usualEta), steps: steps,
      optimizer: optimizer, seedCount: seeds)
    problem.optimizerSettings.beta1 = 0.8
    return problem
  }

  private func train(_ problem: Problem) throws -> [SeedMeasurement] {
    try trainer.train(problem, dataset: trainer.drawnData(for: problem)).seeds
  }

  private func outputs(_ problem: Problem) throws -> [[Double]] {
    try trainer.outputs(problem, dataset: trainer.drawnData(for: problem)).map {
      try #require($0.trained).map(Double.init)
    }
  }

  private func rms(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  private func mean(_ outputs: [[Double]]) -> [Double] {
    outputs[0].indices.map { i in outputs.reduce(0) { $0 + $1[i] } / Double(outputs.count) }
  }

  /// α and σ_v act through S alone, below and above the critical scale.
  @Test(arguments: OptimizerName.allCases, [0.5, 1, 4])
  func runsKnowTheScaleAlone(_ optimizer: OptimizerName, _ scale: Double) throws {
    let root = 8.0.squareRoot()
    let one = try train(problem(optimizer, alpha: scale))
    let other = try train(problem(optimizer, alpha: 2.5, sigmaV: scale * root / 2.5))
    for (a, b) in zip(one, other) {
      // Signs of gradients near zero differ by rounding.
      let tolerance: Float = optimizer == .sign ? 2e-3 : 1e-4
      #expect(abs(a.losses[20] / b.losses[20] - 1) < tolerance, "\(a.losses[20]) \(b.losses[20])")
      let (q, p) = (a.orderParameters[3].localFeatureUpdate, b.orderParameters[3].localFeatureUpdate)
      #expect(abs(q / p - 1) < 10 * tolerance)
    }
  }

  /// A first step is as large as its rate, and gradients are large beside ε.
  @Test(arguments: [OptimizerName.sign, .adam]) func aFirstStepIsItsRate(_ optimizer: OptimizerName) throws {
    var one = problem(optimizer, steps: 1)
    one.scaling.sigmaV /= 2
    for seed in try train(one) {
      let order = try #require(seed.orderParameters.last)
      #expect(abs(order.inputWeightChange / 0.05 - 1) < 1e-3)
      // Told in units of σ_v/√D.
      #expect(abs(order.outputWeightChange / 0.1 - 1) < 1e-3)
      #expect(seed.losses[1] < seed.losses[0])
    }
  }

  @Test func momentumWithoutMemoryIsGradientDescent() throws {
    var forgetful = problem(.momentum)
    forgetful.optimizerSettings.beta1 = 0
    var plain = problem(.gradientDescent)
    plain.scaling.eta = forgetful.scaling.eta
    for (a, b) in zip(try train(forgetful), try train(plain)) {
      #expect(zip(a.losses, b.losses).allSatisfy { abs($0 / $1 - 1) < 1e-5 })
    }
    let remembering = try train(problem(.momentum))
    #expect(try remembering[0].losses[5] < train(plain)[0].losses[5])
  }

  /// The bias of the same units at twice the depth is half as large: the limit exists.
  @Test(arguments: OptimizerName.allCases) func theBiasIsOneOverDepth(_ optimizer: OptimizerName) throws {
    let coarse = problem(optimizer, depth: 16, width: 16, seeds: 32)
    let means = try [1, 2, 4, 8].map { mean(try outputs(coarse.resplit($0))) }
    let changes = zip(means, means.dropFirst()).map { rms(zip($0, $1).map { $0 - $1 }) }
    for (change, next) in zip(changes, changes.dropFirst()) {
      #expect((1.6...2.4).contains(change / next), "\(optimizer) \(changes)")
    }
  }

  /// The fluctuation falls like 1/√(LM).
  @Test(arguments: OptimizerName.allCases) func theSpreadIsFlat(_ optimizer: OptimizerName) throws {
    let levels = try [(64, 1), (64, 4), (128, 8)].map { depth, width in
      let outputs = try outputs(problem(optimizer, depth: depth, width: width, seeds: 32))
      let middle = mean(outputs)
      return rms(outputs.flatMap { zip($0, middle).map { $0 - $1 } }) * Double(depth * width).squareRoot()
    }
    let level = levels.reduce(0, +) / 3
    #expect(levels.allSatisfy { abs($0 / level - 1) < 0.25 }, "\(optimizer) \(levels)")
  }

  /// Moments belong to a seed: in company, alone and from one group to the next it has the same bits.
  @Test(arguments: [OptimizerName.momentum, .adam], [4, 100])
  func aSeedHasTheSameBitsAlone(_ optimizer: OptimizerName, width: Int) throws {
    let all = problem(optimizer, depth: 6, width: width, steps: 7, seeds: 11)
    let together = try train(all)
    for seed in [0, 5, 10] {
      var alone = all
      (alone.firstSeed, alone.seedCount) = (seed, 1)
      #expect(try train(alone)[0].losses == together[seed].losses)
    }
  }

  /// β₁, β₂ and ε are those of the optimizers that remember.
  @Test(arguments: OptimizerName.allCases) func ownNumbersOfTheOptimizerAct(_ optimizer: OptimizerName) throws
  {
    var changed = problem(optimizer)
    changed.optimizerSettings = OptimizerSettings(beta1: 0.5, beta2: 0.9, epsilon: 0.1)
    let same = try train(changed)[0].losses == train(problem(optimizer))[0].losses
    #expect(same == (optimizer.momentCount == 0))
  }
}
