import Archive
import Dispatch
import Engine
import Model
import Phases
import Synchronization
import Testing

@testable import Sweep

/// A measurement that looks like feature learning below S = 3 and like the lazy ODE above, without training.
private func imitation(_ problem: Problem) -> Measurement {
  let seeds = problem.seeds.map { seed in
    var order = OrderParameters()
    order.localFeatureUpdate = problem.relativeScale <= 3 ? 1 : 0.1
    return SeedMeasurement(
      seed: seed, losses: (0...problem.steps).map { 2 / Float(1 + $0) },
      peakLosses: problem.measuredSteps.map { _ in 1 }, initialDisplacement: 0.01,
      orderParameters: problem.measuredSteps.map { _ in order })
  }
  return Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.1)
}

/// What a sweep told, in order.
private final class Diary: Sendable {
  private let entries = Mutex<[SweepEvent]>([])

  func write(_ event: SweepEvent) { entries.withLock { $0.append(event) } }
  var events: [SweepEvent] { entries.withLock { $0 } }

  /// Cells in the order of their ends.
  var finished: [Cell] {
    events.compactMap { if case .finished(let cell, _) = $0 { cell } else { nil } }
  }
}

private func small(_ change: (inout StudyOverrides) -> Void = { _ in }) throws -> Study {
  var overrides = StudyOverrides()
  overrides.axes = ["alpha=0.1:100:7", "depth=1:16:5"]
  overrides.settings = ["width=3", "dimension=3", "samples=4", "steps=6"]
  overrides.seedCount = 3
  change(&overrides)
  return try overrides.applied(to: .alphaDepth)
}

@Suite(.timeLimit(.minutes(2))) struct SweepTests {
  @Test(arguments: [1, 4])
  func everyCellEndsOnceAfterItsCompanion(jobs: Int) throws {
    let diary = Diary()
    let study = Study.dimensionScale
    let sweep = UnattendedSweep(
      study: study, jobs: jobs, makeWork: { Work { batch, _ in batch.map(imitation) } },
      observe: diary.write)
    #expect(sweep.complete(refining: 0) == .complete)
    let events = diary.events
    #expect(Set(diary.finished) == Set(study.lattice.baseCells) && diary.finished.count == 325)
    var companions: Set<Problem> = []
    for event in events {
      switch event {
      case .companion(let problem, _): #expect(companions.insert(problem).inserted)
      case .finished(_, let measurement):
        #expect(companions.contains(measurement.problem.criticalCompanion))
      default: break
      }
    }
    #expect(companions.count == 13)
    guard case .idle = events.last else {
      Issue.record("idle comes last")
      return
    }
    #expect(sweep.diagram.summaries.values.allSatisfy { !$0[.relativeFeatureUpdate].isNaN })
  }

  /// The same bytes with 1, 2 and 4 workers, from real trainings on every fast kernel, refined twice.
  @Test(arguments: KernelChoice.available.map(\.name).filter { $0 != "naive" })
  func workersDoNotChangeTheResults(_ name: String) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    let study = try small()
    let texts = [1, 4, 2].map { jobs in
      let sweep = UnattendedSweep(study: study, jobs: jobs, makeWork: Work.maker(kernel: kernel))
      #expect(sweep.complete(refining: 2) == .complete)
      return CSVExporter.text(sweep.diagram.summaries)
    }
    #expect(texts[0] == texts[1] && texts[0] == texts[2])
    #expect(texts[0].split(separator: "\n").count > 1 + 35)
    #expect(texts[0].contains("feature-learning") && texts[0].contains("divergent"))
  }

  @Test func refinementFollowsTheBoundary() throws {
    let study = try small()
    let sweep = UnattendedSweep(
      study: study, jobs: 2, makeWork: { Work { batch, _ in batch.map(imitation) } })
    #expect(sweep.complete(refining: 3) == .complete)
    let cells = sweep.diagram.measurements.keys
    // One boundary between S ≤ 3 and above, in each of the five rows.
    #expect((1...3).map { level in cells.filter { $0.level == level }.count } == [5, 5, 5])
    let finest = cells.filter { $0.level == 3 }.map { study.columns.value(at: $0.column) }
    #expect(finest.allSatisfy { abs($0 / 3 - 1) < 0.2 })
  }

  @Test func ownDataAreTrainedOn() throws {
    let dataset = Dataset(gaussianSeed: 7, samples: 4, dimension: 3)
    let drawn = try small { $0.dataSeed = 7 }
    let own = try small {
      $0.settings = ["width=3", "steps=6"]
      $0.ownData = OwnData(x: "X", y: "Y", digest: 1, samples: 4, dimension: 3, rms: 1)
    }
    let kernel = KernelChoice.available[0]
    let results = [(drawn, nil), (own, dataset)].map { study, data in
      let sweep = UnattendedSweep(study: study, jobs: 2, makeWork: Work.maker(kernel: kernel, ownData: data))
      #expect(sweep.complete(refining: 0) == .complete)
      return sweep.diagram.summaries.mapValues { $0[.finalLoss].bitPattern }
    }
    #expect(results[0] == results[1])
  }

  @Test func urgentCellsComeFirst() throws {
    let diary = Diary()
    let (began, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let study = try small()
    let sweep = Sweep(
      study: study, jobs: 1,
      makeWork: {
        Work { batch, _ in
          if batch[0].initialization == .antithetic {
            began.signal()
            goOn.wait()
          }
          return batch.map(imitation)
        }
      }, observe: diary.write)
    sweep.wantBaseGrid()
    began.wait()
    let around = study.lattice.neighbourhood(of: Cell(column: 3, row: 3))
    let known = Set(study.lattice.baseCells)
    let urgent = sweep.want(study.lattice.subdivision(of: around, known: known), urgent: true)
    goOn.signal()
    sweep.waitUntilIdle()
    #expect(!urgent.isEmpty && Set(diary.finished.prefix(urgent.count)) == Set(urgent))
    #expect(sweep.progress.finished == 35 + urgent.count)
    #expect(sweep.want(urgent, urgent: true).isEmpty)
  }

  /// A paused training waits at its next step, and ends when the sweep goes on.
  @Test func pauseHoldsAndResumeContinues() throws {
    let (began, isPaused) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let log = Mutex<[String]>([])
    let sweep = Sweep(
      study: try small(), jobs: 1,
      makeWork: {
        Work { batch, isCancelled in
          if batch[0].initialization == .antithetic {
            began.signal()
            isPaused.wait()
            #expect(!isCancelled())
            log.withLock { $0.append("stepped") }
          }
          return batch.map(imitation)
        }
      })
    sweep.wantBaseGrid()
    began.wait()
    sweep.pause()
    isPaused.signal()
    #expect(sweep.isPaused && sweep.progress.queued == 35)
    log.withLock { $0.append("resumed") }
    sweep.resume()
    sweep.waitUntilIdle()
    #expect(log.withLock(\.self) == ["resumed", "stepped"])
    #expect(sweep.progress.finished == 35)
  }

  @Test(arguments: [false, true])
  func cancelStopsAtTheNextStep(whilePaused: Bool) throws {
    let began = DispatchSemaphore(value: 0)
    let sweep = UnattendedSweep(
      study: try small(), jobs: 3,
      makeWork: {
        Work { (batch, isCancelled) throws(TrainingFailure) in
          if batch[0].initialization == .antithetic { return batch.map(imitation) }
          began.signal()
          while !isCancelled() {}
          throw .cancelled
        }
      })
    sweep.sweep.wantBaseGrid()
    for _ in 0..<3 { began.wait() }
    if whilePaused { sweep.sweep.pause() }
    sweep.sweep.cancel()
    sweep.sweep.waitUntilIdle()
    #expect(
      sweep.sweep.isCancelled && sweep.sweep.progress.running == 0 && sweep.sweep.progress.finished == 0)
    #expect(sweep.sweep.progress.queued == 35)
    sweep.sweep.resume()
    sweep.sweep.pause()
    sweep.sweep.want([Cell(column: Position(units: 128), row: Position(base: 0))])
    sweep.sweep.waitUntilIdle()
    #expect(!sweep.sweep.isPaused && sweep.complete(refining: 1) == .cancelled)
  }

  @Test func failuresAreResults() throws {
    let diary = Diary()
    let sweep = UnattendedSweep(
      study: try small(), jobs: 2,
      makeWork: {
        Work { (batch, _) throws(TrainingFailure) in
          if batch[0].shape.depth == 16 { throw .outOfMemory(bytes: 5e6) }
          return batch.map(imitation)
        }
      }, observe: diary.write)
    #expect(sweep.complete(refining: 0) == .complete)
    #expect(sweep.sweep.progress.failed == 7 && sweep.sweep.progress.finished == 28)
    #expect(sweep.diagram.failures.values.allSatisfy { $0.contains("5 MB") })
    #expect(sweep.diagram.failures.count == 7)
  }

  @Test func earlierStepsAreDerivedFromTheSameMeasurements() throws {
    let study = try small()
    let sweep = UnattendedSweep(
      study: study, jobs: 2, makeWork: Work.maker(kernel: KernelChoice.available[0]))
    #expect(sweep.complete(refining: 0) == .complete)
    let cell = Cell(column: 2, row: 4)
    let steps = study.problem(for: cell).measuredSteps
    var diagram = sweep.diagram
    for (index, step) in steps.enumerated() {
      diagram.show(step: index)
      let summary = try #require(diagram.shown[cell])
      #expect(summary.step == step && summary[.relativeFeatureUpdate].isFinite)
    }
    #expect(diagram.regimes[cell] == .featureLearning)
    diagram.setThreshold(.noise, 1e-6)
    #expect(diagram.regimes[cell] == .divergent && diagram.shown[cell]?.verdict.regime == .divergent)
  }
}
