import Engine
import Model
import Synchronization
import Testing

@testable import Limits
@testable import Rates

@Suite struct ExperimentTests {
  @Test(arguments: [1, 3]) func resultsStandInTheOrderOfTheItems(jobs: Int) throws {
    let shares = Mutex<[Double]>([])
    let experiment = Experiment(kernel: KernelChoice.available[0], jobs: jobs) {
      false
    } observe: { progress in
      #expect(progress.stage == "squares")
      shares.withLock { $0.append(progress.share) }
    }
    func cost(_ item: Int) -> Double { Double(item) }
    let squares = try experiment.map("squares", Array(0..<20), cost: cost) {
      item, _ throws(TrainingFailure) in
      item * item
    }
    #expect(squares == (0..<20).map { $0 * $0 })
    #expect(shares.withLock { $0.max() } == 1 && shares.withLock(\.count) == 21)
  }

  @Test func theFirstFailureEndsIt() {
    let experiment = Experiment(kernel: KernelChoice.available[0], jobs: 2)
    let started = Atomic(0)
    #expect(throws: TrainingFailure.diverged) {
      try experiment.map("failing", Array(0..<1000)) { item, _ throws(TrainingFailure) -> Int in
        started.add(1, ordering: .relaxed)
        throw .diverged
      }
    }
    #expect(started.load(ordering: .relaxed) <= 2)
  }

  /// Who is still at work when another fails is told so.
  @Test(.timeLimit(.minutes(1))) func aFailureStopsTheOthers() {
    let experiment = Experiment(kernel: KernelChoice.available[0], jobs: 2)
    let isWaiting = Atomic(false)
    #expect(throws: TrainingFailure.diverged) {
      try experiment.map("failing", [0, 1]) { item, _ throws(TrainingFailure) -> Int in
        guard item == 0 else {
          while !isWaiting.load(ordering: .relaxed) {}
          throw .diverged
        }
        isWaiting.store(true, ordering: .relaxed)
        while !experiment.isCancelled {}
        throw .cancelled
      }
    }
  }

  @Test func cancellationIsAFailure() {
    let experiment = Experiment(kernel: KernelChoice.available[0], jobs: 2, isCancelled: { true })
    for rate in RateCatalogue.all {
      #expect(throws: TrainingFailure.cancelled, "\(rate)") {
        try rate.init(.quick, of: RateNetwork()).report(experiment)
      }
    }
  }
}
