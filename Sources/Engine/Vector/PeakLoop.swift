import EngineInterface
import Model

extension VectorKernel {
  /// What the processor could do at most in the time this takes.
  package func multiplyAdd(rounds: Int) -> Double {
    let factor = Widest(repeating: 0.999_999)
    var sums = InlineArray<12, Widest>(repeating: Widest(repeating: 1))
    for _ in 0..<rounds {
      for i in 0..<12 { sums[i] = factor.adding(sums[i], times: factor) }
    }
    var total = Widest(repeating: 0)
    for i in 0..<12 { total += sums[i] }
    // Uses the result, so that the loop is not removed.
    return Double(rounds) * 12 * 2 * Double(Widest.scalarCount) + (total[0].isNaN ? 1 : 0)
  }
}
