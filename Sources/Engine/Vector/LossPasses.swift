import EngineInterface
import Model

/// The mean loss of `rows` rows of outputs, shape (rows, `count`); leaves its derivative, or that of half of it.
@inline(__always)
func meanLoss(
  _ loss: LossName, _ output: Entries, _ targets: Entries, residual: Entries, rows: Int, count: Int
) -> Vector {
  let terms = loss.terms(outputs: count)
  let weight = Vector(repeating: 1 / (Float(rows) * Float(terms)))
  var total = SIMD8<Double>(repeating: 0)
  for row in 0..<rows {
    let first = row &* count
    total += sampleLoss(
      loss, output.from(first), targets.from(first), residual.from(first), count: count
    ).widened()
  }
  for i in 0..<rows &* count { residual[i] = residual[i] * weight }
  return Vector(total / SIMD8<Double>(repeating: Double(rows) * Double(terms)))
}

/// The loss of one sample, and its derivative, or that of half of it, by each of the `count` outputs.
@inline(__always)
private func sampleLoss(
  _ loss: LossName, _ output: Entries, _ target: Entries, _ residual: Entries, count: Int
) -> Vector {
  output.check(0, count: count)
  target.check(0, count: count)
  residual.check(0, count: count)
  // A `Wide` is its vector.
  return output.base.withMemoryRebound(to: Wide.self, capacity: count) { output in
    target.base.withMemoryRebound(to: Wide.self, capacity: count) { target in
      residual.base.withMemoryRebound(to: Wide.self, capacity: count) { residual in
        loss.with(Sample(output: output, target: target, count: count, residual: residual))
      }
    }
  }
}

private struct Sample: LossUse {
  let output, target: UnsafePointer<Wide>
  let count: Int
  let residual: UnsafeMutablePointer<Wide>

  @inline(__always)
  func with<L: Loss>(_ loss: L.Type) -> Vector {
    L.sample(output, target: target, count: count, residual: residual).lanes
  }
}
