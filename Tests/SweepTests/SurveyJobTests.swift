import Engine
import Limits
import Model
import Phases
import Synchronization
import Testing

@testable import Sweep

@Suite struct SurveyJobTests {
  private let study: Study = {
    var study = Study.alphaDepth
    study.seedCount = 2
    for (parameter, value) in [(Parameter.steps, 3.0), (.width, 2), (.dimension, 2), (.samples, 2)] {
      study.fix(parameter, at: .number(value))
    }
    return study
  }()

  /// Every cell once, with what a surveyor gives for its problem.
  @Test func everyCellIsSurveyedOnce() throws {
    let told = Mutex<[Cell: [CellSurvey?]]>([:])
    let kernel = KernelChoice.available[0]
    let run = UnattendedSweep(study: study, jobs: 2, makeWork: Work.maker(kernel: kernel)) { event in
      if case .surveyed(let cell, let survey) = event {
        told.withLock { $0[cell, default: []].append(survey) }
      }
    }
    let cells = [Cell(column: 0, row: 1), Cell(column: 10, row: 2), Cell(column: 10, row: 2)]
    run.sweep.want(surveysOf: cells)
    run.sweep.want(surveysOf: [cells[0]])
    run.sweep.waitUntilIdle()
    let found = told.withLock { $0 }
    #expect(found.count == 2 && found.values.allSatisfy { $0.count == 1 })
    #expect(run.sweep.surveyProgress.finished == 2 && run.sweep.surveyProgress.wanted == 2)
    let surveyor = Surveyor(on: Trainer(kernel: kernel))
    for cell in Set(cells) {
      let problem = study.problem(for: cell)
      let dataset = Trainer(kernel: kernel).drawnData(for: problem)
      let expected = try surveyor.survey(problem, dataset: dataset)
      #expect(found[cell]?[0] == expected && expected.distances.limit?.distance.median ?? 0 > 0)
      #expect(run.diagram.surveys[cell] == expected)
    }
  }

  /// Along an axis of steps networks, twins and limits are trained once, to the largest number, and what is measured on the
  /// way has the bits that it has alone.
  @Test(arguments: [0, 5]) func aLineOfStepsIsSurveyedInOneTraining(test: Int) throws {
    let study = try lineStudy(test: test)
    let told = Mutex<[Cell: LimitDistances]>([:])
    let steps = Mutex(0)
    let kernel = KernelChoice.available[0]
    let maker = Work.maker(kernel: kernel, measures: Set(LimitMeasure.allCases))
    let counted: @Sendable () -> Work = {
      let work = maker()
      return Work(
        train: work.train,
        survey: { (problem, isCancelled) throws(TrainingFailure) in
          try work.survey(problem) {
            steps.withLock { $0 += 1 }
            return isCancelled()
          }
        }, expect: work.expect)
    }
    let run = UnattendedSweep(study: study, jobs: 1, makeWork: counted) { event in
      if case .surveyed(let cell, let survey) = event { told.withLock { $0[cell] = survey?.distances } }
    }
    run.sweep.want(surveysOf: study.lattice.baseCells)
    run.sweep.waitUntilIdle()
    let found = told.withLock { $0 }
    #expect(found.count == study.lattice.baseCells.count)
    var alone = 0
    var largest = 0
    for cell in study.lattice.baseCells {
      let problem = study.problem(for: cell)
      let trainer = Trainer(kernel: kernel)
      var own = 0
      let expected = try Surveyor(on: trainer).distances(
        problem, dataset: trainer.drawnData(for: problem),
        heldOut: trainer.heldOutData(for: problem, own: nil), measuring: Set(LimitMeasure.allCases)
      ) {
        own += 1
        return false
      }
      // In the shortest form that reads back, where `nan` is like `nan`.
      #expect(found[cell].map { "\($0)" } == "\(expected)", "\(problem.steps)")
      #expect(expected.tangentLimit?.distance.median.isFinite == true)
      #expect((expected.heldOutTangentLimit != nil) == (test > 0))
      alone += own
      if problem.steps == 9 { largest += own }
    }
    let together = steps.withLock { $0 }
    #expect(together < alone && together <= largest + largest / 4, "\(together) of \(alone), \(largest)")
  }

  private func lineStudy(test: Int) throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=1:4:2", "steps=3:9:3"]
    overrides.settings =
      ["depth=6", "width=3", "dimension=3", "samples=4"] + (test > 0 ? ["test=\(test)", "task=teacher"] : [])
    overrides.seedCount = 2
    return try overrides.applied(to: .alphaDepth)
  }

  @Test func aCancelledSweepSurveysNothing() {
    let run = UnattendedSweep(study: study, jobs: 1, makeWork: Work.maker(kernel: KernelChoice.available[0]))
    run.sweep.cancel()
    run.sweep.want(surveysOf: study.lattice.baseCells)
    run.sweep.waitUntilIdle()
    #expect(run.diagram.surveys.isEmpty)
  }

  /// A failure is told as that, and the other surveys go on.
  @Test func failedSurveysAreTold() {
    let failing = Cell(column: 3, row: 0)
    let problem = study.problem(for: failing)
    let told = Mutex<[Cell: Bool]>([:])
    let sweep = Sweep(
      study: study, jobs: 2,
      makeWork: {
        Work { batch, _ in
          Issue.record("nothing is to be trained")
          return batch.map { Measurement(problem: $0, seeds: [], identityLoss: 1, outputSpread: 0) }
        } survey: { (asked, _) throws(TrainingFailure) in
          if asked == problem { throw .outOfMemory(bytes: 1e9) }
          return CellSurvey(distances: LimitDistances(), profile: nil)
        }
      },
      observe: { event in
        if case .surveyed(let cell, let survey) = event { told.withLock { $0[cell] = survey != nil } }
      })
    let cells = [failing, Cell(column: 4, row: 0), Cell(column: 3, row: 1)]
    sweep.want(surveysOf: cells)
    sweep.waitUntilIdle()
    #expect(told.withLock { $0 } == [failing: false, cells[1]: true, cells[2]: true])
  }

  /// One worker surveys while there are cells to train, and then all do; cells that share a Mean ODE come together.
  @Test func surveysShareTheQueue() {
    var scheduler = Scheduler(study: study)
    let column = (0..<3).map { Cell(column: 5, row: $0) }
    let other = Cell(column: 6, row: 0)
    scheduler.want([Cell(column: 0, row: 0)])
    scheduler.want(surveysOf: column + [other])
    let first = scheduler.askForBatch()
    #expect(first.count == 3 && first.allSatisfy { if case .survey = $0 { true } else { false } })
    let second = scheduler.askForBatch()
    guard case .companion? = second.first else {
      Issue.record("the second worker trains")
      return
    }
    let third = scheduler.askForBatch()
    #expect(third == [.survey(other, study.problem(for: other))])
    #expect(scheduler.askForBatch().isEmpty && !scheduler.isIdle)
    scheduler.finish(second[0])
    let last = scheduler.askForBatch()
    for job in last { scheduler.finish(job) }
    for job in first + third { scheduler.finish(job) }
    #expect(scheduler.isIdle && scheduler.surveyProgress.finished == 4)
    #expect(scheduler.want(surveysOf: column).isEmpty)
  }
}
