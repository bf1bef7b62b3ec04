import Model
import RealModule
import Testing

/// Each optimizer's steps against what it is defined as, in double precision.
@Suite struct OptimizerTests {
  private let settings = OptimizerSettings(beta1: 0.7, beta2: 0.95, epsilon: 1e-3)
  private let gradients = [0.3, -0.2, 0.05, -0.4, 0.0, 0.1]
  private let dimension = 4.0
  private let rate = 0.25

  /// The weight after each of the gradients, from 2.
  private func path(_ optimizer: OptimizerName) -> [Double] {
    struct Use: OptimizerUse {
      let test: OptimizerTests
      func with<O: Optimizer>(_ optimizer: O.Type) -> [Double] {
        var (weight, moments) = (2.0, Moments<Double>())
        return test.gradients.enumerated().map { index, gradient in
          // A gradient that lacks a factor of a half.
          let rate = StepRate(
            rate: test.rate, scale: 0.5, scaled: test.rate * 0.5, unit: test.dimension * 0.5,
            memory: test.settings.memory(step: index + 1))
          weight = O.step(weight, gradient: 2 * gradient, rate: rate, moments: &moments)
          return weight
        }
      }
    }
    return optimizer.with(Use(test: self))
  }

  private func expect(_ found: [Double], _ step: (_ k: Int) -> Double) {
    var weight = 2.0
    for (index, value) in found.enumerated() {
      weight -= step(index + 1)
      #expect(abs(value - weight) < 1e-12, "step \(index + 1)")
    }
  }

  @Test func gradientDescent() { expect(path(.gradientDescent)) { rate * gradients[$0 - 1] } }

  /// `Σ_i β^(k−i) g_i`
  @Test func momentum() {
    expect(path(.momentum)) { k in
      rate * (1...k).reduce(0) { $0 + .pow(0.7, k - $1) * gradients[$1 - 1] }
    }
  }

  @Test func sign() {
    expect(path(.sign)) { rate * (gradients[$0 - 1] == 0 ? 0 : gradients[$0 - 1] < 0 ? -1 : 1) }
  }

  /// Means of the gradients and of their squares, each with weights that sum to one.
  @Test func adam() {
    expect(path(.adam)) { k in
      func mean(_ beta: Double, _ value: (Double) -> Double) -> Double {
        let shares = (1...k).map { Double.pow(beta, k - $0) }
        let sum = shares.reduce(0, +)
        return zip(shares, gradients).reduce(0) { $0 + $1.0 / sum * value(dimension * $1.1) }
      }
      return rate * mean(0.7) { $0 } / (mean(0.95) { $0 * $0 }.squareRoot() + 1e-3)
    }
  }

  @Test func ratesFollowTheOptimizer() {
    for (alpha, sigmaV) in [(0.5, 2.0), (1, 4), (3, 1), (8, 5)] {
      let scaling = Scaling(alpha: alpha, sigmaU: 2, sigmaV: sigmaV, eta: 0.3, etaU: 1.5, etaV: 0.7)
      let scale = alpha * sigmaV / 2
      for optimizer in [OptimizerName.gradientDescent, .momentum] {
        #expect(scaling.outputRate(optimizer, dimension: 4) == 0.7 * 4 * (0.3 / alpha))
        let expected = 1.5 * 4 * min(alpha * alpha, 4 / (sigmaV * sigmaV)) * 0.3 / alpha
        #expect(abs(scaling.inputRate(optimizer, dimension: 4) / expected - 1) < 1e-14)
      }
      for optimizer in [OptimizerName.sign, .adam] {
        #expect(abs(scaling.outputRate(optimizer, dimension: 4) / (0.7 * 0.3 / alpha) - 1) < 1e-14)
        let expected = 1.5 * 0.3 * min(1, 1 / scale)
        #expect(abs(scaling.inputRate(optimizer, dimension: 4) / expected - 1) < 1e-14)
      }
    }
  }
}
