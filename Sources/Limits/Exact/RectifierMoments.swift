import RealModule

/// The moments of `relu`, in closed form: the arc-cosine kernels of order 1 and 0 (Cho and Saul 2009).
///
/// With `cos θ = c/√(ab)` and `√Δ = √(ab − c²) = √(ab) sin θ`:
///
///     F = (√Δ + (π − θ) c)/2π,   G = (π − θ)/2π,   F_a = √Δ/(4πa),   G_c = 1/(2π√Δ),   G_a = −c/(4πa√Δ)
enum RectifierMoments {
  static func moments(_ a: Double, _ b: Double, _ c: Double, inputShare r: Double) -> PairMoments {
    let size = (a * b).squareRoot()
    let cosine = min(max(c / size, -1), 1)
    let root = max(0, a * b - c * c).squareRoot()
    let angle = Double.atan2(y: root, x: cosine * size)
    let slope = (.pi - angle) / (2 * .pi)
    let value = root / (2 * .pi) + slope * c
    // Where the states are parallel the kink's part of the gradient has a direction no more, and is left out.
    let bend = root > 1e-9 * size ? 1 / (2 * .pi * root) : 0
    return PairMoments(
      value: value + r * c * slope,
      byCovariance: slope + r * (slope + c * bend),
      byVariance: root / (4 * .pi * a) - r * c * c * bend / (2 * a))
  }
}
