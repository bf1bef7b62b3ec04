import Engine
import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct PlacingTests {
  private let size = Size(width: 80, height: 24)

  private func wanted(_ effects: [Effect]) throws -> [Cell] {
    guard case .want(0, let cells)? = effects.first, effects.count == 1 else {
      throw Unexpected(effects: effects)
    }
    return cells
  }

  private struct Unexpected: Error { var effects: [Effect] }

  /// Measures round after round. Returns the cells.
  private func finish(_ first: [Cell], in state: inout State) throws -> Set<Cell> {
    var (all, round) = (Set<Cell>(), first)
    while !round.isEmpty {
      #expect(all.isDisjoint(with: round) && state.placement?.outstanding == Set(round))
      all.formUnion(round)
      var next: [Effect] = []
      for cell in round {
        #expect(next.isEmpty, "only the last cell of a round begins the next")
        state.hear(.started(.cell(cell, SeedGroup(state.diagram.study.problem(for: cell)))))
        let measurement = Fixture.measurement(state.diagram.study.problem(for: cell))
        next = state.hear(.finished(cell, measurement), at: 20)
      }
      round = next.isEmpty ? [] : try wanted(next)
    }
    return all
  }

  @Test(arguments: ["R", "Enter"])
  func whatItTakesIsSaidBeforeItBegins(_ answer: String) throws {
    var state = try Fixture.complete(size)
    #expect(state.type("R").isEmpty)
    let proposal = try #require(state.proposal)
    let said = try #require(state.notice?.text)
    #expect(said.hasPrefix("boundaries to 1/8 decade: ~\(proposal.expected) cells, "), "\(said)")
    #expect(said.hasSuffix("(Enter or R starts, Esc cancels)") && said.columns < size.width)
    #expect(state.diagram.total == 558 && state.placement == nil)

    let first = try wanted(answer == "R" ? state.type("R") : state.press(.enter))
    #expect(state.proposal == nil && !state.explains && state.diagram.total == 558 + first.count)
    let row = state.view().text.split(separator: "\n")[1]
    #expect(row.contains("boundaries to 1/8: 0 of ~\(proposal.expected)"), "\(row)")
    let cells = try finish(first, in: &state)
    #expect(abs(cells.count - proposal.expected) * 4 <= proposal.expected, "\(cells.count)")
    #expect(state.notice?.text == "the boundaries are known to 1/8 decade: \(cells.count) new cells")
    #expect(state.placement == nil && state.diagram.isComplete)
    // The next time it goes on from there.
    _ = state.type("R")
    #expect(state.proposal?.width.description == "1/16")
  }

  @Test func aWidthCanBeNamed() throws {
    var state = try Fixture.complete(size)
    #expect(state.update(.command(try Command("refine-boundary 1/32"))).isEmpty)
    #expect(state.proposal?.width.description == "1/32")
    // Another one is proposed, not begun.
    #expect(state.update(.command(try Command("refine-boundary 1/16"))).isEmpty)
    #expect(state.proposal?.width.description == "1/16" && state.placement == nil)
    #expect(try !wanted(state.update(.command(try Command("refine-boundary 1/16")))).isEmpty)
    _ = state.type("R")
    #expect(state.notice?.text == "the boundaries are being placed to 1/16 decade; :cancel stops it")
    #expect(state.proposal == nil)
  }

  @Test func whatWasSaidIsForgottenWithAnyOtherKey() throws {
    var state = try Fixture.complete(size)
    _ = state.type("R")
    #expect(state.press(.escape).isEmpty && state.proposal == nil && state.notice?.text == "not started")
    _ = state.type("Rl")
    #expect(state.proposal == nil)
    _ = state.press(.enter)
    #expect(state.explains && state.placement == nil)
    var young = try Fixture.state(size)
    #expect(young.type("R").isEmpty && young.notice?.text == "no boundary to refine yet")
  }

  @Test(arguments: ["escape", "command"])
  func whatIsQueuedCanBeGivenUp(_ how: String) throws {
    var state = try Fixture.complete(size)
    _ = state.type("R")
    let round = try wanted(state.type("R"))
    state.hear(.started(.cell(round[0], SeedGroup(state.diagram.study.problem(for: round[0])))))
    let effects = how == "escape" ? state.press(.escape) : state.update(.command(.cancel))
    #expect(effects == [.withdraw(0)])
    // What runs goes on; a cell that had begun without this being known here comes back.
    #expect(state.notice?.text == "cancelled: \(round.count - 1) queued cells are not measured")
    #expect(
      state.diagram.running == [round[0]] && state.diagram.queued.isEmpty && state.placement == nil)
    let measurement = Fixture.measurement(state.diagram.study.problem(for: round[0]))
    #expect(state.hear(.finished(round[0], measurement), at: 20).isEmpty)
    state.hear(.started(.cell(round[1], SeedGroup(state.diagram.study.problem(for: round[1])))))
    #expect(state.diagram.running == [round[1]])
    // It is told as the command that it was.
    #expect(state.session.last == .cancel)
    #expect(state.update(.command(.cancel)).isEmpty)
    #expect(state.notice?.text == "nothing is queued beyond the base grid")
  }

  @Test func escapeClosesWhatIsOpenFirst() throws {
    var state = try Fixture.complete(size)
    _ = state.type("RRv")
    #expect(state.press(.escape).isEmpty && state.viewport.markedRegion == nil && state.placement != nil)
    #expect(state.press(.escape) == [.withdraw(0)] && state.placement == nil)
  }

  /// Cells that fail, or come from elsewhere, do not hold the rounds up.
  @Test func failuresAndRecordsEndARound() throws {
    var state = try Fixture.complete(size)
    _ = state.type("R")
    let round = try wanted(state.type("R"))
    state.hear(.failed([round[0]], "there is no memory"))
    let study = state.diagram.study
    let known = Dictionary(
      uniqueKeysWithValues: round.dropFirst().map { ($0, Fixture.measurement(study.problem(for: $0))) })
    let next = try wanted(state.hear(.recalled(known)))
    #expect(Set(next).isDisjoint(with: round))
  }
}
