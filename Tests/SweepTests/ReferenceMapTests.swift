import Engine
import Phases
import Testing

@testable import Sweep

/// Rows of maps made by an independent float64 implementation (K = 50, N = 10, M = 16). The maps did not tell noise-dominated
/// from unstable cells; `Tests/Peers/letters.py` does so in float64, and but for L = 512 was asked for these rows.
@Suite(.timeLimit(.minutes(5))) struct ReferenceMapTests {
  /// Of the expensive rows only every 4th column is trained.
  static let rows: [(Study, Int, String, Int)] = [
    (.alphaDepth, 2, "FFFFFFFFFFFFFNNNNNNNNNNNNNNNNNN", 1),
    (.alphaDepth, 32, "FFFFFFFFFFFFFFFFLLNNNNNNNNNNNNN", 1),
    (.alphaDepth, 512, "FFFFFFFFFFFFFFFFLLLLLLLLNNNNNNN", 4),
    (.dimensionScale, 4, "FFFFFFFFFFFFLLLNNNNNNNNNN", 1),
    (.dimensionScale, 128, "FFFFFFFFFFFFFFFFNNNNNNNNX", 4),
  ]

  /// Measured regimes agree but for cells next to a boundary, which the draw of the weights decides.
  @Test(arguments: rows.indices)
  func measuredRegimesAgree(_ index: Int) throws {
    let (study, value, letters, spacing) = Self.rows[index]
    let row = try #require(study.rows.values.firstIndex(of: Double(value)))
    let run = UnattendedSweep(
      study: study, jobs: Machine.jobs, makeWork: Work.maker(kernel: KernelChoice.available[0]))
    let cells = stride(from: 0, to: study.columns.count, by: spacing).map { Cell(column: $0, row: row) }
    run.sweep.want(cells)
    run.sweep.waitUntilIdle()
    let marks = run.diagram.summaries.mapValues(\.verdict.mark)
    let reference = Array(letters)
    #expect(study.columns.count == reference.count && marks.count == cells.count)
    for cell in cells {
      let column = cell.column.baseIndex
      let near = reference[max(0, column - 1)...min(reference.count - 1, column + 1)]
      let measured = try #require(marks[cell])
      #expect(near.contains(measured.letter), "column \(column) is \(measured.letter)")
    }
  }
  /// The default map as far as L = 32: what is noise-dominated there trains well, nothing is unstable or undecided. Of
  /// the whole map 269 cells are F, 44 L and 245 N.
  @Test func lettersOfTheDefaultMap() throws {
    let study = Study.alphaDepth
    let shallow = study.rows.values.indices.filter { study.rows.values[$0] <= 32 }
    let run = UnattendedSweep(
      study: study, jobs: Machine.jobs, makeWork: Work.maker(kernel: KernelChoice.available[0]))
    let cells = shallow.flatMap { row in study.columns.values.indices.map { Cell(column: $0, row: row) } }
    run.sweep.want(cells)
    run.sweep.waitUntilIdle()
    let summaries = run.diagram.summaries
    let counts = summaries.values.reduce(into: [Character: Int]()) {
      $0[$1.verdict.mark.letter, default: 0] += 1
    }
    #expect(cells.count == 310 && summaries.count == cells.count)
    // Another draw of the weights decides a cell next to a boundary otherwise.
    for (letter, count) in ["F": 141, "L": 3, "N": 166] as [Character: Int] {
      #expect(abs((counts[letter] ?? 0) - count) <= 2, "\(letter): \(counts[letter] ?? 0)")
    }
    #expect(Set(counts.keys).isSubset(of: ["F", "L", "N"]))
    let noisy = summaries.values.filter { $0.verdict.mark.letter == "N" }
    #expect(noisy.allSatisfy { $0.verdict.regime == .divergent && $0.verdict.reason == .noiseDominated })
    #expect(noisy.allSatisfy { $0[.finalLoss] < 0.5 * $0[.initialLoss] })
  }
}
