import Engine
import EngineInterface
import Model
import Testing

@testable import Limits

/// Samples that nothing is trained on.
@Suite struct HeldOutTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private func problem(width: Int = 3, test: Int = 5, task: TaskName = .teacher) -> Problem {
    Problem(
      shape: Shape(depth: 4, width: width, dimension: 5, samples: 6),
      scaling: Scaling(alpha: 1, sigmaU: 5.0.squareRoot(), sigmaV: 5.0.squareRoot()), steps: 8,
      data: .gaussian(seed: 3), seedCount: 3, task: task, test: test)
  }

  /// With lanes of seeds and of units, and of more samples than pass the networks at once.
  @Test(arguments: [3, 130], [1, 5, 70]) func changeNoBitOfTheTraining(width: Int, test: Int) throws {
    for kernel in KernelChoice.available where width < 100 || kernel.name != "naive" {
      let trainer = Trainer(kernel: kernel)
      let problem = problem(width: width, test: test)
      let measured = try measure(problem, on: trainer)
      var plain = problem
      plain.test = 0
      let without = try measure(plain, on: trainer)
      for (seed, other) in zip(measured.seeds, without.seeds) {
        var seed = seed
        #expect(seed.heldOutLosses != nil && other.heldOutLosses == nil)
        seed.heldOutLosses = nil
        #expect(seed == other)
      }
      #expect(
        measured.outputSpread == without.outputSpread && measured.identityLoss == without.identityLoss)
    }
  }

  /// By the weights before and after training, in double precision.
  @Test(arguments: [3, 130], [5, 70]) func lossesAreThoseOfTheWeights(width: Int, test: Int) throws {
    let problem = problem(width: width, test: test)
    let data = trainer.drawnData(for: problem)
    let heldOut = try #require(trainer.heldOutData(for: problem, own: nil))
    #expect(heldOut.samples == test && data.samples == 6)
    let measured = try measure(problem, on: trainer)
    for (index, seed) in problem.seeds.enumerated() {
      var run = try trainer.begin(problem, seed: seed, dataset: data)
      let losses = try #require(measured.seeds[index].heldOutLosses)
      for loss in [losses.initial, losses.final] {
        var network = OpenNetwork(problem, run, data)
        network.forward(heldOut)
        let exact = zip(network.output, heldOut.y).reduce(0) {
          $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1))
        }
        #expect(abs(Double(loss) / (exact / Double(heldOut.y.count)) - 1) < 1e-5)
        #expect(run.advanceToEnd { false })
      }
    }
  }

  /// What is held out stands behind what is trained on, in the same stream.
  @Test(arguments: TaskName.allCases) func standBehindTheOthers(_ task: TaskName) throws {
    var more = problem(test: 0, task: task)
    more.shape.samples = 11
    let all = trainer.drawnData(for: more)
    let problem = problem(task: task)
    #expect(trainer.drawnData(for: problem) == all[0..<6])
    #expect(trainer.heldOutData(for: problem, own: nil) == all[6..<11])
    #expect(trainer.heldOutData(for: problem, own: all) == all[6..<11])
    #expect(trainer.heldOutData(for: more, own: nil) == nil)
    // Of own data that have too few nothing is measured.
    #expect(trainer.heldOutData(for: problem, own: all[0..<10]) == nil)
  }

  /// A network learns the teacher on samples that it has never seen, and of random targets nothing.
  @Test func theTeacherIsLearnt() throws {
    func ratio(_ task: TaskName) throws -> Float {
      var problem = problem(width: 16, test: 200, task: task)
      (problem.shape.samples, problem.steps, problem.shape.depth) = (80, 60, 16)
      let losses = try measure(problem, on: trainer).seeds.compactMap(\.heldOutLosses)
      return losses.map { $0.final / $0.initial }.finiteMedian
    }
    #expect(try ratio(.teacher) < 0.5)
    #expect(try ratio(.gaussian) > 0.5)
  }

  /// Unit rms, the same samples as the random task's, more of which extend fewer.
  @Test(arguments: [1, 5, 40]) func theTeachersTargetsHaveUnitRms(_ dimension: Int) throws {
    var problem = problem(test: 0)
    (problem.shape.dimension, problem.shape.samples) = (dimension, 2000)
    let data = trainer.drawnData(for: problem)
    #expect(data.x == Dataset(gaussianSeed: 3, samples: 2000, dimension: dimension).x)
    let rms = (data.y.reduce(0) { $0 + Double($1) * Double($1) } / Double(data.y.count)).squareRoot()
    #expect(abs(rms - 1) < 0.1)
    problem.shape.samples = 7
    #expect(trainer.drawnData(for: problem) == data.first(7))
    problem.data = .gaussian(seed: 4)
    #expect(trainer.drawnData(for: problem).y != data.first(7).y)
  }

  /// On the samples themselves, held out as if they were others, the distances are those that are known.
  @Test func distancesAreMeasuredAlike() throws {
    let problem = problem(test: 6)
    let data = trainer.drawnData(for: problem)
    let surveyor = Surveyor(on: trainer)
    let same = try surveyor.distances(
      problem, dataset: data, heldOut: data, measuring: [.limit, .tangent, .tangentLimit])
    #expect(same.heldOutTangent == same.tangent && same.tangent != nil)
    #expect(same.heldOutTangentLimit == same.tangentLimit)
    #expect(same.tangentLimit?.distance.median.isFinite == true)
    #expect(same.heldOutLimit == same.limit?.distance && same.limit != nil)
    let others = try #require(trainer.heldOutData(for: problem, own: nil))
    let apart = try surveyor.distances(
      problem, dataset: data, heldOut: others, measuring: [.limit, .tangent, .tangentLimit])
    #expect(apart.tangentLimit == same.tangentLimit && apart.heldOutTangentLimit != same.tangentLimit)
    #expect(apart.heldOutTangentLimit.map { $0.distance.median > $0.error && $0.error > 0 } == true)
    #expect(apart.limit == same.limit && apart.tangent == same.tangent)
    #expect(apart.heldOutTangent != same.tangent && apart.heldOutTangent?.median.isFinite == true)
    let none = try surveyor.distances(problem, dataset: data, measuring: [.limit, .tangent])
    #expect(none.heldOutTangentLimit == nil && none.tangentLimit == nil)
    #expect(none.heldOutLimit == nil && none.heldOutTangent == nil && none.tangent == same.tangent)
  }

  /// Measured on the way as at the end.
  @Test func lossesAlongTheStepsAreThoseOfTrainingsThatEndThere() throws {
    let all = [2, 8, 5].map { steps in
      var problem = problem()
      problem.steps = steps
      return problem
    }
    for (problem, measured) in zip(all, try measure(all, on: trainer)) {
      #expect(try measured.isIdentical(to: measure(problem, on: trainer)))
    }
  }
}
