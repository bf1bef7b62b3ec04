import Engine
import EngineInterface
import Model
import RealModule
import Testing

@testable import Phases

@Suite struct TheoryTests {
  /// Constants measured over many draws, with two digits.
  @Test(arguments: [(0.1, 0.5), (1, 0.8), (3, 1.7), (10, 5.2)])
  func noiseConstants(rms: Double, expected: Double) {
    let problem = Study.alphaDepth.problem(for: Cell(column: 0, row: 0))
    #expect(abs(Theory(rms: rms).noiseConstant(of: problem) - expected) < 0.05)
  }

  /// `0.5/√(d·E c²)` of one token, of which nothing is averaged; and fewer units than heads weigh less.
  @Test func noiseConstantsOfHeads() {
    var problem = Study.alphaDepth.problem(for: Cell(column: 0, row: 0))
    let units = Theory().noiseConstant(of: problem)
    problem.block = .heads
    (problem.shape.tokens, problem.shape.keyDimension) = (1, 4)
    #expect(abs(Theory().noiseConstant(of: problem) - 0.25) < 0.01)
    problem.shape.tokens = 4
    let heads = Theory().noiseConstant(of: problem)
    #expect(heads > 0.3 && heads < units)
    problem.mask = .causal
    #expect(Theory().noiseConstant(of: problem) < heads)
    (problem.mask, problem.block, problem.shape.heads) = (.none, .transformer, problem.shape.width)
    let both = Theory().noiseConstant(of: problem)
    let sum = 1 / (heads * heads) + 1 / (units * units)
    #expect(abs(both * both * sum - 1) < 1e-9)
  }

  /// Maps measured in float64, noise-dominated cells as such; away from the boundaries the prediction agrees with them.
  static let maps: [(Study, Int, String)] = [
    (.alphaDepth, 2, "FFFFFFFFFFFFFNNNNNNNNNNNNNNNNNN"),
    (.alphaDepth, 32, "FFFFFFFFFFFFFFFFLLNNNNNNNNNNNNN"),
    (.alphaDepth, 512, "FFFFFFFFFFFFFFFFLLLLLLLLNNNNNNN"),
    (.dimensionScale, 4, "FFFFFFFFFFFFLLLNNNNNNNNNN"),
    (.dimensionScale, 128, "FFFFFFFFFFFFFFFFNNNNNNNNN"),
  ]

  @Test(arguments: maps.indices)
  func predictionFollowsTheReferenceMaps(_ index: Int) throws {
    let (study, value, letters) = Self.maps[index]
    let row = try #require(study.rows.values.firstIndex(of: Double(value)))
    let predicted = (0..<study.columns.count).map { column in
      study.theory.margins(of: study.problem(for: Cell(column: column, row: row))).mark.letter
    }
    let measured = Array(letters)
    #expect(predicted.count == measured.count)
    for column in measured.indices {
      let near = max(0, column - 2)...min(measured.count - 1, column + 2)
      #expect(measured[near].contains(predicted[column]), "\(study.name) row \(value) column \(column)")
    }
    #expect(zip(predicted, measured).filter { $0 != $1 }.count <= 3, "\(String(predicted))")
  }

  @Test func crossingsLieWherePredictionChanges() throws {
    let study = Study.alphaDepth
    let row = Position(base: 17)
    let lazy = try #require(study.theory.crossing(.lazy, in: study, row: row))
    #expect(abs(study.columns.value(at: lazy) - 3.7) < 0.01)
    let divergent = try #require(study.theory.crossing(.divergent, in: study, row: row))
    let constant = study.theory.noiseConstant(of: study.problem(for: Cell(column: 0, row: 0)))
    let expected = constant * (512.0 * 16).squareRoot() / 10.0.squareRoot()
    #expect(abs(study.columns.value(at: divergent) / expected - 1) < 0.01)
    // S does not depend on the depth.
    #expect(study.theory.crossing(.lazy, in: study, column: Position(base: 0)) == nil)
    #expect(study.theory.crossing(.divergent, in: study, column: Position(base: 20)) != nil)
  }
}
