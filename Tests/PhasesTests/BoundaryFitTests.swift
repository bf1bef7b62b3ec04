import Engine
import Model
import RealModule
import Testing

@testable import Phases

@Suite struct BoundaryFitTests {
  /// A map whose boundaries lie where they are put: `S = lazy`, `α σ_v = divergent √(LM)`.
  private func map(
    _ study: Study, lazy: Double, divergent: Double, level: Int = 0, flip: (Int) -> Bool = { _ in false }
  ) -> TheoryComparison {
    let cells = study.lattice.cells(in: study.lattice.everything, level: level)
    return TheoryComparison(
      cells.enumerated().map { index, cell in
        let problem = study.problem(for: cell)
        let shape = problem.shape
        let units = Double(shape.depth * shape.width).squareRoot()
        let noise = problem.scaling.alpha * problem.scaling.sigmaV / units
        var mark: Mark =
          noise > divergent ? .noiseDominated : problem.relativeScale > lazy ? .lazyODE : .featureLearning
        if flip(index), mark != .noiseDominated { mark = mark == .lazyODE ? .featureLearning : .lazyODE }
        return (study.theory.margins(of: problem), mark)
      })
  }

  private func constant(_ fit: BoundaryFit?, _ boundary: Theory.Boundary, _ study: Study) throws -> (
    low: Double, value: Double, high: Double
  ) {
    let fit = try #require(fit)
    let unit = study.theory.constant(boundary, of: study.problem(for: Cell(column: 0, row: 0)))
    return (fit.low * unit, fit.factor * unit, fit.high * unit)
  }

  @Test(arguments: Study.builtIns, [(2.5, 0.4), (4.4, 0.8), (6.1, 1.3)])
  func findsTheConstantsOfAMap(_ study: Study, _ constants: (lazy: Double, divergent: Double)) throws {
    let comparison = map(study, lazy: constants.lazy, divergent: constants.divergent)
    for (boundary, expected) in [(Theory.Boundary.lazy, constants.lazy), (.divergent, constants.divergent)] {
      let found = try constant(comparison.fits[boundary], boundary, study)
      #expect(found.low <= expected && expected <= found.high, "\(study.name) \(boundary) \(found)")
      #expect(found.low <= found.value && found.value <= found.high)
      // A step of the axis is a factor 1.26 to 1.47.
      #expect(found.high / found.low < 1.5, "\(study.name) \(boundary) \(found)")
      #expect(comparison.fits[boundary]?.disagreements == 0)
    }
  }

  @Test func finerGridsNarrowTheInterval() throws {
    let study = Study.alphaDepth
    let widths = try [0, 2].map { level in
      let found = try constant(map(study, lazy: 4.4, divergent: 0.8, level: level).fits[.lazy], .lazy, study)
      #expect(found.low <= 4.4 && 4.4 <= found.high)
      return found.high / found.low
    }
    #expect(widths[1] < widths[0].squareRoot(), "\(widths)")
  }

  /// Wrong cells far from the boundary widen the interval and do not move it away.
  @Test func noisyMapsStillHoldTheConstant() throws {
    let study = Study.alphaDepth
    let clean = try constant(map(study, lazy: 4.4, divergent: 0.8).fits[.lazy], .lazy, study)
    let noisy = map(study, lazy: 4.4, divergent: 0.8) { $0 % 17 == 3 }
    let found = try constant(noisy.fits[.lazy], .lazy, study)
    #expect(found.low <= 4.4 && 4.4 <= found.high)
    #expect(found.high / found.low >= clean.high / clean.low)
    #expect(try #require(noisy.fits[.lazy]).disagreements > 10)
  }

  @Test func disagreementsAreCounted() {
    let study = Study.alphaDepth
    let same = map(
      study, lazy: study.theory.lazyFrom,
      divergent: study.theory.noiseConstant(of: study.problem(for: Cell(column: 0, row: 0))))
    #expect(same.cells == 558 && same.disagreements == 0)
    // Where S lies between the constants, 4 columns of α = 10^(n/10): 5.01, 6.31, 7.94 and 3.98.
    let moved = map(study, lazy: 8, divergent: 1e9)
    let expected = study.lattice.baseCells.count { cell in
      let problem = study.problem(for: cell)
      return study.theory.regime(of: problem)
        != (problem.relativeScale > 8 ? .lazyODE : .featureLearning)
    }
    #expect(moved.disagreements == expected && expected > 50)
  }

  /// One lazy cell among the outermost, the others feature learning: the boundary may be anywhere beyond them.
  @Test func aBoundaryBeyondAllCellsIsNotQuoted() throws {
    #expect(BoundaryFit([(1, false), (4, false), (4, false), (4, true)]) == nil)
    #expect(BoundaryFit([(1, true), (1, false), (1, true), (4, true)]) == nil)
    // Nearly as good a one leaves the interval open on that side.
    let open = try #require(
      BoundaryFit([(1, false), (1, false), (1, false), (2, true), (3, true), (4, false)]))
    #expect(open.factor == 2.squareRoot() && open.low == 1 && open.high == .infinity)
  }

  @Test func oneSideHasNoBoundary() {
    #expect(BoundaryFit([]) == nil)
    #expect(BoundaryFit([(1, true), (2, true)]) == nil)
    #expect(BoundaryFit([(1, false), (.nan, true)]) == nil)
    let fit = BoundaryFit([(1, false), (4, true)])
    #expect(fit?.factor == 2 && fit?.low == 1 && fit?.high == 4)
  }
}
