import Model

/// Which samples a step is taken on: B distinct ones of N, drawn by the data and the number of the step alone, so that all
/// networks see the same ones and have one limit.
package struct Batches {
  /// The stream of the generator that is used for nothing else.
  private static let stream: UInt32 = 4

  private let samples: Int
  private let size: Int
  private let key: SIMD2<UInt32>

  /// `nil` where every step is taken on all samples.
  package init?(_ problem: Problem) {
    guard problem.isBatched else { return nil }
    samples = problem.shape.samples
    size = problem.batchSize
    let seed = problem.data.seed
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// Those of the k-th step, k = 1, 2, …, in ascending order.
  package func rows(step: Int) -> [Int] {
    var chosen: Set<Int> = []
    // Floyd's: each of the last B numbers, or one before it that is not chosen yet.
    for (index, last) in (samples - size..<samples).enumerated() {
      let block = Philox.block(
        counter: SIMD4(UInt32(index / 4), UInt32(truncatingIfNeeded: step), 0, Self.stream), key: key)
      let drawn = Int(block[index % 4].multipliedFullWidth(by: UInt32(last + 1)).high)
      chosen.insert(chosen.contains(drawn) ? last : drawn)
    }
    return chosen.sorted()
  }
}
