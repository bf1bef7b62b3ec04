import Archive
import Engine
import Model
import Phases
import Synchronization
import Testing

@testable import Sweep

/// Sweeps that train the first seeds of every cell before the rest of any.
@Suite(.timeLimit(.minutes(2))) struct StageTests {
  private func study() throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=0.3:30:8", "depth=2:8:3"]
    overrides.settings = ["width=3", "dimension=3", "samples=4", "steps=8"]
    overrides.seedCount = 6
    return try overrides.applied(to: .alphaDepth)
  }

  /// What was told, and of how many seeds trainings were.
  private final class Diary: Sendable {
    let events = Mutex<[SweepEvent]>([])
    let trained = Mutex(0)

    var finished: [(cell: Cell, measurement: Measurement)] {
      events.withLock { $0 }.compactMap {
        if case .finished(let cell, let found) = $0 { (cell, found) } else { nil }
      }
    }
    /// The last that was told of each cell.
    var last: [Cell: Measurement] { Dictionary(finished.map { ($0.cell, $0.measurement) }) { $1 } }
  }

  private func work(_ diary: Diary, most: Int = .max, cancel: @escaping @Sendable () -> Void = {})
    -> @Sendable () -> Work
  {
    let make = Work.maker(kernel: KernelChoice.available[0])
    @Sendable func count(_ seeds: Int) {
      let all = diary.trained.withLock { trained in
        trained += seeds
        return trained
      }
      if all >= most { cancel() }
    }
    return {
      let work = make()
      return Work { (batch, isCancelled) throws(TrainingFailure) in
        let found = try work.train(batch, isCancelled)
        if batch[0] != batch[0].criticalCompanion { count(batch.reduce(0) { $0 + $1.seedCount }) }
        return found
      } trainSeeds: { (groups, isCancelled) throws(TrainingFailure) in
        guard let training = work.trainSeeds else { return [] }
        let found = try training(groups, isCancelled)
        count(groups.reduce(0) { $0 + $1.seeds.count })
        return found
      }
    }
  }

  private func sweep(
    _ study: Study, jobs: Int = 1, isStaged: Bool, begun: [Cell: TrainedSeeds] = [:], _ diary: Diary,
    most: Int = .max
  ) -> (Sweep, Diagram) {
    let cancel = Mutex<(@Sendable () -> Void)?>(nil)
    let diagram = Mutex(Diagram(study: study))
    let sweep = Sweep(
      study: study, jobs: jobs, begun: begun, isStaged: isStaged,
      makeWork: work(diary, most: most) { cancel.withLock { $0 }?() },
      observe: { event in
        diary.events.withLock { $0.append(event) }
        diagram.withLock { $0.apply(event) }
      })
    cancel.withLock { $0 = { [weak sweep] in sweep?.cancel() } }
    diagram.withLock { $0.want(study.lattice.baseCells) }
    sweep.wantBaseGrid()
    sweep.waitUntilIdle()
    return (sweep, diagram.withLock { $0 })
  }

  @Test(arguments: [1, 3])
  func everyBitIsThatOfWholeCells(jobs: Int) throws {
    let study = try study()
    let (whole, staged) = (Diary(), Diary())
    let (_, expected) = sweep(study, isStaged: false, whole)
    let (sweep, found) = sweep(study, jobs: jobs, isStaged: true, staged)
    #expect(whole.finished.count == 24 && whole.finished.allSatisfy { $0.measurement.isWhole })
    #expect(sweep.isWhole && found.isComplete && found.begun.isEmpty && found.done == 24)
    #expect(found.measurements.count == 24)
    for (cell, measurement) in expected.measurements {
      #expect(try #require(found.measurements[cell]).isIdentical(to: measurement))
    }
    #expect(
      found.summaries.mapValues(\.verdict) == expected.summaries.mapValues(\.verdict)
        && (found.knownOutstandingCost ?? .nan) < 1e-3)
    // As much is trained: no vector is left half empty.
    #expect(staged.trained.withLock { $0 } == 24 * 6)
    let stages = staged.finished.map(\.measurement.isWhole)
    #expect(stages.count == 48 && stages.count { !$0 } == 24)
    if jobs == 1 {
      #expect(stages == [Bool](repeating: false, count: 24) + [Bool](repeating: true, count: 24))
    }
  }

  /// What was begun goes on where it was, and has the same bits.
  @Test func whatWasBegunGoesOn() throws {
    let study = try study()
    let (before, after) = (Diary(), Diary())
    // The first seeds of half of the cells.
    let (stopped, _) = sweep(study, isStaged: true, before, most: 24)
    let begun = stopped.state.withLock { $0.begun }
    #expect(!stopped.isWhole && begun.count >= 12 && begun.count < 24)
    #expect(begun.values.allSatisfy { $0.group.seeds == 0..<2 })
    let (_, found) = sweep(study, isStaged: true, begun: begun, after)
    #expect(after.trained.withLock { $0 } == 24 * 6 - 2 * begun.count)
    let (_, expected) = sweep(study, isStaged: false, Diary())
    #expect(
      found.summaries.mapValues(\.verdict) == expected.summaries.mapValues(\.verdict) && found.isComplete)
    #expect(found.measurements.allSatisfy { expected.measurements[$0]?.isIdentical(to: $1) ?? false })
  }

  /// With its companion it is there at once.
  @Test func whatWasBegunIsToldAtOnce() throws {
    let study = try study()
    let before = Diary()
    let (stopped, known) = sweep(study, isStaged: true, before, most: 24)
    let begun = stopped.state.withLock { $0.begun }
    var state = Sweep.State(scheduler: Scheduler(study: study), begun: begun)
    state.recorded = RecordedStudy(study: study, numerics: .fused)
    state.scheduler.want(study.lattice.baseCells, staged: true)
    for companion in known.criticals.keys { state.scheduler.know(companion: companion) }
    var told: [Cell: Measurement] = [:]
    for event in state.recall(study.lattice.baseCells) {
      if case .recalled(let cells) = event { for (cell, found) in cells { told[cell] = found } }
    }
    #expect(
      Set(told.map(\.key))
        == Set(begun.keys.filter { known.criticals[study.problem(for: $0).criticalCompanion] != nil }))
    #expect(!told.isEmpty && told.allSatisfy { !$0.value.isWhole })
    var diagram = Diagram(study: study)
    diagram.want(study.lattice.baseCells)
    diagram.apply(.recalled(told))
    #expect(diagram.begun.count == told.count)
    // Something else is trained, from when on it is known what is left.
    let other = try #require(study.lattice.baseCells.first { begun[$0] == nil })
    let trained = try #require(
      Measurement(
        problem: study.problem(for: other),
        values: Array(repeating: 1, count: Measurement.valueCount(study.problem(for: other)))))
    diagram.apply(.started(.cell(other, SeedGroup(trained.problem))))
    diagram.apply(.finished(other, trained))
    let left = study.lattice.baseCells.filter { $0 != other }.reduce(0.0) { sum, cell in
      sum + study.problem(for: cell).trainingCost * (diagram.begun.contains(cell) ? 2.0 / 3 : 1)
    }
    #expect(abs((diagram.knownOutstandingCost ?? .nan) / left - 1) < 1e-9)
  }

  /// Cells at boundaries, and those whose seeds disagree, get the rest of their seeds first.
  @Test func boundariesAreSureFirst() throws {
    let study = try study()
    let diary = Diary()
    _ = sweep(study, isStaged: true, diary)
    let firsts = diary.finished.filter { !$0.measurement.isWhole }
    let wholes = diary.finished.filter(\.measurement.isWhole).map(\.cell)
    var diagram = Diagram(study: study)
    for event in diary.events.withLock({ $0 }) {
      if case .companion = event { diagram.apply(event) }
    }
    for (cell, measurement) in firsts { diagram.apply(.finished(cell, measurement)) }
    let regimes = diagram.summaries.mapValues(\.verdict.regime)
    func isAtBoundary(_ cell: Cell) -> Bool {
      let beside = study.lattice.cells(in: study.lattice.neighbourhood(of: cell), level: 0)
      return (diagram.summaries[cell]?.verdict.confidence ?? 1) < 1
        || beside.contains { regimes[$0] != regimes[cell] }
    }
    let count = wholes.count(where: isAtBoundary)
    #expect(count > 4 && count < 20)
    // Vectors are filled up from the others.
    #expect(wholes.prefix(count + 6).count(where: isAtBoundary) == count)
  }
}
