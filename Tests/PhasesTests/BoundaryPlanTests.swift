import Foundation
import Testing

@testable import Phases

@Suite struct BoundaryPlanTests {
  /// In place of training.
  enum Oracle: CaseIterable {
    /// Theory's boundaries.
    case smooth
    /// The same moved in every problem by about a fortieth of a decade at most, as seeds do; and an island that
    /// no cell of the first round lies on.
    case noisyWithIsland

    func regime(_ cell: Cell, _ study: Study) -> Regime {
      var problem = study.problem(for: cell)
      guard self == .noisyWithIsland else { return study.theory.regime(of: problem) }
      let (alpha, depth) = (problem.scaling.alpha, problem.shape.depth)
      if hypot(log10(alpha / 0.4), log10(Double(depth) / 45)) < 0.22 { return .lazyODE }
      var state = UInt64((alpha * 1e6).rounded()) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(depth)
      let deviates = (0..<6).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 33) / Double(1 << 31) - 0.5
      }
      problem.scaling.alpha *= pow(10, 0.01 * deviates.reduce(0, +))
      return study.theory.regime(of: problem)
    }
  }

  private let study = Study.alphaDepth
  private func width(_ text: String) throws -> BoundaryWidth { try #require(BoundaryWidth(text)) }

  /// All rounds, after the regimes of cells that were measured before.
  private func run(
    _ plan: BoundaryPlan, from known: [Cell: Regime] = [:], _ regime: (Cell) -> Regime
  ) -> (regimes: [Cell: Regime], rounds: [[Cell]]) {
    var (regimes, rounds) = (known, [[Cell]]())
    while true {
      let round = plan.round(after: regimes)
      if round.isEmpty { return (regimes, rounds) }
      rounds.append(round)
      for cell in round { regimes[cell] = regime(cell) }
    }
  }

  /// Both boundaries of the default study to 1/32 of a decade, against the uniform grid of that spacing.
  @Test(arguments: Oracle.allCases)
  func boundariesTakeAnEighthOfTheUniformGridAtMost(_ oracle: Oracle) throws {
    let plan = BoundaryPlan(lattice: study.lattice, width: try width("1/32"))
    var fine = study
    (fine.columns, fine.rows) = (plan.uniformGrid.columns, plan.uniformGrid.rows)
    let cells = fine.lattice.baseCells
    #expect(fine.columns.count == 97 && fine.rows.count == 64)
    let uniform = Dictionary(uniqueKeysWithValues: cells.map { ($0, oracle.regime($0, fine)) })
    #expect(Set(uniform.values).count == 3)

    let found = run(plan) { oracle.regime($0, study) }
    #expect(cells.count >= 8 * found.regimes.count, "\(found.regimes.count) of \(cells.count)")
    let check = BoundaryCheck(
      plan.picture(of: found.regimes), of: study.lattice, uniform: fine.lattice, regimes: uniform)
    #expect(check.cells == cells.count && check.far == 0 && check.differing * 50 < cells.count, "\(check)")
    if oracle == .noisyWithIsland {
      #expect(
        Set(found.rounds[0].map { oracle.regime($0, study) == Oracle.smooth.regime($0, study) }) == [true])
    }

    // After the base grid, as on the screen, the same boundaries.
    let base = Dictionary(
      uniqueKeysWithValues: study.lattice.baseCells.map { ($0, oracle.regime($0, study)) })
    let refined = run(plan, from: base) { oracle.regime($0, study) }
    #expect(refined.rounds.joined().allSatisfy { base[$0] == nil })
    let again = BoundaryCheck(
      plan.picture(of: refined.regimes), of: study.lattice, uniform: fine.lattice, regimes: uniform)
    #expect(again.far == 0, "\(again)")
    // What is said before is about what it takes.
    let expected = plan.expectedCells(after: base, study: study).count
    let taken = refined.rounds.joined().count
    if oracle == .smooth {
      #expect(abs(expected - taken) * 5 < taken, "\(expected) expected, \(taken) taken")
    }
  }

  /// A boundary that is moved by three cells of the uniform grid is seen to be.
  @Test func theCheckFindsAMovedBoundary() throws {
    let plan = BoundaryPlan(lattice: study.lattice, width: try width("1/32"))
    var fine = study
    (fine.columns, fine.rows) = (plan.uniformGrid.columns, plan.uniformGrid.rows)
    let found = run(plan) { Oracle.smooth.regime($0, study) }
    let moved = fine.lattice.baseCells.map { cell in
      (
        cell,
        Oracle.smooth.regime(Cell(column: max(0, cell.column.baseIndex - 3), row: cell.row.baseIndex), fine)
      )
    }
    let check = BoundaryCheck(
      plan.picture(of: found.regimes), of: study.lattice, uniform: fine.lattice,
      regimes: Dictionary(uniqueKeysWithValues: moved))
    #expect(check.far > 30 && check.differing > check.far)
  }

  @Test func roundsAreTheSameForTheSameRegimes() throws {
    let plan = BoundaryPlan(lattice: study.lattice, width: try width("1/16"))
    let (regimes, rounds) = run(plan) { Oracle.noisyWithIsland.regime($0, study) }
    var known: Set<Cell> = []
    for round in rounds {
      // Another dictionary, in another order.
      let rebuilt = Dictionary(
        uniqueKeysWithValues: regimes.filter { known.contains($0.key) }.sorted { $1.key < $0.key })
      #expect(plan.round(after: rebuilt) == round)
      #expect(round == round.sorted() && Set(round).isDisjoint(with: known))
      #expect(round.allSatisfy { study.lattice.canonical($0) == $0 })
      known.formUnion(round)
    }
    // Some of each round's cells look where all agrees.
    #expect(rounds.count > 4 && rounds[0].count == 9 * 6)
  }

  @Test func everyPlaceBelongsToAPatchAndBoundariesAreNarrow() throws {
    let plan = BoundaryPlan(lattice: study.lattice, width: try width("1/16"))
    let picture = plan.picture(of: run(plan) { Oracle.smooth.regime($0, study) }.regimes)
    #expect(picture.wanted.isEmpty)
    for cell in study.lattice.baseCells { #expect(picture.regime(at: cell) != nil) }
    for patch in picture.patches where patch.common == nil {
      let lengths = [study.columns.length(patch.region.columns), study.rows.length(patch.region.rows)]
      #expect((lengths.min() ?? 1) <= 1.0 / 16 + 1e-6, "\(patch)")
    }
  }

  @Test func anIslandIsLookedForWhereNoBoundaryWasSeen() throws {
    let plan = BoundaryPlan(lattice: study.lattice, width: try width("1/8"))
    let none = run(plan) { _ in .featureLearning }
    #expect(none.regimes.count >= 100 && none.regimes.count < 279)
    // Three by three cells of the base grid.
    let island = Region(from: Cell(column: 9, row: 5), to: Cell(column: 11, row: 7))
    let found = run(plan) { island.contains($0) ? .divergent : .featureLearning }
    let picture = plan.picture(of: found.regimes)
    #expect(found.rounds[0].allSatisfy { found.regimes[$0] == .featureLearning })
    #expect(picture.regime(at: Cell(column: 10, row: 6)) == .divergent)
    #expect(study.lattice.placedWidth(found.regimes).map { $0.decades <= 0.125 } == true)
  }

  @Test func wholeNumbersAndSingleValuesEnd() throws {
    let lattice = Lattice(
      columns: try Axis(.depth, values: [1, 2, 5]), rows: try Axis(.width, values: [4]))
    let plan = BoundaryPlan(lattice: lattice, width: try width("1/512"))
    let (regimes, _) = run(plan) { lattice.columns.value(at: $0.column) < 4 ? .featureLearning : .divergent }
    #expect(Set(regimes.keys.map { lattice.columns.value(at: $0.column) }).isSuperset(of: [1, 3, 4, 5]))
    #expect(regimes.count <= 5)
  }

  /// Six decades from one value to the next are divided into 256 parts.
  @Test func noWidthIsFinerThanTheAxesCanBe() throws {
    let coarse = Lattice(
      columns: try Axis(.alpha, values: [0.001, 1000]), rows: try Axis(.eta, values: [1, 10]))
    #expect(coarse.finestWidth.description == "1/32")
    #expect(study.lattice.finestWidth.description == "1/512")
    let plan = BoundaryPlan(lattice: coarse, width: coarse.finestWidth)
    let found = run(plan) { coarse.columns.value(at: $0.column) < 2 ? .featureLearning : .divergent }
    #expect(coarse.placedWidth(found.regimes) == coarse.finestWidth)
  }

  @Test(arguments: [
    ("1/32", 0.03125, "1/32"), ("0.05", 0.05, "1/20"), ("3/32", 0.09375, "0.09375"), ("1", 1, "1"),
  ])
  func widthsAreRead(_ text: String, _ decades: Double, _ description: String) throws {
    let width = try width(text)
    #expect(width.decades == decades && width.description == description)
    #expect(BoundaryWidth(width.description) == width)
  }

  @Test(arguments: ["", "0", "2", "-1/4", "1/0", "1/1000", "1/2/3", "nan", "a", "1/"])
  func otherWidthsAreRefused(_ text: String) { #expect(BoundaryWidth(text) == nil) }
}
