import Engine
import Phases
import Terminal
import Testing

@testable import Explorer

/// `R` and `:refine-boundary` with a marked region, and what is said of them while a study takes long.
@Suite struct RegionPlacingTests {
  private let size = Size(width: 80, height: 24)

  /// From the boundary of the feature-learning regime to its left, some rows high.
  private func marked() throws -> State {
    var state = try Fixture.complete(size)
    for command in ["goto alpha=3 depth=45", "mark-to alpha=6 depth=181"] {
      _ = state.update(.command(try Command(command)))
    }
    return state
  }

  @Test(arguments: ["R", ":refine-boundary 1/16"]) func onlyTheRegionIsPlaced(_ way: String) throws {
    var state = try marked()
    let region = try #require(state.viewport.markedRegion)
    var plain = try Fixture.complete(size)
    for keys in [way, ""] {
      for run in [0, 1] {
        if run == 0 { _ = state.type(keys) } else { _ = plain.type(keys) }
      }
    }
    if way.hasPrefix(":") {
      _ = state.press(.enter)
      _ = plain.press(.enter)
    }
    let (proposal, whole) = (try #require(state.proposal), try #require(plain.proposal))
    #expect(proposal.expected > 0 && proposal.expected < whole.expected)
    #expect(state.notice?.text.hasPrefix("boundaries in the region to 1/") == true)
    // Down to the patches of the base grid that the region has a part of.
    let near = Region(
      columns: Position(
        units: region.columns.lowerBound.units - 4 * Position.unitsPerStep)...Position(
          units: region.columns.upperBound.units + 4 * Position.unitsPerStep),
      rows: Position(
        units: region.rows.lowerBound.units - 4 * Position.unitsPerStep)...Position(
          units: region.rows.upperBound.units + 4 * Position.unitsPerStep))
    var effects = state.press(.enter)
    #expect(state.viewport.markedRegion == nil)
    var rounds = 0
    while case .want(0, let cells)? = effects.first, rounds < 50 {
      #expect(cells.allSatisfy(near.contains), "\(cells)")
      rounds += 1
      effects = []
      for cell in cells {
        state.hear(.started(.cell(cell, SeedGroup(state.diagram.study.problem(for: cell)))))
        let measurement = Fixture.measurement(state.diagram.study.problem(for: cell))
        effects += state.hear(.finished(cell, measurement), at: 20)
      }
    }
    #expect(
      rounds > 0 && state.notice?.text.hasPrefix("the boundaries in the region are known to 1/") == true)
    let (regimes, lattice) = (state.diagram.regimes, state.diagram.lattice)
    #expect(
      lattice.isPlaced(to: proposal.width, regimes, in: region)
        && !lattice.isPlaced(to: proposal.width, regimes))
  }

  @Test func aRegionWithoutBoundaryHasNoneToPlace() throws {
    var state = try Fixture.complete(size)
    _ = state.type("0GvllkkR")
    #expect(
      state.notice?.text == "no boundary to refine in the region; Esc clears it" && state.proposal == nil)
  }

  // MARK: What it would take

  /// Cells that take seconds each, coarse to fine.
  private func slow(_ seconds: Double, cells count: Int) throws -> State {
    var state = try Fixture.state(size)
    for (index, cell) in state.diagram.lattice.stages.joined().prefix(count).enumerated() {
      state.hear(.started(.cell(cell, SeedGroup(state.diagram.study.problem(for: cell)))))
      let measurement = Fixture.measurement(state.diagram.study.problem(for: cell))
      state.hear(.finished(cell, measurement), at: Double(index) * seconds)
    }
    return state
  }

  @Test func aLongStudySaysWhatTheBoundariesTake() throws {
    var state = try slow(5, cells: 20)
    let advice = try #require(state.advice)
    #expect(advice.cells > 0 && advice.cells < 100)
    #expect(try #require(state.diagram.secondsLeft) > 2 * advice.seconds)
    let last = try #require(state.view().text.split(separator: "\n").last)
    #expect(last.contains("R boundaries: ~\(advice.cells) cells, "), "\(last)")
    #expect(last.contains("? help  q quit"))
    for key in ["r refine", "Tab pane"] { #expect(last.contains(key), "\(last)") }
    _ = state.update(.resized(Size(width: 200, height: 60)))
    let wide = try #require(state.view().text.split(separator: "\n").last)
    #expect(wide.contains("R places the boundaries with ~\(advice.cells) cells, ") && wide.contains(" move"))
    _ = state.update(.resized(size))
    // It is what R says then.
    _ = state.type("R")
    let said = try #require(state.proposal)
    #expect(abs(said.expected - advice.cells) <= max(8, advice.cells / 2))
    _ = state.type("R")
    _ = state.type("l")
    #expect(state.advice == nil && !state.view().text.contains("R boundaries"))
  }

  @Test func aShortOneSaysNothing() throws {
    let state = try slow(0.02, cells: 30)
    #expect(state.advice == nil && !state.view().text.contains("places the boundaries"))
  }

  @Test func aSingleRegimeHasNoBoundary() throws {
    #expect(try slow(5, cells: 3).advice == nil)
  }
}
