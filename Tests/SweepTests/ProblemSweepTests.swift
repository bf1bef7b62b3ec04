import Engine
import Model
import Phases
import Synchronization
import Testing

@testable import Sweep

/// Problems that lie on no lattice.
@Suite(.timeLimit(.minutes(2))) struct ProblemSweepTests {
  private func problems() -> [Problem] {
    [(1.0, 2), (1, 4), (2, 4), (4, 8), (1, 2)].map { alpha, depth in
      var problem = Problem.standard
      (problem.scaling.alpha, problem.shape.depth) = (alpha, depth)
      (problem.shape.width, problem.steps, problem.seedCount) = (3, 5, 3)
      return problem
    }
  }

  /// Each of them and the companion that they share are trained once, with the bits that they have alone.
  @Test(arguments: [1, 3]) func trainsEachOnce(_ jobs: Int) throws {
    let kernel = KernelChoice.available[0]
    let trained = Mutex<[Problem]>([])
    let make = Work.maker(kernel: kernel)
    let sweep = ProblemSweep(problems(), jobs: jobs) {
      let work = make()
      return Work { (batch, isCancelled) throws(TrainingFailure) in
        trained.withLock { $0 += batch }
        return try work.train(batch, isCancelled)
      }
    }
    #expect(sweep.progress.queued == 4)
    let measurements = try sweep.measure()
    let all = Set(problems()).union(problems().map(\.criticalCompanion))
    #expect(all.count == 5 && Set(measurements.keys) == all)
    #expect(trained.withLock { $0.count } == 5)
    #expect(sweep.progress.finished == 4 && sweep.progress.running == 0 && sweep.progress.companions == 0)
    let trainer = Trainer(kernel: kernel)
    for (problem, measurement) in measurements { #expect(try measure(problem, on: trainer) == measurement) }
  }

  @Test func failsWithTheFirstFailure() {
    let sweep = ProblemSweep(problems(), jobs: 2) {
      Work { (_, _) throws(TrainingFailure) in throw .outOfMemory(bytes: 7) }
    }
    #expect(throws: TrainingFailure.outOfMemory(bytes: 7)) { try sweep.measure() }
  }

  @Test func stopsWhenItIsCancelled() {
    let sweep = ProblemSweep(problems(), jobs: 2, makeWork: Work.maker(kernel: KernelChoice.available[0]))
    sweep.cancel()
    #expect(throws: TrainingFailure.cancelled) { try sweep.measure() }
  }
}
