import Engine
import EngineInterface
import Model
import TestSupport
import Testing

/// Steps taken on fewer samples than there are.
@Suite struct BatchTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func problem(
    batch: Int, samples: Int = 12, depth: Int = 6, width: Int = 4, steps: Int = 15, seeds: Int = 8
  ) -> Problem {
    var problem = Problem(
      shape: Shape(depth: depth, width: width, dimension: 7, samples: samples),
      scaling: Scaling(sigmaU: 2.5, sigmaV: 2.5, eta: 0.5), steps: steps, seedCount: seeds)
    problem.batch = batch
    return problem
  }

  private func train(_ problem: Problem, by trainer: Trainer? = nil) throws -> Measurement {
    let trainer = trainer ?? self.trainer
    return try trainer.train(problem, dataset: trainer.drawnData(for: problem))
  }

  /// Distinct, of all samples alike, and known from data and step alone.
  @Test func rowsAreDrawnByDataAndStep() throws {
    let batches = try #require(Batches(problem(batch: 5)))
    var counts = [Int](repeating: 0, count: 12)
    let steps = 4000
    for step in 1...steps {
      let rows = batches.rows(step: step)
      #expect(rows.count == 5 && rows == Set(rows).sorted() && rows.allSatisfy { 0..<12 ~= $0 })
      for row in rows { counts[row] += 1 }
    }
    let mean = Double(steps * 5) / 12
    // Five standard deviations of a share of 5/12.
    #expect(counts.allSatisfy { abs(Double($0) - mean) < 5 * (mean * 7 / 12).squareRoot() }, "\(counts)")
    let other = try #require(Batches(problem(batch: 5, depth: 9, width: 2, seeds: 3)))
    #expect((1...50).allSatisfy { other.rows(step: $0) == batches.rows(step: $0) })
    var elsewhere = problem(batch: 5)
    elsewhere.data = .gaussian(seed: 1)
    let others = try #require(Batches(elsewhere))
    #expect((1...50).contains { others.rows(step: $0) != batches.rows(step: $0) })
    #expect(Batches(problem(batch: 12)) == nil && Batches(problem(batch: 0)) == nil)
    #expect(Batches(problem(batch: 40)) == nil)
  }

  @Test func aBatchOfAllSamplesIsNone() throws {
    let whole = try train(problem(batch: 0))
    for batch in [12, 100] {
      let same = try train(problem(batch: batch))
      #expect(same.outputSpread == whole.outputSpread)
      for (a, b) in zip(same.seeds, whole.seeds) {
        #expect(a.losses == b.losses && a.orderParameters == b.orderParameters)
      }
    }
  }

  /// The first and the last loss are those of all samples, and those between of the batch at hand.
  @Test func endsAreOfAllSamples() throws {
    let (some, whole) = (problem(batch: 5), problem(batch: 0))
    let data = trainer.drawnData(for: some)
    let (by, all) = (try train(some), try train(whole))
    let outputs = try trainer.outputs(some, dataset: data)
    for (seed, (measured, output)) in zip(by.seeds, outputs).enumerated() {
      #expect(abs(measured.losses[0] / all.seeds[seed].losses[0] - 1) < 1e-5)
      #expect(abs(measured.initialDisplacement / all.seeds[seed].initialDisplacement - 1) < 1e-5)
      let trained = try #require(output.trained)
      let loss = zip(trained, data.y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Float(data.y.count)
      #expect(abs(measured.losses[15] / loss - 1) < 1e-5)
      #expect(measured.losses[15] < 0.9 * measured.losses[0])
    }
    // Before the second step the networks have seen one batch, and the loss is the second one's.
    var first = some
    first.steps = 1
    let batches = try #require(Batches(some))
    let rows = batches.rows(step: 2)
    for (seed, output) in try trainer.outputs(first, dataset: data).enumerated() {
      let trained = try #require(output.trained)
      var sum: Float = 0
      for row in rows {
        for i in row * 7..<(row + 1) * 7 { sum += (trained[i] - data.y[i]) * (trained[i] - data.y[i]) }
      }
      #expect(abs(by.seeds[seed].losses[1] / (sum / Float(rows.count * 7)) - 1) < 1e-5)
    }
  }

  /// Alone, in company, along a line of steps, and by a team.
  @Test(arguments: [4, 300]) func bitsDependOnNothingElse(width: Int) throws {
    let all = problem(batch: 5, width: width, steps: 8, seeds: 9)
    let together = try train(all)
    var alone = all
    (alone.firstSeed, alone.seedCount) = (8, 1)
    #expect(try train(alone).seeds[0].losses == together.seeds[8].losses)
    let team = Trainer(kernel: KernelChoice.available[0], threads: 2)
    #expect(try train(all, by: team).seeds.map(\.losses) == together.seeds.map(\.losses))
    var short = all
    short.steps = 3
    let line = try trainer.train([all, short], dataset: trainer.drawnData(for: all))
    let separate = try train(short)
    #expect(line[0].seeds.map(\.losses) == together.seeds.map(\.losses))
    #expect(line[1].seeds.map(\.losses) == separate.seeds.map(\.losses))
    #expect(line[1].seeds.map(\.orderParameters) == separate.seeds.map(\.orderParameters))
  }

  /// More samples than are measured on at once.
  @Test func largeSetsAreTrainedWithinSmallMemory() throws {
    let large = problem(batch: 8, samples: 3000, steps: 40)
    let measured = try train(large)
    for seed in measured.seeds {
      #expect(seed.losses.allSatisfy(\.isFinite) && seed.losses[40] < seed.losses[0])
      #expect(try #require(seed.orderParameters.last).localFeatureUpdate > 0.05)
    }
    #expect(Trainer.memoryBytes(large) < Trainer.memoryBytes(problem(batch: 0, samples: 3000)) / 20)
  }

  /// All networks see the same batches, so that they have one limit, and the bias falls like 1/L.
  @Test func thereIsALimit() throws {
    let coarse = problem(batch: 5, depth: 16, width: 16, seeds: 32)
    let data = trainer.drawnData(for: coarse)
    let means = try [1, 2, 4, 8].map { split -> [Double] in
      let outputs = try trainer.outputs(coarse.resplit(split), dataset: data).map { try #require($0.trained) }
      return outputs[0].indices.map { i in outputs.reduce(0) { $0 + Double($1[i]) } / Double(outputs.count) }
    }
    let changes = zip(means, means.dropFirst()).map { a, b in
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    for (change, next) in zip(changes, changes.dropFirst()) {
      #expect((1.6...2.4).contains(change / next), "\(changes)")
    }
  }
}
