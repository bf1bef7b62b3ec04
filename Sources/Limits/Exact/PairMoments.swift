/// `κ` of two states, of whose pre-activations `p = u·h/D` the variances are `a` and `b` and the covariance is `c`, with
/// its derivatives:
///
///     κ = E σ(p)σ(p′) + r c E σ′(p)σ′(p′)
///
/// At `r = 0` that is `F = E σσ′` itself, and its derivative by `c` is `G = E σ̇σ̇′`.
struct PairMoments: Hashable {
  var value: Double
  /// `∂κ/∂c`
  var byCovariance: Double
  /// `∂κ/∂a`, of the first state's variance.
  var byVariance: Double
}
