import Engine
import Phases
import Testing

@testable import Sweep

/// Rows of maps made by an independent float64 implementation (K = 50, N = 10, M = 16).
@Suite(.timeLimit(.minutes(5))) struct ReferenceMapTests {
  /// Of the expensive rows only every 4th column is trained.
  static let rows: [(Study, Int, String, Int)] = [
    (.alphaDepth, 2, "FFFFFFFFFFFFFXXXXXXXXXXXXXXXXXX", 1),
    (.alphaDepth, 32, "FFFFFFFFFFFFFFFFLLXXXXXXXXXXXXX", 1),
    (.alphaDepth, 512, "FFFFFFFFFFFFFFFFLLLLLLLLXXXXXXX", 4),
    (.dimensionScale, 4, "FFFFFFFFFFFFLLLXXXXXXXXXX", 1),
    (.dimensionScale, 128, "FFFFFFFFFFFFFFFFXXXXXXXXX", 4),
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
    let regimes = run.diagram.regimes
    let reference = Array(letters)
    #expect(study.columns.count == reference.count && regimes.count == cells.count)
    for cell in cells {
      let column = cell.column.baseIndex
      let near = reference[max(0, column - 1)...min(reference.count - 1, column + 1)]
      let measured = try #require(regimes[cell])
      #expect(near.contains(measured.letter), "column \(column) is \(measured.letter)")
    }
  }
}
