import Model
import RealModule
import Testing

/// Every activation, from its row: a new one is tested on arrival.
@Suite struct ActivationTests {
  /// Away from the corner of the rectifier.
  private static let points: [Double] = [-6.3, -2.1, -1, -0.4, -0.05, 0.03, 0.5, 0.9, 1.7, 3.2, 7]

  private struct At: ActivationUse {
    let p: Double
    func with<A: Activation>(_ activation: A.Type) -> (value: Double, slope: Double, curvature: Double) {
      let value = A.value(p)
      let slope = A.slope(p, value: value)
      return (value, slope, A.curvature(p, value: value, slope: slope))
    }
  }

  private struct SlopeOfValue: ActivationUse {
    let value: Double
    func with<A: Activation>(_ activation: A.Type) -> Double { A.slope(.nan, value: value) }
  }

  private struct Bend: ActivationUse {
    func with<A: Activation>(_ activation: A.Type) -> (bend: Double, product: Double) {
      let (p, value) = (0.7, A.value(0.7))
      let slope = A.slope(p, value: value)
      return (
        A.bend(p, value: value, slope: slope, change: 1.3, pull: -0.4),
        A.curvature(p, value: value, slope: slope) * 1.3 * -0.4
      )
    }
  }

  @Test(arguments: ActivationName.allCases) func derivativesAreDifferences(_ name: ActivationName) {
    let e = 1e-5
    for p in Self.points {
      let (here, ahead, behind) = (name.with(At(p: p)), name.with(At(p: p + e)), name.with(At(p: p - e)))
      #expect(abs((ahead.value - behind.value) / (2 * e) - here.slope) < 5e-9, "\(p)")
      #expect(abs((ahead.slope - behind.slope) / (2 * e) - here.curvature) < 5e-9, "\(p)")
      if name.slopeFollowsFromValue { #expect(name.with(SlopeOfValue(value: here.value)) == here.slope) }
    }
    let (bend, product) = name.with(Bend())
    #expect(abs(bend - product) < 1e-15)
  }

  /// `E σ(aZ)²` by Simpson's rule with 40,000 intervals on [−14, 14].
  @Test(arguments: ActivationName.allCases) func meanSquaresAreIntegrals(_ name: ActivationName) {
    for a in [0.1, 0.7, 1, 1.0000001, 3.2, 20] {
      let intervals = 40_000
      let h = 28.0 / Double(intervals)
      let sum = (0...intervals).reduce(0.0) { sum, i in
        let z = -14 + Double(i) * h
        let value = name.values([a * z])[0]
        let weight: Double = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2
        return sum + weight * value * value * Double.exp(-z * z / 2)
      }
      let integral = sum * h / 3 / (2 * Double.pi).squareRoot()
      #expect(abs(name.meanSquare(a) / integral - 1) < 2e-6, "\(a): \(name.meanSquare(a)), \(integral)")
    }
  }

  /// From the literature, for Z ~ N(0, 1).
  @Test(arguments: [
    (ActivationName.tanh, 0.3943), (.erf, 0.4646), (.sin, 0.4323), (.gelu, 0.4252), (.relu, 0.5),
    (.linear, 1),
  ]) func meanSquaresAreThoseKnown(_ name: ActivationName, _ known: Double) {
    #expect(abs(name.meanSquare(1) - known) < 6e-5)
  }

  @Test func meanSquareOfTanhMeetsItsLimits() {
    let of = HyperbolicTangent.meanSquare
    #expect(abs(of(1e-4) / 1e-8 - 1) < 1e-6)
    let large = 1e6
    #expect(abs((1 - of(large)) * large - 2 / (2 * Double.pi).squareRoot()) < 1e-6)
  }

  /// A lost number stays lost, whatever the activation.
  @Test(arguments: ActivationName.allCases) func whatIsNoNumberStaysSo(_ name: ActivationName) {
    #expect(name.values([Double.nan])[0].isNaN)
    #expect(name.values([Float.nan])[0].isNaN)
  }
}
