import Engine
import EngineInterface
import Model
import Testing

/// Problems that differ in their steps alone are one training, measured on the way.
@Suite struct StepsTests {
  private static let numbers = [1, 2, 5, 7, 12, 30, 600]

  private func problem(width: Int = 3, eta: Double = 1, seeds: Int = 3) -> Problem {
    Problem(
      shape: Shape(depth: 3, width: width, dimension: 5, samples: 4),
      scaling: Scaling(alpha: 1, sigmaU: 2, sigmaV: 2, eta: eta), data: .gaussian(seed: 2), seedCount: seeds)
  }

  private func along(_ problem: Problem, _ steps: [Int] = numbers) -> [Problem] {
    steps.map { count in
      var problem = problem
      problem.steps = count
      return problem
    }
  }

  /// With lanes of seeds and of units, where training goes well, ends early and fails for some seeds; longer and shorter
  /// ones in any order, beside another training in the same vectors.
  @Test(arguments: [3, 130], [1.0, 60, 1e5])
  func haveTheBitsOfTrainingsThatEndThere(width: Int, eta: Double) throws {
    for kernel in KernelChoice.available where kernel.name != "naive" || width < 100 {
      let trainer = Trainer(kernel: kernel)
      let most = kernel.name == "naive" || width > 100 ? 30 : 600
      let numbers = Self.numbers.filter { $0 <= most }
      var other = problem(width: width, eta: 0.3, seeds: 2)
      other.firstSeed = 4
      let all = along(problem(width: width, eta: eta), numbers.reversed()) + along(other, [3, 12])
      let together = try measure(all, on: trainer)
      for (problem, measured) in zip(all, together) {
        #expect(measured.problem == problem)
        #expect(
          try measured.isIdentical(to: measure(problem, on: trainer)), "\(kernel.name) K \(problem.steps)")
      }
    }
  }

  @Test func areTrainedOnceToTheLargestNumber() throws {
    let trainer = Trainer(kernel: KernelChoice.available[0])
    var steps = 0
    _ = try measure(along(problem(), [4, 20, 9]), on: trainer) {
      steps += 1
      return false
    }
    #expect(steps == 20)
    // A lane that has all that is asked of it does not keep the others waiting.
    steps = 0
    var other = problem()
    other.scaling.eta = 0.5
    _ = try measure(along(problem(), [4]) + along(other, [2, 6]), on: trainer) {
      steps += 1
      return false
    }
    #expect(steps == 6)
  }

  @Test func aRunAloneIsMeasuredAtItsEnd() throws {
    let trainer = Trainer(kernel: KernelChoice.available[0])
    var problem = problem()
    problem.steps = 9
    let dataset = trainer.drawnData(for: problem)
    var run = try trainer.begin(problem, seed: 1, dataset: dataset)
    #expect(run.advanceToEnd { false })
    let whole = try trainer.train(problem, dataset: dataset)
    #expect(run.measurements.map(\.seed) == [1] && run.measurements[0] == whole.seeds[1])
  }
}
