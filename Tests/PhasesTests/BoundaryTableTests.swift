import Engine
import EngineInterface
import Model
import RealModule
import Testing

@testable import Phases

/// Cells whose measured boundaries lie where they are put, seed by seed.
struct MadeCells {
  let study: Study
  /// `S` at which each seed's φ reaches its threshold, and `α σ_v/√(LM)` at which its ξ does.
  var lazy: [Double]
  var noise: [Double]

  func summary(_ cell: Cell, isUnstable: Bool = false) -> CellSummary {
    var problem = study.problem(for: cell)
    problem.seedCount = lazy.count
    let shape = problem.shape
    let noiseScale =
      problem.scaling.alpha * problem.scaling.sigmaV / Double(shape.depth * shape.width).squareRoot()
    let seeds = zip(lazy, noise).enumerated().map { seed, places in
      var order = OrderParameters()
      order.localFeatureUpdate = Float(0.3 * places.0 / problem.relativeScale)
      order.driftNonlinearity = 0.1
      var losses = problem.curveSteps.map { 2 - Float($0) / Float(problem.steps) }
      if isUnstable { losses[losses.count - 1] = 3 }
      return SeedMeasurement(
        seed: seed, losses: losses, peakLosses: problem.measuredSteps.map { _ in 1.9 },
        initialDisplacement: Float(0.5 * noiseScale / places.1),
        orderParameters: problem.measuredSteps.map { _ in order })
    }
    return CellSummary(
      Measurement(problem: problem, seeds: seeds, identityLoss: 2, outputSpread: 0.1),
      critical: CriticalUpdate(problem.measuredSteps.map { _ in Ruler(update: 1) }),
      thresholds: study.thresholds, theory: study.theory)
  }

  func table(_ cells: [Cell]) -> BoundaryTable {
    BoundaryTable(Dictionary(uniqueKeysWithValues: cells.map { ($0, summary($0)) }), study: study)
  }
}

@Suite struct BoundaryTableTests {
  private func unit(_ boundary: Theory.Boundary, _ study: Study) -> Double {
    study.theory.constant(boundary, of: study.problem(for: Cell(column: 0, row: 0)))
  }

  @Test(arguments: [Study.alphaDepth, .dimensionScale], [(2.5, 0.4), (4.4, 0.8), (6.1, 1.3)])
  func findsTheConstantsOfAMap(_ study: Study, _ places: (lazy: Double, noise: Double)) throws {
    // Two seeds whose geometric mean is the place.
    let cells = MadeCells(
      study: study, lazy: [0.98, 1 / 0.98].map { $0 * places.lazy },
      noise: [0.98, 1 / 0.98].map { $0 * places.noise })
    let table = cells.table(study.lattice.baseCells)
    for (boundary, expected) in [(Boundary.lazy, places.lazy), (.divergent, places.noise)] {
      let constant = try #require(table.constants[boundary], "\(study.name) \(boundary)")
      let found = constant.value * unit(try #require(boundary.theory), study)
      // φ and ξ are exact powers of the columns' parameter here.
      #expect(abs(found / expected - 1) < 1e-4, "\(study.name) \(boundary) \(found)")
      #expect(constant.interval?.contains(constant.value) == true && constant.seeds == 2)
      #expect(constant.range.upperBound / constant.range.lowerBound < 1.0001)
    }
    // Theory has none of the third.
    #expect(table.constants[.unstable] == nil && !table.points.contains { $0.boundary == .unstable })
  }

  /// Between the cells on both sides, at the value where it is put.
  @Test func everyLineHasItsPlace() throws {
    let study = Study.alphaDepth
    let cells = MadeCells(study: study, lazy: [3.5, 3.9, 4.3], noise: [0.75, 0.8, 0.85])
    let table = cells.table(study.lattice.baseCells)
    let noise = table.points(.divergent, along: .alpha)
    #expect(noise.count == study.rows.count && Set(noise.map(\.at)).count == noise.count)
    for point in noise {
      let place = study.rows.values.firstIndex(of: point.at)
      let problem = study.problem(for: Cell(column: 0, row: try #require(place)))
      let units = Double(problem.shape.depth * problem.shape.width).squareRoot()
      // The median of the seeds' places.
      let expected = 0.8 * units / problem.scaling.sigmaV
      #expect(abs(point.value / min(max(expected, point.low), point.high) - 1) < 1e-4)
      #expect(point.low <= point.value && point.value <= point.high)
      #expect(abs(point.high / point.low - 1.259) < 0.001 && point.cells == 31)
      let logs = [0.75, 0.8, 0.85].map { Double.log10($0) }
      let mean = logs.reduce(0, +) / 3
      let spread = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
      #expect(abs(point.seedSpread / spread - 1) < 1e-3)
    }
    // Along the depth the same boundary is met from the other side.
    let inColumns = table.points(.divergent, along: .depth)
    #expect(!inColumns.isEmpty && inColumns.allSatisfy { $0.low < $0.high && $0.at > 0 })
    let lazy = table.points(.lazy, along: .alpha)
    #expect(!lazy.isEmpty && lazy.allSatisfy { (3.4...4.5).contains($0.value) })
  }

  /// Student's interval of the logarithms.
  @Test func theIntervalIsThatOfTheSeeds() throws {
    let study = Study.alphaDepth
    let places = [0.70, 0.78, 0.82, 0.9]
    let table = MadeCells(study: study, lazy: places.map { _ in 4.0 }, noise: places)
      .table(study.lattice.baseCells)
    let constant = try #require(table.constants[.divergent])
    let logs = places.map { Double.log($0) }
    let mean = logs.reduce(0, +) / 4
    let error = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 12).squareRoot()
    let interval = try #require(constant.interval)
    let scale = unit(.divergent, study)
    #expect(abs(interval.lowerBound * scale / .exp(mean - 2.353 * error) - 1) < 2e-3)
    #expect(abs(interval.upperBound * scale / .exp(mean + 2.353 * error) - 1) < 2e-3)
    let alone = MadeCells(study: study, lazy: [4], noise: [0.8]).table(study.lattice.baseCells)
    #expect(try #require(alone.constants[.divergent]).interval == nil)
    #expect(alone.points.allSatisfy { $0.seedSpread.isNaN })
  }

  /// Cells on the wrong side widen what encloses it, and do not move it far.
  @Test func wrongCellsAreOutvoted() throws {
    func line(_ beyond: [Bool]) -> BoundaryPoint? {
      let points = beyond.enumerated().map { index, isBeyond in
        BoundaryLine.Point(
          position: Position(base: index), value: Double(1 << index), isBeyond: isBeyond, excesses: [],
          margin: 1)
      }
      return BoundaryLine(points: points)
        .crossing(.unstable, along: .alpha, line: Position(base: 0), at: 1)
    }
    func ends(_ beyond: [Bool]) -> [Double]? { line(beyond).map { [$0.low, $0.high] } }
    let (no, yes) = (false, true)
    #expect(ends([no, no, yes, yes]) == [2, 4] && line([no, no, yes, yes])?.value == 8.squareRoot())
    #expect(ends([yes, yes, no, no]) == [2, 4])
    #expect(ends([no, no, yes, no, yes, yes]) == [2, 16])
    #expect(ends([no, yes, no, no, no, yes, yes, yes]) == [16, 32])
    #expect(ends([no, no]) == nil && ends([yes]) == nil && ends([]) == nil)
    #expect(line([no, yes])?.multiples == [] && line([no, yes])?.seedSpread.isNaN == true)
  }

  /// A cell that was given more seeds than its neighbours tells with those that they have, too.
  @Test func moreSeedsInOneCellMoveNothing() throws {
    let study = Study.alphaDepth
    let few = MadeCells(study: study, lazy: [3.6, 3.9, 4.2], noise: [0.75, 0.8, 0.85])
    let many = MadeCells(
      study: study, lazy: [3.6, 3.9, 4.2, 2, 9, 9], noise: [0.75, 0.8, 0.85, 0.3, 2, 3])
    let cells = study.lattice.baseCells
    let before = few.table(cells)
    for point in before.points(.divergent, along: .alpha).prefix(6) {
      let place = try #require(study.columns.values.firstIndex(of: point.high))
      for column in [place - 1, place] {
        let mixed = cells.map { cell in
          let isMore = cell.row == point.line && cell.column == Position(base: column)
          return (cell, (isMore ? many : few).summary(cell))
        }
        let after = BoundaryTable(Dictionary(uniqueKeysWithValues: mixed), study: study)
        let same = try #require(
          after.points(.divergent, along: .alpha).first { $0.line == point.line })
        #expect(same.value == point.value && same.multiples == point.multiples)
        #expect(after.constants == before.constants)
      }
    }
  }

  /// Where theory has no boundary it may be crossed more than once, and every crossing is told.
  @Test func instabilityMayBeCrossedTwice() throws {
    let study = Study.alphaDepth
    let made = MadeCells(study: study, lazy: [4, 4], noise: [0.8, 0.8])
    let cells = study.lattice.baseCells.map { cell in
      (cell, made.summary(cell, isUnstable: (5..<20).contains(cell.column.baseIndex)))
    }
    let table = BoundaryTable(Dictionary(uniqueKeysWithValues: cells), study: study)
    let points = table.points(.unstable, along: .alpha)
    #expect(points.count == 2 * study.rows.count)
    let values = study.columns.values
    #expect(Set(points.map(\.low)) == [values[4], values[19]])
    #expect(Set(points.map(\.high)) == [values[5], values[20]])
    // No curve goes to and fro between them.
    #expect(table.curve(.unstable, of: study).allSatisfy { $0.along == .depth })
  }

  @Test func instabilityHasItsOwnBoundary() throws {
    let study = Study.alphaDepth
    let made = MadeCells(study: study, lazy: [4, 4], noise: [0.8, 0.8])
    let cells = study.lattice.baseCells.map { cell in
      (cell, made.summary(cell, isUnstable: cell.column.baseIndex >= 25))
    }
    let table = BoundaryTable(Dictionary(uniqueKeysWithValues: cells), study: study)
    let points = table.points(.unstable, along: .alpha)
    #expect(points.count == study.rows.count)
    #expect(points.allSatisfy { $0.low == study.columns.values[24] && $0.high == study.columns.values[25] })
    // An unstable cell does not tell of noise.
    #expect(table.points(.divergent, along: .alpha).allSatisfy { $0.cells == 25 })
  }
}

@Suite struct BoundaryDrawsTests {
  /// A draw whose boundaries lie elsewhere by known factors, beyond the two cells that it is measured at, too.
  @Test(arguments: [Study.alphaDepth, .dimensionScale])
  func everyDrawCounts(_ study: Study) throws {
    let own = MadeCells(study: study, lazy: [3.9, 4.1], noise: [0.79, 0.81])
    let table = own.table(study.lattice.baseCells)
    let draws = BoundaryDraws(table, of: study, count: 3)
    #expect(draws.studies.map(\.dataSeed) == [1, 2])
    #expect(draws.studies.map(\.firstSeed) == [study.seedCount, 2 * study.seedCount])
    #expect(!draws.cells.isEmpty && draws.cells.count < study.lattice.baseCells.count / 4)
    let factors = [1.3, 0.8]
    let drawn = zip(draws.studies, factors).map { study, factor in
      let cells = MadeCells(
        study: study, lazy: own.lazy.map { $0 * factor }, noise: own.noise.map { $0 * factor })
      return Dictionary(uniqueKeysWithValues: draws.cells.map { ($0, cells.summary($0)) })
    }
    let all = BoundaryTable(
      Dictionary(uniqueKeysWithValues: study.lattice.baseCells.map { ($0, own.summary($0)) }), study: study,
      draws: drawn)
    #expect(all.points.map(\.value) == table.points.map(\.value))
    for boundary in [Boundary.lazy, .divergent] {
      let one = try #require(table.constants[boundary])
      let three = try #require(all.constants[boundary])
      let expected = Double.pow(1.3 * 0.8, 1.0 / 3)
      #expect(abs(three.value / one.value / expected - 1) < 1e-4, "\(boundary)")
      #expect((one.draws, three.draws, three.seeds, three.lines) == (1, 3, 2, one.lines))
      // Student's with two degrees of freedom.
      let logs = [0, Double.log(1.3), .log(0.8)]
      let mean = logs.reduce(0, +) / 3
      let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
      let half = 2.919986 * deviation / Double(3).squareRoot()
      let interval = try #require(three.interval)
      #expect(abs(Double.log(interval.upperBound / three.value) - half) < 1e-3)
      #expect(abs(Double.log(three.value / interval.lowerBound) - half) < 1e-3)
    }
  }

  /// A line that a draw says nothing of counts in none.
  @Test func aLineThatOneDrawLacksDoesNotCount() throws {
    let study = Study.alphaDepth
    let own = MadeCells(study: study, lazy: [3.9, 4.1], noise: [0.79, 0.81])
    let cells = Dictionary(uniqueKeysWithValues: study.lattice.baseCells.map { ($0, own.summary($0)) })
    let table = BoundaryTable(cells, study: study)
    let draws = BoundaryDraws(table, of: study, count: 2)
    let complete = Dictionary(uniqueKeysWithValues: draws.cells.map { ($0, own.summary($0)) })
    let row = try #require(table.fitted[.lazy]?.first).line
    let lacking = complete.filter { $0.key.row != row }
    let lines = [complete, lacking, [:]].map {
      BoundaryTable(cells, study: study, draws: [$0]).constants[.lazy]?.lines
    }
    let count = try #require(table.constants[.lazy]).lines
    #expect(lines == [count, count - 1, nil])
  }
}
