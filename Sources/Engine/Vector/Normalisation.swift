import EngineInterface
import Model

/// What blocks read in place of `h` where a network has a norm: `x = h/√(mean_D h² + 1e-6)`, row by row.
struct Normalisation {
  /// Those that are passed here, among all.
  let rows: Range<Int>
  let dimension: Int
  /// `x`, its adjoint, and `1/√(mean_D h² + 1e-6)` of all rows.
  var normalised: Entries
  let adjoint, inverse: Entries

  /// `nil` where blocks read `h` itself.
  ///
  /// - Parameters:
  ///   - rows: all where nobody says otherwise.
  ///   - member: of lanes of units, with memory of its own.
  @inline(__always)
  init?(_ ensemble: Ensemble, rows: Range<Int>? = nil, member: Int = 0) {
    if ensemble.norm == .none { return nil }
    self.rows = rows ?? 0..<ensemble.rows
    dimension = ensemble.shape.dimension
    normalised = ensemble.normalised(of: member)
    adjoint = ensemble.normalisedAdjoint(of: member)
    inverse = ensemble.inverseNorms(of: member)
  }

  /// `x` of a state.
  @inline(never)
  func read(_ state: Entries) -> Entries {
    let mean = Vector(repeating: 1 / Float(dimension))
    for row in rows {
      let (h, x) = (state.from(row &* dimension), normalised.from(row &* dimension))
      var squares = Vector(repeating: 0)
      for i in 0..<dimension { squares = squares.adding(h[i], times: h[i]) }
      let factor = Vector(repeating: 1) / (squares * mean + Vector(repeating: 1e-6)).squareRoots()
      inverse[row] = factor
      for i in 0..<dimension { x[i] = h[i] * factor }
    }
    return normalised
  }

  func clearAdjoint() {
    for i in rows.lowerBound &* dimension..<rows.upperBound &* dimension { adjoint[i] = Vector(repeating: 0) }
  }

  /// Adds `scale · ∂h`, from `∂x` in `adjoint` and the state that was read last: `∂h = (∂x − x mean_D(x∘∂x))/rms`.
  @inline(never)
  func add(to result: Entries, scale: Vector) {
    let mean = Vector(repeating: 1 / Float(dimension))
    for row in rows {
      let (x, dx) = (normalised.from(row &* dimension), adjoint.from(row &* dimension))
      var overlap = Vector(repeating: 0)
      for i in 0..<dimension { overlap = overlap.adding(x[i], times: dx[i]) }
      overlap = overlap * mean
      let (b, factor) = (result.from(row &* dimension), scale * inverse[row])
      for i in 0..<dimension { b[i] = b[i].adding(factor, times: dx[i] - overlap * x[i]) }
    }
  }
}
