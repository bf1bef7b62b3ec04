import Engine
import Phases
import Sweep
import Terminal
import Testing

@testable import Explorer

/// What the screen says while a critical companion trains.
@Suite struct CompanionWordsTests {
  private let study = Study.dimensionScale

  private func row(_ state: State) -> String { String(state.view().text.split(separator: "\n")[1]) }

  @Test(arguments: [80, 120]) func theRowHasItsShareAndItsTime(_ width: Int) throws {
    var state = State(
      studies: [study], size: Size(width: width, height: 24), look: try Fixture.look(), workers: 2)
    let cells = [Cell(column: 0, row: 12), Cell(column: 4, row: 12), Cell(column: 24, row: 12)]
    let problems = cells.map(study.problem(for:))
    let companion = problems[0].criticalCompanion
    state.hear(.started(.companion(companion)))
    #expect(row(state).contains("critical companion first"))
    for (cell, problem) in zip(cells, problems) { state.hear(.started(.cell(cell, SeedGroup(problem)))) }
    state.hear(.companionAdvanced(companion, CompanionProgress(share: 0.4, secondsLeft: 12, place: "D 128")))
    #expect(row(state).contains("  companion first: 40 %, 12 s left"), "\(row(state))")
    state.hear(.companionAdvanced(companion, CompanionProgress(share: 0.4, secondsLeft: 72, place: "D 128")))
    #expect(row(state).contains("companion first: 40 %, 1 min 12 s left"))
    state.hear(.companionAdvanced(companion, CompanionProgress(share: 0.4, secondsLeft: 12, place: "D 128")))
    state.hear(.held(cells[0]))
    #expect(row(state).contains("  companion first: 40 %, 12 s left") && state.diagram.held == [cells[0]])
    // One that noise dominates is told.
    state.hear(.finished(cells[2], Fixture.measurement(problems[2])), at: 1)
    #expect(state.diagram.summaries[cells[2]]?.verdict.reason == .noiseDominated)
    #expect(state.diagram.summaries[cells[2]]?[.relativeFeatureUpdate].isNaN == true)
    #expect(row(state).contains("companion of D 128: 40 %, 12 s left"), "\(row(state))")
    state.hear(.companion(companion, Fixture.measurement(companion)))
    state.hear(.finished(cells[0], Fixture.measurement(problems[0])), at: 2)
    #expect(!row(state).contains("companion") && state.diagram.held.isEmpty)
    #expect(state.diagram.summaries[cells[2]]?[.relativeFeatureUpdate].isFinite == true)
    #expect(state.diagram.running == [cells[1]])
  }

  @Test func whatIsSoonThereIsNotSaid() {
    #expect(CompanionWords.beside(CompanionProgress(share: 0.9, secondsLeft: 0.5)) == nil)
    #expect(CompanionWords.beside(nil) == nil)
    #expect(
      CompanionWords.beside(CompanionProgress(share: 0.999, secondsLeft: 61))
        == "companion: 99 %, 1 min 01 s left")
    #expect(CompanionWords.waiting(nil) == ["critical companion first"])
    // However short, a time is what is left.
    for words in CompanionWords.waiting(CompanionProgress(share: 0.65, secondsLeft: 11)) {
      #expect(words.contains("11 s left") || !words.contains(" s"), "\(words)")
    }
  }
}
