import Archive
import Dispatch
import Engine
import Model
import Phases
import Synchronization
import Testing

@testable import Sweep

/// Cells that are trained while their critical companion is.
@Suite(.timeLimit(.minutes(2))) struct CompanionTests {
  /// Dominated by noise in the last columns; learns features below S = 3 and is lazy above.
  private static func imitation(_ problem: Problem) -> Measurement {
    let seeds = problem.seeds.map { seed in
      var order = OrderParameters()
      order.localFeatureUpdate = problem.relativeScale <= 3 ? 1 : 0.1
      return SeedMeasurement(
        seed: seed, losses: (0...problem.steps).map { 2 / Float(1 + $0) },
        peakLosses: problem.measuredSteps.map { _ in 1 },
        initialDisplacement: problem.relativeScale > 30 ? 2 : 0.01,
        orderParameters: problem.measuredSteps.map { _ in order })
    }
    return Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.1)
  }

  private static func study(_ axes: [String] = ["alpha=0.1:100:7", "depth=1:16:5"]) throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = axes
    overrides.settings = ["width=3", "samples=4", "steps=6"]
    if !axes.contains(where: { $0.hasPrefix("dimension") }) { overrides.settings.append("dimension=3") }
    overrides.seedCount = 3
    return try overrides.applied(to: .alphaDepth)
  }

  private static func isCompanion(_ batch: [Problem]) -> Bool { batch[0].initialization == .antithetic }

  /// What was told, in order; `isEnough` is asked of all of it, and lets the companion go on once.
  private final class Diary: Sendable {
    private let events = Mutex<[SweepEvent]>([])
    private let goOn = DispatchSemaphore(value: 0)
    private let isEnough: @Sendable ([SweepEvent]) -> Bool

    init(goOn isEnough: @escaping @Sendable ([SweepEvent]) -> Bool) { self.isEnough = isEnough }

    func write(_ event: SweepEvent) {
      let passes = events.withLock { events in
        let before = isEnough(events)
        events.append(event)
        return !before && isEnough(events)
      }
      if passes { goOn.signal() }
    }

    func wait() { goOn.wait() }
    var all: [SweepEvent] { events.withLock { $0 } }
  }

  private static func held(_ events: [SweepEvent]) -> Int {
    events.count { if case .held = $0 { true } else { false } }
  }
  private static func finished(_ events: some Sequence<SweepEvent>) -> [Cell] {
    events.compactMap { if case .finished(let cell, _) = $0 { cell } else { nil } }
  }

  /// The other worker trains every cell meanwhile, and tells those that noise dominates; the rest comes with the companion.
  @Test func cellsWithoutNeedGoAhead() throws {
    let study = try Self.study()
    let noisy = study.lattice.baseCells.filter { study.problem(for: $0).relativeScale > 30 }
    let diary = Diary { Self.held($0) + Self.finished($0).count == 35 }
    let sweep = UnattendedSweep(
      study: study, jobs: 2,
      makeWork: {
        Work { batch, _ in
          if Self.isCompanion(batch) { diary.wait() }
          return batch.map(Self.imitation)
        }
      }, observe: diary.write)
    #expect(sweep.complete(refining: 0) == .complete)
    let events = diary.all
    let there = try #require(events.firstIndex { if case .companion = $0 { true } else { false } })
    #expect(Set(Self.finished(events[..<there])) == Set(noisy) && !noisy.isEmpty)
    #expect(Self.finished(events[there...]).count == 35 - noisy.count)
    guard case .idle = events.last else {
      Issue.record("idle comes last")
      return
    }
    let diagram = sweep.diagram
    #expect(diagram.held.isEmpty && diagram.running.isEmpty && diagram.runningCompanions == 0)
    // With the companion those that were told before have their φ, too.
    #expect(noisy.allSatisfy { diagram.summaries[$0]?[.relativeFeatureUpdate].isFinite == true })
    let alone = UnattendedSweep(
      study: study, jobs: 1, makeWork: { Work { batch, _ in batch.map(Self.imitation) } })
    #expect(alone.complete(refining: 0) == .complete)
    #expect(CSVExporter.text(alone.diagram.summaries) == CSVExporter.text(diagram.summaries))
    #expect(sweep.sweep.progress.trained == 35 && sweep.sweep.progress.finished == 35)
  }

  /// The same bytes from real trainings with several companions, whatever the number of workers.
  @Test func workersDoNotChangeTheResults() throws {
    let study = try Self.study(["alpha=0.1:100:5", "dimension=2:5:3"])
    let kernel = KernelChoice.available[0]
    let texts = [1, 2, 4, 8].map { jobs in
      let sweep = UnattendedSweep(study: study, jobs: jobs, makeWork: Work.maker(kernel: kernel))
      #expect(sweep.complete(refining: 1) == .complete)
      #expect(sweep.diagram.criticals.count >= 3)
      return CSVExporter.text(sweep.diagram.summaries)
    }
    #expect(Set(texts).count == 1 && texts[0].contains("divergent"))
  }

  /// Neither the companion nor what waits for it has a result then, and everything is wanted as before.
  @Test func cancelInTheMiddleLeavesNoResult() throws {
    let diary = Diary { Self.held($0) > 0 }
    let sweep = UnattendedSweep(
      study: try Self.study(["alpha=0.1:1:3", "depth=1:16:5"]), jobs: 3,
      makeWork: {
        Work { (batch, isCancelled) throws(TrainingFailure) in
          guard Self.isCompanion(batch) else { return batch.map(Self.imitation) }
          while !isCancelled() {}
          throw .cancelled
        }
      }, observe: diary.write)
    sweep.sweep.wantBaseGrid()
    diary.wait()
    sweep.sweep.cancel()
    sweep.sweep.waitUntilIdle()
    let progress = sweep.sweep.progress
    #expect(progress.queued == 15 && progress.wanted == 15 && progress.companions == 0)
    #expect(sweep.diagram.measurements.isEmpty && sweep.diagram.criticals.isEmpty)
  }

  /// A companion that has no result takes the cells that wait for it with it, and no other.
  @Test func heldCellsFailWithTheirCompanion() throws {
    let study = try Self.study()
    let noisy = study.lattice.baseCells.filter { study.problem(for: $0).relativeScale > 30 }
    let diary = Diary { Self.held($0) + Self.finished($0).count == 35 }
    let sweep = UnattendedSweep(
      study: study, jobs: 2,
      makeWork: {
        Work { (batch, _) throws(TrainingFailure) in
          guard Self.isCompanion(batch) else { return batch.map(Self.imitation) }
          diary.wait()
          throw .outOfMemory(bytes: 5e6)
        }
      }, observe: diary.write)
    #expect(sweep.complete(refining: 0) == .complete)
    let diagram = sweep.diagram
    #expect(Set(diagram.measurements.keys) == Set(noisy) && diagram.failures.count == 35 - noisy.count)
    #expect(diagram.failures.values.allSatisfy { $0.contains("5 MB") } && diagram.held.isEmpty)
    #expect(sweep.sweep.progress.held == 0 && diagram.isComplete)
  }

  /// Told shares never go back, and the last is all.
  @Test func progressIsTold() throws {
    let diary = Diary { _ in false }
    let study = try Self.study(["alpha=0.1:1:2", "dimension=2:3:2"])
    let sweep = UnattendedSweep(
      study: study, jobs: 1,
      makeWork: {
        Work { batch, isCancelled in
          if Self.isCompanion(batch) {
            for _ in 0..<batch[0].steps {
              // Longer than the time between two that are told.
              DispatchSemaphore(value: 0).wait(forMilliseconds: 210)
              _ = isCancelled()
            }
          }
          return batch.map(Self.imitation)
        }
      }, observe: diary.write)
    #expect(sweep.complete(refining: 0) == .complete)
    for dimension in [2, 3] {
      let told = diary.all.compactMap { event in
        if case .companionAdvanced(let companion, let progress) = event,
          companion.shape.dimension == dimension
        {
          progress
        } else {
          nil
        }
      }
      #expect(told.count >= 3 && told.last?.share == 1 && told.last?.secondsLeft == 0)
      #expect(zip(told, told.dropFirst()).allSatisfy { $0.share <= $1.share })
      #expect(told.allSatisfy { $0.place == "D \(dimension)" && $0.secondsLeft >= 0 })
    }
    #expect(sweep.diagram.companion == nil && sweep.sweep.progress.companion == nil)
  }
}

extension DispatchSemaphore {
  fileprivate func wait(forMilliseconds count: Int) { _ = wait(timeout: .now() + .milliseconds(count)) }
}

@Suite struct CompanionClockTests {
  /// A clock of its own: the set-up takes a second, every step two.
  @Test func timeLeftIsThatOfTheSteps() throws {
    var problem = Problem.standard
    (problem.steps, problem.seedCount) = (10, 8)
    let start = ContinuousClock.now
    var clock = CompanionClock(problem, at: start)
    var time = start + .seconds(1)
    let first = clock.step(now: { time }, { true })
    // A step is judged by the set-up before there is one.
    #expect(first.progress == CompanionProgress(share: 0, secondsLeft: 10))
    for step in 1..<10 {
      time += .seconds(2)
      let told = clock.step(now: { time }, { true })
      let progress = try #require(told.progress)
      #expect(abs(progress.share - Double(step) / 10) < 1e-12)
      #expect(abs(progress.secondsLeft - 2 * Double(10 - step)) < 1e-9)
    }
  }

  /// A pause is none of its time, and what comes faster than it can be read is not told.
  @Test func pausesDoNotCount() throws {
    var problem = Problem.standard
    (problem.steps, problem.seedCount) = (10, 8)
    let start = ContinuousClock.now
    var clock = CompanionClock(problem, at: start)
    var time = start + .milliseconds(10)
    for _ in 0..<2 {
      let early = clock.step(now: { time }, { true })
      #expect(early.progress == nil)
      time += .milliseconds(50)
    }
    let pause = {
      time += .seconds(60)
      return true
    }
    let paused = clock.step(now: { time }, pause)
    let progress = try #require(paused.progress)
    #expect(abs(progress.secondsLeft - 0.4) < 1e-9, "two steps of ten, 50 ms each")
    let last = clock.step(now: { time }, { false })
    #expect(!last.passes && last.progress == nil)
  }
}
