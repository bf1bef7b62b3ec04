import Testing

@testable import Phases

@Suite struct LatticeTests {
  let lattice = Study.alphaDepth.lattice

  @Test func stagesCoverTheBaseGridOnce() {
    let stages = lattice.stages
    #expect(stages.map(\.count) == [8 * 5, 16 * 9 - 40, 558 - 144])
    #expect(Set(stages.joined()) == Set(lattice.baseCells))
    #expect(stages.joined().count == 558)
    // The first picture is complete: each cell has a measured one below and left of it.
    for cell in lattice.baseCells {
      let coarse = Cell(column: cell.column.baseIndex / 4 * 4, row: cell.row.baseIndex / 4 * 4)
      #expect(stages[0].contains(coarse))
    }
  }

  @Test func subdivisionDoublesBothDirections() throws {
    let lattice = Lattice(
      columns: try Axis(.alpha, low: 1, high: 1000, count: 4),
      rows: try Axis(.eta, low: 1, high: 1000, count: 4))
    let base = Set(lattice.baseCells)
    let all = lattice.subdivision(of: lattice.everything, known: base)
    #expect(all.count == 7 * 7 - 16)
    #expect(all == all.sorted() && all.allSatisfy { $0.level == 1 })
    let finer = lattice.subdivision(of: lattice.everything, known: base.union(all))
    #expect(finer.count == 13 * 13 - 49)

    let around = lattice.neighbourhood(of: Cell(column: 1, row: 1))
    #expect(lattice.subdivision(of: around, known: base).count == 25 - 9)
    let corner = lattice.neighbourhood(of: Cell(column: 0, row: 0))
    #expect(lattice.subdivision(of: corner, known: base).count == 9 - 4)
    // What was asked for before is not asked for again.
    #expect(lattice.subdivision(of: corner, known: base.union(all)).allSatisfy { $0.level == 2 })
  }

  @Test func subdivisionOfWholeNumbersEnds() throws {
    let lattice = Lattice(
      columns: try Axis(.depth, values: [1, 2, 3]), rows: try Axis(.width, values: [4, 5]))
    #expect(lattice.subdivision(of: lattice.everything, known: Set(lattice.baseCells)).isEmpty)
  }

  @Test func subdivisionEndsAtTheFinestLevel() throws {
    let lattice = Lattice(columns: try Axis(.alpha, values: [1, 10]), rows: try Axis(.eta, values: [1]))
    var known = Set(lattice.baseCells)
    for level in 1...Position.finestLevel {
      let added = lattice.subdivision(of: lattice.everything, known: known)
      #expect(added.count == 1 << (level - 1))
      known.formUnion(added)
    }
    #expect(lattice.subdivision(of: lattice.everything, known: known).isEmpty)
  }

  @Test func boundaryCellsLieBetweenDifferentNeighbours() throws {
    let lattice = Lattice(
      columns: try Axis(.alpha, low: 1, high: 1000, count: 4),
      rows: try Axis(.eta, low: 1, high: 1000, count: 4))
    // Lazy from column 2 on, in every row.
    var regimes = Dictionary(
      uniqueKeysWithValues: lattice.baseCells.map {
        ($0, $0.column.baseIndex < 2 ? Regime.featureLearning : .lazyODE)
      })
    let first = lattice.boundary(level: 0, regimes: regimes)
    #expect(first == (0..<4).map { Cell(column: Position(units: 256 + 128), row: Position(base: $0)) })
    for cell in first { regimes[cell] = .lazyODE }
    let second = lattice.boundary(level: 1, regimes: regimes)
    #expect(second == (0..<4).map { Cell(column: Position(units: 256 + 64), row: Position(base: $0)) })
    #expect(lattice.boundary(level: 0, regimes: regimes).isEmpty)
    #expect(lattice.boundary(level: Position.finestLevel, regimes: regimes).isEmpty)
  }

  @Test func boundaryOfWholeNumbersEnds() throws {
    let lattice = Lattice(columns: try Axis(.depth, values: [2, 3, 9]), rows: try Axis(.eta, values: [1]))
    var regimes: [Cell: Regime] = [Cell(column: 0, row: 0): .lazyODE]
    regimes[Cell(column: 1, row: 0)] = .divergent
    regimes[Cell(column: 2, row: 0)] = .divergent
    #expect(lattice.boundary(level: 0, regimes: regimes).isEmpty)
  }
}
