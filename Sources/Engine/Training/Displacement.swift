import EngineInterface

/// Sums over rows and coordinates of how far networks move their samples: `ξ = rms(h_L − h_0)/rms(h_0)`, lane by lane.
struct Displacement {
  private var change = SIMD8<Double>(repeating: 0)
  private var start = SIMD8<Double>(repeating: 0)
  private var count = 0

  /// The first rows of a forward pass just made.
  mutating func add(_ ensemble: Ensemble, rows: Int) {
    let (first, last) = (ensemble.state(0), ensemble.last)
    let entries = rows * ensemble.shape.dimension
    for i in 0..<entries {
      let (moved, h) = (SIMD8<Double>(last[i] - first[i]), SIMD8<Double>(first[i]))
      change += moved * moved
      start += h * h
    }
    count += entries
  }

  func relative(lane: Int) -> Float {
    Float((change[lane] / Double(count)).squareRoot() / (start[lane] / Double(count)).squareRoot())
  }
}
