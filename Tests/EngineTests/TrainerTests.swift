import Engine
import EngineInterface
import Model
import TestSupport
import Testing

@Suite struct TrainerTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func problem(
    _ shape: Shape = Shape(depth: 5, width: 3, dimension: 7, samples: 4), sigmaV: Double = 2,
    steps: Int = 12, seeds: Range<Int> = 0..<8
  ) -> Problem {
    Problem(
      shape: shape, scaling: Scaling(alpha: 1, sigmaU: 2, sigmaV: sigmaV), steps: steps,
      firstSeed: seeds.lowerBound, seedCount: seeds.count)
  }

  private func data(_ problem: Problem) -> Dataset {
    Dataset(
      gaussianSeed: 0, samples: problem.shape.samples, dimension: problem.shape.dimension)
  }

  /// Bit patterns, since `nan` is not equal to itself.
  private func bits(_ seed: SeedMeasurement) -> [UInt32] {
    let orders = seed.orderParameters.flatMap {
      [
        $0.localFeatureUpdate, $0.driftNonlinearity, $0.inputWeightChange, $0.outputWeightChange,
        $0.preactivationChange, $0.outputChange,
      ]
    }
    return (seed.losses + [seed.initialDisplacement] + orders).map(\.bitPattern)
  }

  @Test func aSeedHasTheSameBitsAloneAndInEveryLane() throws {
    let all = problem(seeds: 0..<20)
    let together = try trainer.train(all, dataset: data(all))
    #expect(together.seeds.map(\.seed) == Array(0..<20))
    for seed in 0..<20 {
      let alone = problem(seeds: seed..<seed + 1)
      let measured = try trainer.train(alone, dataset: data(alone))
      #expect(bits(measured.seeds[0]) == bits(together.seeds[seed]))
    }
    let shifted = problem(seeds: 3..<9)
    let measured = try trainer.train(shifted, dataset: data(shifted))
    for (i, seed) in measured.seeds.enumerated() { #expect(bits(seed) == bits(together.seeds[3 + i])) }
  }

  /// Seeds, samples, coordinates and units that fill no vector, and single ones of each.
  @Test(arguments: testShapes, [ActivationName.tanh, .gelu])
  func theSeventeenthSeedHasTheSameBitsAlone(_ shape: Shape, _ activation: ActivationName) throws {
    var all = problem(shape, steps: 2, seeds: 0..<17)
    all.activation = activation
    let together = try trainer.train(all, dataset: data(all))
    #expect(together.seeds.map(\.seed) == Array(0..<17))
    var alone = all
    (alone.firstSeed, alone.seedCount) = (16, 1)
    let measured = try trainer.train(alone, dataset: data(alone))
    #expect(measured.seeds.count == 1 && bits(measured.seeds[0]) == bits(together.seeds[16]))
  }

  @Test func aSeedHasTheSameBitsBesideSeedsThatDiverged() throws {
    // Where training is unstable some seeds blow up and others do not.
    var mixed = problem(Shape(depth: 2, width: 1, dimension: 2, samples: 6), steps: 30)
    var together = try trainer.train(mixed, dataset: data(mixed))
    func stopped() -> Int { together.seeds.filter { $0.finalLoss.isNaN }.count }
    while stopped() == 0, mixed.scaling.eta < 1e4 {
      mixed.scaling.eta *= 1.5
      together = try trainer.train(mixed, dataset: data(mixed))
    }
    #expect((1...7).contains(stopped()), "\(stopped()) of 8 seeds stopped")
    for seed in 0..<8 {
      var alone = mixed
      alone.firstSeed = seed
      alone.seedCount = 1
      let measured = try trainer.train(alone, dataset: data(alone))
      #expect(bits(measured.seeds[0]) == bits(together.seeds[seed]))
    }
  }

  @Test(arguments: [1, 3, 5, 8])
  func cellsThatShareVectorsHaveTheBitsTheyHaveAlone(seedCount: Int) throws {
    var cells: [Problem] = []
    for (i, alpha) in [0.5, 1, 3, 1e6].enumerated() {
      var cell = problem(seeds: i..<i + seedCount)
      cell.scaling.alpha = alpha
      cell.scaling.sigmaV = 1 + Double(i)
      cells.append(cell)
    }
    let dataset = data(cells[0])
    let together = try trainer.train(cells, dataset: dataset)
    for (cell, measured) in zip(cells, together) {
      let alone = try trainer.train(cell, dataset: dataset)
      #expect(zip(alone.seeds, measured.seeds).allSatisfy { bits($0) == bits($1) })
      #expect(alone.seeds.map(\.seed) == measured.seeds.map(\.seed))
      #expect(alone.outputSpread.bitPattern == measured.outputSpread.bitPattern)
      #expect(measured.problem == cell)
    }
    #expect(seedCount * SeedGroup(cells[0]).groupsPerBatch % 8 == 0)
  }

  @Test func aDeeperOrWiderNetworkExtendsTheSmallerOne() throws {
    let small = problem(Shape(depth: 2, width: 3, dimension: 5, samples: 2))
    let large = problem(Shape(depth: 4, width: 101, dimension: 7, samples: 2))
    func weights(_ problem: Problem) throws -> [[Float]] {
      let run = try trainer.begin(problem, seed: 5, dataset: data(problem))
      return [run.weights(ofLane: 0).flatMap { $0[0] }, run.weights(ofLane: 0).flatMap { $0[1] }]
    }
    let (a, b) = (try weights(small), try weights(large))
    for (few, many) in zip(a, b) {
      for layer in 0..<2 {
        for unit in 0..<3 {
          for i in 0..<5 {
            #expect(few[(layer * 3 + unit) * 5 + i] == many[(layer * 101 + unit) * 7 + i])
          }
        }
      }
    }
  }

  @Test func aWideNetworkHasTheSameBitsWithAnyNumberOfThreads() throws {
    let wide = problem(Shape(depth: 4, width: 397, dimension: 5, samples: 6), seeds: 0..<2)
    let alone = try trainer.train(wide, dataset: data(wide))
    for threads in 2...4 {
      let team = Trainer(kernel: KernelChoice.available[0], threads: threads)
      let shared = try team.train(wide, dataset: data(wide))
      #expect(zip(alone.seeds, shared.seeds).allSatisfy { bits($0) == bits($1) })
    }
  }

  @Test func whatCameBeforeInTheSameMemoryChangesNothing() throws {
    let small = problem()
    let fresh = try Trainer(kernel: KernelChoice.available[0]).train(small, dataset: data(small))
    let large = problem(Shape(depth: 9, width: 8, dimension: 11, samples: 13), sigmaV: 1e6)
    _ = try trainer.train(large, dataset: data(large))
    let reused = try trainer.train(small, dataset: data(small))
    #expect(zip(fresh.seeds, reused.seeds).allSatisfy { bits($0) == bits($1) })
    #expect(fresh.outputSpread == reused.outputSpread)
  }

  @Test func aHopelessSeedStopsAndLeavesNan() throws {
    let hopeless = problem(sigmaV: 1e9)
    let measured = try trainer.train(hopeless, dataset: data(hopeless))
    for seed in measured.seeds {
      #expect(seed.initialLoss > 1e6 * measured.identityLoss)
      #expect(seed.losses.dropFirst().allSatisfy { $0.isNaN })
      #expect(seed.initialDisplacement > 1000)
      #expect(seed.orderParameters.allSatisfy { $0.localFeatureUpdate.isNaN })
    }
    #expect(measured.outputSpread.isNaN)
  }

  @Test func equalSamplesAndTargetsDoNotStopASeed() throws {
    let same = problem()
    let x = data(same).x
    let measured = try trainer.train(same, dataset: Dataset(x: x, y: x, samples: 4, dimension: 7))
    #expect(measured.identityLoss == 0)
    #expect(measured.seeds.allSatisfy { $0.finalLoss.isFinite && $0.finalLoss < $0.initialLoss })
  }

  @Test func cancellingStopsAtTheNextStep() {
    let long = problem(steps: 1000)
    var asked = 0
    #expect(throws: TrainingFailure.self) {
      try trainer.train(long, dataset: data(long)) {
        asked += 1
        return asked == 5
      }
    }
    #expect(asked == 5)
  }

  @Test func spreadIsTheStandardDeviationOverSeeds() throws {
    let problem = problem(seeds: 0..<5)
    let dataset = data(problem)
    let measured = try trainer.train(problem, dataset: dataset)
    var outputs: [[Float]] = []
    for seed in problem.seeds {
      var run = try trainer.begin(problem, seed: seed, dataset: dataset)
      #expect(run.advanceToEnd { false })
      outputs.append(run.output(ofLane: 0))
    }
    let variances = outputs[0].indices.map { entry in
      let values = outputs.map { Double($0[entry]) }
      let mean = values.reduce(0, +) / 5
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
    }
    let expected = (variances.reduce(0, +) / Double(variances.count)).squareRoot()
    #expect(abs(Double(measured.outputSpread) / expected - 1) < 1e-5)
    let single = self.problem(seeds: 0..<1)
    let one = try trainer.train(single, dataset: dataset)
    #expect(one.outputSpread.isNaN)
  }
}

@Suite struct SplitTests {
  /// Cutting blocks changes where a unit stands, not the unit.
  @Test(arguments: [Initialization.independent, .antithetic], [8, 200])
  func resplittingKeepsTheUnits(_ initialization: Initialization, width: Int) throws {
    let coarse = Problem(
      shape: Shape(depth: 3, width: width, dimension: 5, samples: 4), scaling: Scaling(sigmaU: 2, sigmaV: 3),
      steps: 2, initialization: initialization, seedCount: 2)
    let fine = coarse.resplit(2)
    #expect(fine.shape.depth == 6 && fine.shape.width == width / 2)
    let dataset = Dataset(gaussianSeed: 0, samples: 4, dimension: 5)
    let trainer = Trainer(kernel: KernelChoice.available[0])
    func weights(_ problem: Problem) throws -> [[Float]] {
      let run = try trainer.begin(problem, seed: 1, dataset: dataset)
      return [run.weights(ofLane: 0).flatMap { $0[0] }, run.weights(ofLane: 0).flatMap { $0[1] }]
    }
    #expect(try weights(coarse) == weights(fine))
  }

  @Test func outputsAreThoseThatTheSpreadIsTakenOf() throws {
    let problem = Problem(
      shape: Shape(depth: 4, width: 6, dimension: 3, samples: 2), scaling: Scaling(sigmaU: 2, sigmaV: 2),
      steps: 5, seedCount: 9)
    let dataset = Dataset(gaussianSeed: 3, samples: 2, dimension: 3)
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let outputs = try trainer.outputs(problem, dataset: dataset)
    let measurement = try trainer.train(problem, dataset: dataset)
    #expect(outputs.map(\.seed) == Array(0..<9))
    var total = 0.0
    for entry in 0..<6 {
      let values = try outputs.map { Double(try #require($0.trained)[entry]) }
      let mean = values.reduce(0, +) / 9
      total += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 8
    }
    #expect(abs((total / 6).squareRoot() - Double(measurement.outputSpread)) < 1e-5)
    for (output, seed) in zip(outputs, measurement.seeds) {
      let displacement = zip(output.initial, dataset.x).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
      let rms = (Double(displacement) / 6).squareRoot() / dataset.rmsX
      #expect(abs(rms - Double(seed.initialDisplacement)) < 1e-5 * rms)
    }
  }
}
