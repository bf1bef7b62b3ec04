import Engine
import Model
import RealModule
import Testing

@testable import Limits

@Suite struct TrainingKernelTests {
  /// A pair of variances `a` and `b` and covariance `c`.
  private struct Pair: Sendable {
    let a, b, c: Double
  }

  private static let pairs = [
    Pair(a: 1, b: 1, c: 0.3), Pair(a: 0.7, b: 1.9, c: -0.8), Pair(a: 2.5, b: 0.4, c: 0.9),
    Pair(a: 1.3, b: 1.1, c: 0), Pair(a: 0.05, b: 0.02, c: 0.01),
  ]
  private static let smooth = ActivationName.allCases.filter { $0 != .relu }

  private func moments(_ activation: ActivationName, _ a: Double, _ b: Double, _ c: Double, _ r: Double)
    -> PairMoments
  {
    guard let series = KernelPoints.series(of: activation) else {
      return RectifierMoments.moments(a, b, c, inputShare: r)
    }
    let query = series.query(variance: a, inputShare: r)
    return series.query(variance: b, inputShare: 0).coefficients.withUnsafeBufferPointer { other in
      let moments = series.moments(query, other.baseAddress!, b, c)
      #expect(abs(series.value(query, other.baseAddress!, b, c) - moments.value) < 1e-12)
      return moments
    }
  }

  /// `F` and `G` of the activations of which both are known (Williams 1997; Rahimi and Recht 2007).
  @Test func theSeriesAgreesWithClosedForms() {
    for pair in Self.pairs {
      let (a, b, c) = (pair.a, pair.b, pair.c)
      let size = (1 + 2 * a) * (1 + 2 * b)
      let known: [(ActivationName, Double, Double)] = [
        (.linear, c, 1),
        (
          .erf, 2 / Double.pi * .asin(2 * c / size.squareRoot()),
          4 / Double.pi / (size - 4 * c * c).squareRoot()
        ),
        (.sin, .exp(-(a + b) / 2) * .sinh(c), .exp(-(a + b) / 2) * .cosh(c)),
      ]
      for (activation, value, slope) in known {
        let own = moments(activation, a, b, c, 0)
        #expect(
          abs(own.value - value) < 1e-7 && abs(own.byCovariance - slope) < 1e-6, "\(activation) \(pair)")
        #expect(abs(moments(activation, a, b, c, 0.4).value - value - 0.4 * c * slope) < 1e-6)
      }
    }
  }

  /// The mean square of every activation is the moment of a state with itself.
  @Test(arguments: ActivationName.allCases)
  func theDiagonalIsTheMeanSquare(activation: ActivationName) {
    for a in [0.01, 0.5, 1, 2] {
      let own = moments(activation, a, a, a, 0).value
      #expect(abs(own - activation.meanSquare(a.squareRoot())) < 1e-6, "\(activation) \(a) \(own)")
    }
  }

  /// The arc-cosine kernels against a sum over the plane.
  @Test func theRectifiersFormIsItsExpectation() {
    let step = 0.02
    for pair in Self.pairs {
      let (root, rest) = (pair.a.squareRoot(), (pair.b - pair.c * pair.c / pair.a).squareRoot())
      var (value, slope) = (0.0, 0.0)
      for i in -400...400 {
        let x = (Double(i) + 0.5) * step
        guard x > 0 else { continue }
        for j in -400...400 {
          let z = Double(j) * step
          let y = pair.c / root * x + rest * z
          guard y > 0 else { continue }
          let weight = Double.exp(-(x * x + z * z) / 2) * step * step / (2 * .pi)
          value += root * x * y * weight
          slope += weight
        }
      }
      let own = moments(.relu, pair.a, pair.b, pair.c, 0)
      #expect(abs(own.value - value) < 1e-3 * (pair.a * pair.b).squareRoot(), "\(pair)")
      #expect(abs(own.byCovariance - slope) < 5e-3, "\(pair)")
    }
  }

  /// Derivatives by finite differences, without the input weights' part and with it; and `c G` is what that part adds.
  @Test(arguments: ActivationName.allCases)
  func derivativesAreThoseOfTheValues(activation: ActivationName) {
    let step = 1e-4
    for pair in Self.pairs where pair.a > 0.1 {
      let (a, b, c) = (pair.a, pair.b, pair.c)
      for r in [0, 0.3, 1] {
        let own = moments(activation, a, b, c, r)
        let byC =
          (moments(activation, a, b, c + step, r).value - moments(activation, a, b, c - step, r).value)
          / (2 * step)
        let byA =
          (moments(activation, a + step, b, c, r).value - moments(activation, a - step, b, c, r).value)
          / (2 * step)
        #expect(abs(own.byCovariance - byC) < 2e-6, "\(activation) \(pair) \(r): \(own.byCovariance) \(byC)")
        #expect(abs(own.byVariance - byA) < 2e-6, "\(activation) \(pair) \(r): \(own.byVariance) \(byA)")
        let plain = moments(activation, a, b, c, 0)
        #expect(abs(own.value - plain.value - r * c * plain.byCovariance) < 1e-12)
      }
    }
  }

  /// The pull on an adjoint is the derivative of the drift that it is paired with.
  @Test(arguments: ActivationName.allCases)
  func thePullIsTheDriftsGradient(activation: ActivationName) throws {
    let kernel = try #require(TrainingKernel(of: problem(activation: activation, alpha: 0.7, dimension: 5)))
    let points = KernelPoints(kernel)
    let data = Dataset(gaussianSeed: 4, samples: 3, dimension: 5)
    for sample in 0..<2 {
      let rows = sample * 5..<sample * 5 + 5
      points.add(points.query(data.x[rows].map(Double.init)), adjoint: data.y[rows].map(Double.init))
    }
    points.keepAdded()
    let state = data.x[10..<15].map(Double.init)
    let adjoint = data.y[10..<15].map(Double.init)
    let query = points.query(state)
    let pull = points.pull(query, points.gradients(query), adjoint: adjoint)
    func paired(_ state: [Double]) -> Double {
      zip(points.sum(points.query(state)), adjoint).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for k in 0..<5 {
      var (up, down) = (state, state)
      up[k] += 1e-4
      down[k] -= 1e-4
      #expect(abs((paired(up) - paired(down)) / 2e-4 - pull[k]) < 1e-6, "\(activation)")
    }
  }

  private func problem(
    activation: ActivationName = .tanh, alpha: Double = 1, sigmaV: Double = 10.0.squareRoot(), draw: Int = 0,
    dimension: Int = 10, rule: Scaling.StepRule = .matched
  ) -> Problem {
    Problem(
      shape: Shape(depth: 8, width: 8, dimension: dimension, samples: 10),
      scaling: Scaling(alpha: alpha, sigmaU: Double(dimension).squareRoot(), sigmaV: sigmaV, stepRule: rule),
      data: .gaussian(seed: draw), activation: activation)
  }

  /// It knows α and σ_v through S alone, and beyond the critical scale not at all.
  @Test func theKernelIsTheSameForEveryLargeScale() throws {
    let root = 10.0.squareRoot()
    let critical = try #require(TrainingKernel(of: problem()))
    #expect(abs(critical.inputWeight - 1) < 1e-12 && abs(critical.inputScale - 1) < 1e-12)
    for (alpha, sigma) in [(2.0, root), (16, root), (1, 3 * root), (0.5, 2 * root)] {
      let kernel = try #require(TrainingKernel(of: problem(alpha: alpha, sigmaV: sigma)))
      #expect(abs(kernel.inputWeight - 1) < 1e-12)
    }
    let small = try #require(TrainingKernel(of: problem(alpha: 0.5)))
    #expect(abs(small.inputWeight - 0.25) < 1e-12)
    let general = try #require(TrainingKernel(of: problem(alpha: 0.5, rule: .general)))
    #expect(abs(general.inputWeight - 1) < 1e-12)
  }

  /// Of three draws of the data: the slope and the edge of an independent sum over the plane.
  @Test(arguments: [
    (0, -0.4714258, 9.117655), (1, -0.4943703, 9.109797), (2, -0.4937228, 6.975948),
  ])
  func theFirstStepIsAsKnown(draw: Int, slope: Double, edge: Double) throws {
    let data = Dataset(gaussianSeed: draw, samples: 10, dimension: 10)
    let kernel = try #require(TrainingKernel(of: problem(draw: draw)))
    let first = FirstStep(kernel, data: data)
    #expect(abs(first.slope - slope) < 1e-6, "\(first.slope)")
    #expect(abs(first.edge - edge) < 1e-5, "\(first.edge)")
    #expect(TrainingKernel.edge(of: problem(draw: draw), data: data) == first.edge)
  }

  /// Antithetic networks' loss falls along that slope.
  @Test func networksFollowTheSlope() throws {
    var network = problem()
    network.shape = Shape(depth: 128, width: 32, dimension: 10, samples: 10)
    network.initialization = .antithetic
    network.steps = 1
    network.scaling.eta = 0.02
    let data = Dataset(gaussianSeed: 0, samples: 10, dimension: 10)
    let measurement = try Trainer(kernel: KernelChoice.available[0]).train(network, dataset: data)
    let changes = measurement.seeds.map { Double($0.losses[1] - $0.losses[0]) / 0.02 }
    let mean = changes.reduce(0, +) / Double(changes.count)
    let kernel = try #require(TrainingKernel(of: network))
    #expect(abs(mean / FirstStep(kernel, data: data).slope - 1) < 0.02, "\(mean)")
  }

  @Test func theLargestEigenvalueIsThat() {
    #expect(abs(FirstStep.largestEigenvalue([2, 1, 1, 2], 2) - 3) < 1e-12)
    #expect(abs(FirstStep.largestEigenvalue([1, 0, 0, 0, 5, 0, 0, 0, 2], 3) - 5) < 1e-12)
    #expect(FirstStep.largestEigenvalue([0, 0, 0, 0], 2) == 0)
  }
}
