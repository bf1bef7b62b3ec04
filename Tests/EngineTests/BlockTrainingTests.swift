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

  /// What comes before is the target of a copy; the blank of a regression is 0, and the other answers are linear.
  @Test func sequencesAreWhatTheirTasksSay() throws {
    var asked = problem(.heads)
    (asked.task, asked.shape.samples, asked.shape.tokens) = (.copy, 500, 6)
    let copy = trainer.drawnData(for: asked)
    func row(_ values: [Float], _ sample: Int, _ token: Int) -> [Float] {
      let first = (sample * 6 + token) * 5
      return Array(values[first..<first + 5])
    }
    for sample in 0..<3 {
      // Contents are the samples without their positions, which all samples share.
      #expect(row(copy.y, sample, 0) == row(copy.y, sample, 1))
      for token in 0..<5 {
        let own = zip(row(copy.x, sample, token), row(copy.x, sample + 3, token)).map { $0 - $1 }
        let contents = zip(row(copy.y, sample, token + 1), row(copy.y, sample + 3, token + 1)).map { $0 - $1 }
        for (a, b) in zip(own, contents) { #expect(abs(a * Float(2).squareRoot() - b) < 1e-5) }
      }
    }
    asked.task = .inContext
    let regression = trainer.drawnData(for: asked)
    for sample in 0..<500 {
      #expect(row(regression.x, sample, 5)[4] == 0 && row(regression.y, sample, 5)[4] != 0)
      for token in 0..<5 { #expect(row(regression.x, sample, token) == row(regression.y, sample, token)) }
    }
    #expect(abs(regression.rmsX - (29.0 / 30).squareRoot()) < 0.02)
    // Four equations with four unknowns find w, and w the answers of the others.
    for sample in 0..<20 {
      let shown = (0..<6).map { row(regression.y, sample, $0).map(Double.init) }
      var system = shown[..<4].map { Array($0) }
      for i in 0..<4 {
        let pivot = try #require((i..<4).max { abs(system[$0][i]) < abs(system[$1][i]) })
        system.swapAt(i, pivot)
        for j in 0..<4 where j != i {
          let factor = system[j][i] / system[i][i]
          for k in i..<5 { system[j][k] -= factor * system[i][k] }
        }
      }
      let w = (0..<4).map { system[$0][4] / system[$0][$0] }
      let scale = w.reduce(1) { max($0, abs($1)) }
      for token in 4..<6 {
        let answer = zip(w, shown[token]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(answer - shown[token][4]) < 1e-3 * scale)
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
