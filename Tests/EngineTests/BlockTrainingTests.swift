import EngineInterface
import Model
import Testing

@testable import Engine

/// What holds of training with every block.
@Suite struct BlockTrainingTests {
  private static let blocks = BlockName.allCases

  private func problem(_ block: BlockName, _ optimizer: OptimizerName = .gradientDescent) -> Problem {
    var problem = Problem(
      shape: Shape(
        depth: 6, width: 4, dimension: 5, samples: 6, tokens: 3, keyDimension: 2, heads: 2),
      scaling: Scaling(alpha: 1.5, sigmaU: 2, sigmaV: 2, eta: optimizer.isNormalised ? 0.02 : 0.2), steps: 8,
      optimizer: optimizer, seedCount: 3)
    problem.block = block
    return problem
  }

  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func train(_ problem: Problem, threads: Int = 1) throws -> Measurement {
    let trainer = threads == 1 ? trainer : Trainer(kernel: KernelChoice.available[0], threads: threads)
    return try measure(problem, on: trainer)
  }

  /// `α` and the deviation of what writes matter through their product alone.
  @Test(arguments: blocks, OptimizerName.allCases)
  func runsDependOnTheScaleAlone(block: BlockName, optimizer: OptimizerName) throws {
    let one = problem(block, optimizer)
    var other = one
    (other.scaling.alpha, other.scaling.sigmaV) = (6, one.scaling.sigmaV / 4)
    let (a, b) = (try train(one), try train(other))
    for (x, y) in zip(a.seeds, b.seeds) {
      for (left, right) in zip(x.losses, y.losses) { #expect(abs(left / right - 1) < 2e-3) }
      #expect(abs(x.initialDisplacement / y.initialDisplacement - 1) < 1e-5)
    }
  }

  /// Batches of all samples are none, and a step on fewer is another.
  @Test(arguments: blocks) func aBatchOfAllIsTheFullOne(block: BlockName) throws {
    var batched = problem(block)
    batched.batch = 6
    let full = try train(problem(block))
    #expect(try train(batched).values.map(\.bitPattern) == full.values.map(\.bitPattern))
    batched.batch = 5
    #expect(try train(batched).values != full.values)
  }

  @Test(arguments: blocks) func threadsChangeNoBit(block: BlockName) throws {
    #expect(try train(problem(block), threads: 4).isIdentical(to: try train(problem(block))))
  }

  /// A seed has the bits that it has alone, wherever its lane is.
  @Test(arguments: blocks) func seedsAreIndependent(block: BlockName) throws {
    let together = try train(problem(block)).seeds
    for seed in 0..<3 {
      var alone = problem(block)
      (alone.firstSeed, alone.seedCount) = (seed, 1)
      let own = try train(alone).seeds[0]
      #expect(own.losses.map(\.bitPattern) == together[seed].losses.map(\.bitPattern))
    }
  }

  /// Weights of deeper, wider and larger networks begin with those of smaller ones.
  @Test(arguments: blocks) func largerNetworksExtendSmallerOnes(block: BlockName) throws {
    func weights(_ change: (inout Shape) -> Void) throws -> (problem: Problem, blocks: [[[Float]]]) {
      var larger = problem(block)
      change(&larger.shape)
      let run = try trainer.begin(larger, seed: 7, dataset: trainer.drawnData(for: larger))
      return (larger, run.weights(ofLane: 0))
    }
    let small = try weights { _ in }
    for large in [
      try weights { $0.depth = 9 }, try weights { ($0.width, $0.heads) = (6, 4) },
      try weights { $0.dimension = 8 },
    ] {
      let (d, larger) = (small.problem.shape.dimension, large.problem.shape.dimension)
      for (index, arrays) in small.blocks.enumerated() {
        let place = index % small.problem.branches.count
        let (branch, wider) = (small.problem.branches[place], large.problem.branches[place])
        for unit in 0..<branch.width {
          let rows = [
            zip(branch.readingRows(ofUnit: unit), wider.readingRows(ofUnit: unit)),
            zip(branch.writingRows(ofUnit: unit), wider.writingRows(ofUnit: unit)),
          ]
          for (array, pairs) in rows.enumerated() {
            for (own, its) in pairs {
              #expect(
                arrays[array][own * d..<(own + 1) * d]
                  == large.blocks[index][array][its * larger..<its * larger + d])
            }
          }
        }
      }
    }
  }

  /// More tokens and more samples extend fewer.
  @Test(arguments: TaskName.allCases) func moreTokensExtendFewer(task: TaskName) {
    var small = problem(.heads)
    small.task = task
    var more = small
    more.shape.samples = 9
    let (few, many) = (trainer.drawnData(for: small), trainer.drawnData(for: more))
    #expect(many.first(6) == few)
    guard task == .gaussian || task == .teacher || task == .copy else { return }
    more.shape.tokens = 5
    let longer = trainer.drawnData(for: more)
    let row = 5 * 5
    #expect(longer.x[row..<row + 15] == few.x[15..<30] && longer.y[row..<row + 15] == few.y[15..<30])
  }
}
