import Model

/// The states that the samples have had at one depth, with their adjoints and what a kernel needs of them.
final class KernelPoints {
  private let kernel: TrainingKernel
  /// `nil` for the closed form.
  private let series: GaussianSeries?
  /// Those that are summed over.
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

  /// Adds one that is not yet summed over: the samples of a gradient step do not see one another.
  func add(_ query: Query, adjoint: [Double]) {
    states += query.state
    adjoints += adjoint
    variances.append(query.variance)
    if let series = query.series { coefficients += series.coefficients }
  }

  /// All that were added are summed over from now on.
  func keepAdded() { count = variances.count }

  /// `κ` of a state with every one here.
  func values(_ query: Query) -> [Double] {
    let (r, own) = (kernel.inputShare, query.series)
    return map(query) { [series] covariance, variance, coefficients in
      if let series, let own, let coefficients {
        return series.value(own, coefficients, variance, covariance)
      }
      return RectifierMoments.moments(query.variance, variance, covariance, inputShare: r).value
    }
  }

  /// `Σ_m κ(h, h_m) E_m`, (D).
  func sum(_ query: Query) -> [Double] {
    let (d, count) = (kernel.dimension, count)
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
    let (r, own) = (kernel.inputShare, query.series)
    return map(query) { [series] covariance, variance, coefficients in
      if let series, let own, let coefficients {
        return series.moments(own, coefficients, variance, covariance)
      }
      return RectifierMoments.moments(query.variance, variance, covariance, inputShare: r)
    }
  }

  /// `∇_h ⟨E, Σ_m κ(h, h_m) E_m⟩ = Σ_m ⟨E, E_m⟩ (g/D)(2κ_a h + κ_c h_m)`, (D).
  func pull(_ query: Query, _ gradients: [PairMoments], adjoint: [Double]) -> [Double] {
    let (d, count) = (kernel.dimension, count)
    let unit = kernel.covariance(1)
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

  /// Of every one here what follows from its covariance with the state, its variance and its coefficients.
  @inline(__always)
  private func map<Result>(
    _ query: Query, _ transform: (Double, Double, GaussianSeries.Coefficients?) -> Result
  ) -> [Result] {
    let (d, blocks, count) = (kernel.dimension, series?.blocks ?? 0, count)
    let unit = kernel.covariance(1)
    return query.state.withUnsafeBufferPointer { state in
      states.withUnsafeBufferPointer { states in
        variances.withUnsafeBufferPointer { variances in
          coefficients.withUnsafeBufferPointer { coefficients in
            [Result](unsafeUninitializedCapacity: count) { results, initialized in
              for index in 0..<count {
                var product = 0.0
                for k in 0..<d { product += state[k] * states[index * d + k] }
                let result = transform(
                  unit * product, variances[index], coefficients.baseAddress.map { $0 + index * blocks })
                (results.baseAddress! + index).initialize(to: result)
              }
              initialized = count
            }
          }
        }
      }
    }
  }
}
