import Model

/// The states that the samples have had at one depth, with their adjoints and what a kernel needs of them.
final class KernelPoints {
  private let kernel: TrainingKernel
  /// `nil` for the closed form.
  private let series: GaussianSeries?
  private(set) var count = 0
  /// `h` and `E`, (count, D).
  private var states: [Double] = []
  private var adjoints: [Double] = []
  private var variances: [Double] = []
  private var coefficients: [GaussianSeries.Terms] = []

  /// - Parameter series: of the kernel's activation, if it is shared with others; `nil` where it is not smooth.
  init(_ kernel: TrainingKernel, series: GaussianSeries?) {
    self.kernel = kernel
    self.series = series
  }

  convenience init(_ kernel: TrainingKernel) { self.init(kernel, series: Self.series(of: kernel.activation)) }

  static func series(of activation: ActivationName, terms: Int = 64) -> GaussianSeries? {
    activation == .relu ? nil : GaussianSeries(activation, terms: terms)
  }

  /// A state that is looked at from here.
  struct Query {
    let state: [Double]
    let variance: Double
    fileprivate let series: GaussianSeries.Query?
  }

  func query(_ state: [Double]) -> Query {
    let variance = kernel.variance(state.reduce(0) { $0 + $1 * $1 })
    return Query(
      state: state, variance: variance,
      series: series?.query(variance: variance, inputShare: kernel.inputShare))
  }

  func append(_ query: Query, adjoint: [Double]) {
    count += 1
    states += query.state
    adjoints += adjoint
    variances.append(query.variance)
    if let series = query.series { coefficients += series.coefficients }
  }

  /// `κ` of a state with every one here.
  func values(_ query: Query) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    forEach(query) { index, covariance, coefficients in
      if let series, let own = query.series, let coefficients {
        values[index] = series.value(own, coefficients, variances[index], covariance)
      } else {
        values[index] = moments(query, index, covariance, coefficients).value
      }
    }
    return values
  }

  /// `Σ_m κ(h, h_m) E_m`, (D).
  func sum(_ query: Query) -> [Double] {
    let d = kernel.dimension
    let values = values(query)
    var sum = [Double](repeating: 0, count: d)
    sum.withUnsafeMutableBufferPointer { sum in
      adjoints.withUnsafeBufferPointer { adjoints in
        for index in 0..<count {
          for k in 0..<d { sum[k] += values[index] * adjoints[index * d + k] }
        }
      }
    }
    return sum
  }

  /// The derivatives of `κ` of a state with every one here.
  func gradients(_ query: Query) -> [PairMoments] {
    var gradients = [PairMoments](
      repeating: PairMoments(value: 0, byCovariance: 0, byVariance: 0), count: count)
    forEach(query) { index, covariance, coefficients in
      gradients[index] = moments(query, index, covariance, coefficients)
    }
    return gradients
  }

  /// `∇_h ⟨E, Σ_m κ(h, h_m) E_m⟩ = Σ_m ⟨E, E_m⟩ (g/D)(2κ_a h + κ_c h_m)`, (D).
  func pull(_ query: Query, _ gradients: [PairMoments], adjoint: [Double]) -> [Double] {
    let d = kernel.dimension
    let unit = kernel.inputScale / Double(d)
    var own = 0.0
    var sum = [Double](repeating: 0, count: d)
    sum.withUnsafeMutableBufferPointer { sum in
      adjoints.withUnsafeBufferPointer { adjoints in
        states.withUnsafeBufferPointer { states in
          for index in 0..<count {
            var product = 0.0
            for k in 0..<d { product += adjoint[k] * adjoints[index * d + k] }
            own += 2 * product * gradients[index].byVariance
            let other = product * gradients[index].byCovariance
            for k in 0..<d { sum[k] += other * states[index * d + k] }
          }
        }
      }
    }
    return sum.indices.map { unit * (sum[$0] + own * query.state[$0]) }
  }

  private func moments(
    _ query: Query, _ index: Int, _ covariance: Double, _ coefficients: GaussianSeries.Coefficients?
  ) -> PairMoments {
    if let series, let own = query.series, let coefficients {
      return series.moments(own, coefficients, variances[index], covariance)
    }
    return RectifierMoments.moments(
      query.variance, variances[index], covariance, inputShare: kernel.inputShare)
  }

  /// Each one's number, covariance with the state and coefficients.
  @inline(__always)
  private func forEach(_ query: Query, _ body: (Int, Double, GaussianSeries.Coefficients?) -> Void) {
    let (d, blocks) = (kernel.dimension, series?.blocks ?? 0)
    query.state.withUnsafeBufferPointer { state in
      states.withUnsafeBufferPointer { states in
        coefficients.withUnsafeBufferPointer { coefficients in
          for index in 0..<count {
            var product = 0.0
            for k in 0..<d { product += state[k] * states[index * d + k] }
            body(index, kernel.covariance(product), coefficients.baseAddress.map { $0 + index * blocks })
          }
        }
      }
    }
  }
}
