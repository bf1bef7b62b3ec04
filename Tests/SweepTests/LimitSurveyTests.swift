import Engine
import Limits
import Phases
import Synchronization
import Testing

@testable import Sweep

@Suite struct LimitSurveyTests {
  private let study: Study = {
    var study = Study.alphaDepth
    study.seedCount = 2
    for (parameter, value) in [(Parameter.steps, 3.0), (.width, 2), (.dimension, 2), (.samples, 2)] {
      study.fix(parameter, at: .number(value))
    }
    return study
  }()

  /// Every cell once, with what the surveyor gives for its problem.
  @Test func surveysEveryCellOnce() throws {
    let results = Mutex<[Cell: [CellSurvey?]]>([:])
    let kernel = KernelChoice.available[0]
    let survey = LimitSurvey(study: study, makeSurveying: LimitSurvey<CellSurvey>.surveying(kernel: kernel)) {
      cell, result in
      results.withLock { $0[cell, default: []].append(result) }
    }
    let cells = [Cell(column: 0, row: 1), Cell(column: 10, row: 2), Cell(column: 10, row: 2)]
    survey.want(cells)
    survey.want([cells[0]])
    survey.waitUntilIdle()
    let found = results.withLock { $0 }
    #expect(found.count == 2 && found.values.allSatisfy { $0.count == 1 })
    let alone = LimitSurvey<CellSurvey>.surveying(kernel: kernel)()
    for cell in Set(cells) {
      let expected = try #require(alone(study.problem(for: cell)) { false })
      #expect(found[cell]?[0] == expected && expected.distances.limit?.distance.median ?? 0 > 0)
    }
  }

  @Test func cancelledSurveysEnd() {
    let results = Mutex(0)
    let survey = LimitSurvey(
      study: study, makeSurveying: LimitSurvey<CellSurvey>.surveying(kernel: KernelChoice.available[0])
    ) { _, result in
      if result != nil { results.withLock { $0 += 1 } }
    }
    survey.cancel()
    survey.want(study.lattice.baseCells)
    survey.waitUntilIdle()
    #expect(results.withLock { $0 } == 0)
  }
}
