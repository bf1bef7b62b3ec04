import EngineInterface
import Model

/// What blocks read in place of `h` where a network has a norm: `x = h/√(mean_D h² + 1e-6)`, row by row.
struct Normalisation {
  let rows: Int
  let dimension: Int
  /// `x`, its adjoint, and `1/√(mean_D h² + 1e-6)`; a member's own.
  let normalised, adjoint, inverse: Entries

  /// `nil` where blocks read `h` itself.
  @inline(__always)
  init?(_ ensemble: Ensemble, member: Int = 0) {
    if ensemble.norm == .none { return nil }
    rows = ensemble.rows
    dimension = ensemble.shape.dimension
    normalised = ensemble.normalised(of: member)
    adjoint = ensemble.normalisedAdjoint(of: member)
    inverse = ensemble.inverseNorms(of: member)
  }

  /// `x` of a state.
  @inline(never)
  func read(_ state: Entries) -> Entries {
    let mean = Vector(repeating: 1 / Float(dimension))
    for row in 0..<rows {
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
    for i in 0..<rows &* dimension { adjoint[i] = Vector(repeating: 0) }
  }

  /// Adds `scale · ∂h`, from `∂x` in `adjoint` and the state that was read last: `∂h = (∂x − x mean_D(x∘∂x))/rms`.
  @inline(never)
  func add(to result: Entries, scale: Vector) {
    let mean = Vector(repeating: 1 / Float(dimension))
    for row in 0..<rows {
      let (x, dx) = (normalised.from(row &* dimension), adjoint.from(row &* dimension))
      var overlap = Vector(repeating: 0)
      for i in 0..<dimension { overlap = overlap.adding(x[i], times: dx[i]) }
      overlap = overlap * mean
      let (b, factor) = (result.from(row &* dimension), scale * inverse[row])
      for i in 0..<dimension { b[i] = b[i].adding(factor, times: dx[i] - overlap * x[i]) }
    }
  }
}
