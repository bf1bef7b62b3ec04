import Model
import RealModule

/// The moments of a smooth activation by the series of Mehler: with `σ(√a Z) = Σ A_n He_n(Z)/√n!` for a standard normal
/// `Z`, and `ρ = c/√(ab)`,
///
///     F = Σ A_n(a) A_n(b) ρⁿ,   c G = Σ n A_n(a) A_n(b) ρⁿ,   ∂A_n/∂a = P_n/2a,   P_n = √((n+1)(n+2)) A_{n+2}
///
/// (integration by parts, and `∂E f(√a Z)/∂a = E f″/2`). The coefficients are integrals by the trapezoidal rule, which
/// converges faster than any power on integrands like these.
struct GaussianSeries {
  typealias Terms = SIMD8<Double>

  /// What is kept of a state that others are paired with: `A_n` of its variance, `blocks` vectors.
  typealias Coefficients = UnsafePointer<Terms>

  /// Terms, in vectors of eight.
  let blocks: Int
  private let activation: ActivationName
  /// `z` from 0 on, and `−z`.
  private let nodes: [Double]
  /// `He_n(z)/√n! · φ(z) dz` of every node, `blocks + 1` vectors each.
  private let weights: [Terms]

  /// - Parameter terms: a multiple of 8; the series is cut off behind so many.
  init(_ activation: ActivationName, terms: Int = 64) {
    self.activation = activation
    blocks = terms / 8
    let step = 1.0 / 8
    let places = (0...128).map { Double($0) * step }
    nodes = places + places.map { -$0 }
    weights = places.flatMap { z in Self.weights(z, step: z == 0 ? step / 2 : step, blocks: terms / 8 + 1) }
  }

  private static func weights(_ z: Double, step: Double, blocks: Int) -> [Terms] {
    var values = [Double](repeating: 0, count: 8 * blocks)
    values[0] = step * .exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    values[1] = z * values[0]
    for n in 1..<values.count - 1 {
      let root = Double(n).squareRoot()
      values[n + 1] = (z * values[n] - root * values[n - 1]) / Double(n + 1).squareRoot()
    }
    return (0..<blocks).map { block in
      var terms = Terms.zero
      for i in 0..<8 { terms[i] = values[8 * block + i] }
      return terms
    }
  }

  /// `A_n(a)`, n < 8 · (`blocks` + 1).
  func coefficients(variance a: Double) -> [Terms] {
    let root = a.squareRoot()
    let values = activation.values(nodes.map { root * $0 })
    let count = nodes.count / 2
    var sums = [Terms](repeating: .zero, count: blocks + 1)
    for node in 0..<count {
      // Polynomials of even order are even.
      let (even, odd) = (values[node] + values[node + count], values[node] - values[node + count])
      let parts = Terms(even, odd, even, odd, even, odd, even, odd)
      for block in 0...blocks { sums[block] += parts * weights[node * (blocks + 1) + block] }
    }
    return sums
  }

  /// What a state is that pairs are evaluated for.
  struct Query {
    let variance: Double
    /// `w_n A_n`, `n w_n A_n` and `w_n P_n`, `w_n = 1 + r n`, one after another.
    fileprivate let values: [Terms]
    /// `A_n` alone.
    let coefficients: ArraySlice<Terms>
  }

  /// - Parameter inputShare: `r` of `PairMoments`.
  func query(variance a: Double, inputShare r: Double) -> Query {
    let all = coefficients(variance: a)
    var values = [Terms](repeating: .zero, count: 3 * blocks)
    for n in 0..<8 * blocks {
      let (block, place) = (n / 8, n % 8)
      let weight = 1 + r * Double(n)
      let next = all[(n + 2) / 8][(n + 2) % 8]
      values[block][place] = weight * all[block][place]
      values[blocks + block][place] = Double(n) * weight * all[block][place]
      values[2 * blocks + block][place] = weight * (Double(n + 1) * Double(n + 2)).squareRoot() * next
    }
    return Query(variance: a, values: values, coefficients: all[..<blocks])
  }

  /// `κ` alone, of a query and a state of variance `b`.
  func value(_ query: Query, _ other: Coefficients, _ b: Double, _ c: Double) -> Double {
    let rho = Self.correlation(query.variance, b, c)
    let (first, factor) = Self.powers(rho)
    return query.values.withUnsafeBufferPointer { values in
      var (powers, sum) = (first, Terms.zero)
      for block in 0..<blocks {
        sum += values[block] * other[block] * powers
        powers *= factor
      }
      return sum.sum()
    }
  }

  func moments(_ query: Query, _ other: Coefficients, _ b: Double, _ c: Double) -> PairMoments {
    let rho = Self.correlation(query.variance, b, c)
    let (first, factor) = Self.powers(rho)
    return query.values.withUnsafeBufferPointer { values in
      var powers = first
      var (value, byCovariance, byVariance) = (Terms.zero, Terms.zero, Terms.zero)
      for block in 0..<blocks {
        let term = other[block] * powers
        value += values[block] * term
        byCovariance += values[blocks + block] * term
        byVariance += values[2 * blocks + block] * term
        powers *= factor
      }
      return PairMoments(
        value: value.sum(), byCovariance: byCovariance.sum() / (rho * (query.variance * b).squareRoot()),
        byVariance: byVariance.sum() / (2 * query.variance))
    }
  }

  /// `ρ`, never so small that what is divided by it again would vanish.
  @inline(__always)
  private static func correlation(_ a: Double, _ b: Double, _ c: Double) -> Double {
    let rho = min(max(c / (a * b).squareRoot(), -1), 1)
    return rho.magnitude < 1e-100 ? 1e-100 : rho
  }

  /// `1, ρ, … ρ⁷`, and `ρ⁸` that leads to the next eight.
  @inline(__always)
  private static func powers(_ rho: Double) -> (Terms, Double) {
    let two = rho * rho
    let (three, four) = (two * rho, two * two)
    return (Terms(1, rho, two, three, four, four * rho, four * two, four * three), four * four)
  }
}
