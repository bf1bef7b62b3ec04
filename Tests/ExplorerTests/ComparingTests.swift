import Engine
import Model
import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct ComparingTests {
  @Test func aPinnedCellStaysBesideTheCursors() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    let plain = state.view().text
    _ = state.type("p")
    #expect(state.notice?.text == "pinned as a: α 1.58  L 23  S 1.58")
    // Nothing to compare while the cursor is on it.
    #expect(state.report.pinned == nil)
    _ = state.type("llll")
    let text = state.view().text
    #expect(text.contains("│ a α 1.58  L 23  S 1.58") && text.contains("a pinned"))
    _ = state.type("3")
    #expect(!state.view().text.contains("pinned a: f x r"))
    _ = state.type("kk")
    #expect(state.view().text.contains("pinned a: f x r"))
    // On a pinned cell p takes its pin off, elsewhere it pins another.
    _ = state.type("p")
    #expect(state.viewport.pins.last == state.viewport.cursor && state.viewport.pins.count == 2)
    #expect(state.notice?.text.hasSuffix("(2 of 4)") == true)
    _ = state.type("p")
    #expect(state.viewport.pins.count == 1 && state.notice?.text == "the pin is off")
    _ = state.type("jjhhhhp1")
    #expect(state.viewport.pins.isEmpty)
    _ = state.press(.left, .right)
    #expect(state.view().text == plain)
  }

  /// Four cells, each with a mark of its own in the losses; a fifth is refused.
  @Test func fourCellsArePinned() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    _ = state.type("pllpllpllp")
    let pins = state.viewport.pins
    #expect(pins.count == 4 && Set(pins).count == 4)
    _ = state.type("ll")
    let text = state.view().text
    #expect(text.contains("a b c d pinned"))
    let (layout, canvas, viewport) = (state.layout, state.view(), state.viewport)
    for (mark, pin) in zip("abcd", pins) {
      #expect(text.contains("│ \(mark) α "), "\(mark)")
      // On its cell, too.
      let x = layout.grid.x + (pin.column.units - viewport.origin.column.units) / layout.columnStep
      let y = layout.grid.maxY - 1 - (pin.row.units - viewport.origin.row.units) / layout.rowStep
      #expect(canvas[x, y].character == mark)
    }
    _ = state.type("p")
    #expect(state.viewport.pins == pins && state.notice?.isError == true)
    #expect(state.notice?.text.hasPrefix("4 cells are pinned, and no more can be") == true)
    _ = state.type("hhpllp")
    #expect(state.viewport.pins.count == 4 && state.viewport.pins.last == state.viewport.cursor)
  }

  @Test func profilesAndLimitsAreCompared() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    Fixture.survey(state.type("m"), in: &state)
    _ = state.type("pll")
    Fixture.survey(state.type("m"), in: &state)
    _ = state.type("4")
    #expect(state.view().text.contains("P p pinned a"))
    _ = state.type("2")
    #expect(state.view().text.contains(", a pinned"))
  }

  @Test func thereMustBeACell() throws {
    var state = try Fixture.state(Size(width: 80, height: 24))
    _ = state.type("p")
    #expect(state.viewport.pins.isEmpty && state.notice?.text == "there is no measured cell here")
  }

  // MARK: The command line of a cell

  private func line(_ change: (inout Study) -> Void) -> String {
    var study = Study.builtIns[0]
    change(&study)
    let cell = Cell(column: 0, row: 0)
    return TrainLine(
      study.problem(for: cell), thresholds: study.thresholds, ownData: study.ownData
    ).text
  }

  @Test func saysWhatIsNotTheDefault() {
    #expect(line { _ in } == "phase-tui train --alpha 0.1 --depth 1")
    let changed = line {
      $0.fixed[.width] = 32
      $0.fixed[.sigmaV] = 0.3
      $0.fix(.stepRule, at: "general")
      $0.firstSeed = 4
      $0.seedCount = 2
      $0.dataSeed = 7
      $0.thresholds.barelyTrained = 0.8
    }
    #expect(
      changed
        == "phase-tui train --alpha 0.1 --depth 1 --width 32 --sigma-v 0.3 --step-rule general --seed 4 "
        + "--seeds 2 --data-seed 7 --threshold barely_trained=0.8")
    let own = line {
      $0.ownData = OwnData(x: "my data/x.npy", y: "it's.npy", digest: 1, samples: 12, dimension: 3, rms: 1)
      $0.fixed[.samples] = 12
      $0.fixed[.dimension] = 3
    }
    #expect(own == "phase-tui train --alpha 0.1 --depth 1 --data 'my data/x.npy' 'it'\\''s.npy'")
    let first = line {
      $0.ownData = OwnData(x: "x.npy", y: "y.npy", digest: 1, samples: 12, dimension: 3, rms: 1)
      $0.fixed[.samples] = 7
      $0.fixed[.dimension] = 3
    }
    #expect(first == "phase-tui train --alpha 0.1 --depth 1 --data x.npy y.npy --samples 7")
  }

  @Test func yCopiesTheMeasuredCell() throws {
    var state = try Fixture.complete(Size(width: 80, height: 24))
    let line = "phase-tui train --alpha 100 --depth 512"
    #expect(state.type("$gy") == [.copy(line)])
    #expect(state.view().text.hasSuffix("\n " + line))
    _ = state.update(.copied(line))
    #expect(state.view().text.hasSuffix("\n copied: " + line))
    // A long one takes as many rows as it needs, whatever the lengths of its words.
    for length in 20...60 {
      let long = line + " " + String(repeating: "x", count: length) + " --seeds 4"
      _ = state.update(.copied(long))
      let rows = state.view().text.split(separator: "\n").suffix(2).joined(separator: " ")
      let words = Array(rows.split(separator: " ").suffix(4))
      #expect(words == Array(long.split(separator: " ").suffix(4)), "\(rows)")
    }
  }
}
