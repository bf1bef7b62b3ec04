import RealModule
import Testing

@testable import Limits
@testable import Rates

@Suite struct RateStatisticsTests {
  @Test func slopesOfPowers() {
    #expect(abs(slope([1, 3, 10, 50].map { ($0, 7 * Double.pow($0, -0.75)) }) + 0.75) < 1e-12)
  }

  /// Points made by the law give it back; with a little noise nearly so.
  @Test(arguments: [(0.15, 0.22, 0.3), (0.4, 0.17, -0.1), (0.25, 0.4, 0)])
  func theErrorLawIsFitted(a: Double, b: Double, d: Double) {
    func points(_ noise: Double) -> [ErrorLaw.Point] {
      [8.0, 16, 32, 64, 128, 256].flatMap { depth in
        [4.0, 16, 64, 1024].map { width in
          let bias = a / depth + d / (depth * width)
          let error = (bias * bias + b * b * 10 / (depth * width)).squareRoot()
          // A fixed pattern without a mean.
          let sign: Double = (Int(depth / 8) + Int(width / 4)) % 2 == 0 ? 1 : -1
          return .init(depth: depth, width: width, dimension: 10, error: error * (1 + noise * sign))
        }
      }
    }
    let exact = ErrorLaw(fitting: points(0))
    #expect(abs(exact.a - a) < 1e-4 && abs(exact.b - b) < 1e-4 && abs(exact.d - d) < 1e-2)
    let noisy = ErrorLaw(fitting: points(0.02))
    #expect(abs(noisy.a / a - 1) < 0.1 && abs(noisy.b / b - 1) < 0.1)
  }

  /// Means of sixteen numbers whose standard deviation is 1: the interval is ± 1.96/4, less what sixteen numbers lack.
  @Test func bootstrapIntervalsOfAMean() {
    let values = (0..<16).map { (seed: Int) -> Double in
      let size = 0.5 + Double(seed / 2) * 0.123
      return seed % 2 == 0 ? size : -size
    }
    let mean = values.reduce(0, +) / 16
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 16).squareRoot()
    let estimate = Bootstrap(draws: 1, seeds: 16, repetitions: 2000).mean { _, seeds in
      seeds.reduce(0) { $0 + values[$1] } / 16
    }
    #expect(abs(estimate.value - mean) < 1e-12)
    let half = 1.96 * deviation / 4
    #expect(abs((estimate.high - mean) / half - 1) < 0.1 && abs((mean - estimate.low) / half - 1) < 0.1)
  }

  /// Draws that differ make the interval, however many seeds they have; and it is the same every time.
  @Test func bootstrapResamplesDrawsToo() {
    let bootstrap = Bootstrap(draws: 5, seeds: 1000)
    let estimate = bootstrap.mean { draw, _ in Double(draw) }
    #expect(estimate.value == 2 && estimate.low < 1.2 && estimate.high > 2.8)
    #expect(estimate == bootstrap.mean { draw, _ in Double(draw) })
  }

  /// Nine to ten of ten intervals contain what the draws are drawn about, whether draws or seeds differ more; and not all
  /// do, however few draws there are.
  @Test(arguments: [(3, 1.0, 0.1), (5, 1, 0.1), (5, 0.1, 1), (5, 0, 1)])
  func intervalsCover(draws: Int, draw: Double, seed: Double) {
    var state: UInt64 = 7
    func normal() -> Double {
      func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Double(state >> 11) + 0.5) / Double(1 << 53)
      }
      return (-2 * Double.log(uniform())).squareRoot() * Double.cos(2 * .pi * uniform())
    }
    let repetitions = 400
    let covered = (0..<repetitions).count { _ in
      let values = (0..<draws).map { _ -> [Double] in
        let own = draw * normal()
        return (0..<8).map { _ in own + seed * normal() }
      }
      let estimate = Bootstrap(draws: draws, seeds: 8, repetitions: 100).mean { draw, seeds in
        seeds.reduce(0) { $0 + values[draw][$1] } / 8
      }
      return estimate.low <= 0 && 0 <= estimate.high
    }
    let share = Double(covered) / Double(repetitions)
    #expect((0.92...0.995).contains(share), "\(share)")
  }

  @Test func medianAndRange() {
    let odd = Estimate(range: [3, 1, 2])
    #expect((odd.low, odd.value, odd.high) == (1, 2, 3))
    #expect(Estimate(range: [1, 2, 4, 3]).value == 2.5)
  }

  /// A parabola in logarithms about x = 3, between the points.
  @Test func theLeastPointIsInterpolated() {
    let x = [1.0, 2, 4, 8, 16]
    let y = x.map { Double.exp(Double.pow(.log($0 / 3), 2)) }
    let least = leastPoint(x, y)
    #expect(abs(least.x - 3) < 1e-9 && abs(least.y - 1) < 1e-9)
    // At an end it stays within a step of it.
    #expect(leastPoint(x, x).x <= 2)
  }

  @Test func whatALimitIsOffByIsTakenAway() {
    let limit = SolvedLimit(output: [1, 1], standardError: 0.3, depthError: 0.4, operations: 0)
    #expect(abs([[2.0, 2], [1.0, 1]].rmsError(to: limit) - 0.25.squareRoot()) < 1e-12)
    #expect([[1.1, 1.1]].rmsError(to: limit) == 0)
  }

  /// Means ±1 over four seeds with variance 4/3 an entry: 1 − (4/3)/4.
  @Test func theFluctuationIsTakenFromASignal() {
    let samples = Samples([[2, -2], [0, 0], [2, -2], [0, 0]])
    #expect(abs(samples.signalNorm - (1 - 1.0 / 3).squareRoot()) < 1e-12)
  }

  @Test func quantilesAreInterpolated() {
    #expect(DepthWidthRate.quantile([3, 1, 2], 0.5) == 2)
    #expect(abs(DepthWidthRate.quantile(Array(stride(from: 0.0, through: 10, by: 1))) - 9) < 1e-12)
    #expect(DepthWidthRate.quantile([1, 2], 1) == 2 && DepthWidthRate.quantile([1, 2], 0.25) == 1.25)
  }

  @Test func verdicts() {
    typealias Finding = RateReport.Finding
    let estimate = Estimate(value: -0.52, low: -0.55, high: -0.49)
    #expect(Finding.inside("", theory: -0.5, estimate).verdict == .agrees)
    #expect(Finding.inside("", theory: -0.6, estimate).verdict == .disagrees)
    // An interval that holds the stated rate and none at all tells neither.
    let wide = Estimate(value: -0.5, low: -1.7, high: 0.4)
    #expect(Finding.inside("", theory: -0.5, wide).verdict == .notJudged)
    #expect(Finding.near("", theory: -0.6, within: 1, because: "", wide).verdict == .notJudged)
    #expect(Finding.inside("", theory: -2, wide).verdict == .disagrees)
    #expect(Finding.inside("", theory: 0, wide).verdict == .agrees)
    func near(_ theory: Double, _ tolerance: Double) -> Finding {
      .near("", theory: theory, within: tolerance, because: "finite", estimate)
    }
    // The interval decides first, however narrow the tolerance.
    #expect(near(-0.5, 0.01).verdict == .agrees && near(-0.5, 0.01).reason == "inside the interval")
    #expect(near(-0.6, 0.1).verdict == .agreesWithin("0.1") && near(-0.6, 0.1).reason == "finite")
    #expect(near(-0.6, 0.05).verdict == .disagrees)
    #expect(near(-0.6, 0.1).verdict.words == "agrees within 0.1")
    // A known offset is no agreement.
    func offset(_ theory: Double) -> Finding {
      .offset("", theory: theory, knownWithin: 0.1, because: "finite", estimate)
    }
    #expect(offset(-0.5).verdict == .agrees && !offset(-0.5).isKnown)
    #expect(offset(-0.6).verdict == .disagrees && offset(-0.6).isKnown && offset(-0.6).reason == "finite")
    #expect(offset(-0.7).verdict == .disagrees && !offset(-0.7).isKnown)
    #expect(offset(-0.7).reason == "by more than known: finite")
    // A range is no interval of confidence.
    func within(_ range: ClosedRange<Double>) -> Finding {
      .within("", theory: -0.5, range, because: "finite", estimate)
    }
    #expect(within(-0.6...0).verdict == .agreesWithin("-0.6 … 0") && within(-0.5...0).verdict == .disagrees)
    #expect(Finding.told("", ofOneDraw: -0.5, estimate).verdict == .notJudged)
    #expect(Finding.told("", because: "", estimate).theory.isNaN)
    // What could not be measured agrees with nothing.
    let nothing = Estimate(value: .nan, low: .nan, high: .nan)
    #expect(Finding.near("", theory: 0, within: 1, because: "", nothing).verdict == .disagrees)
    #expect(Finding.offset("", theory: 0, knownWithin: 1, because: "", nothing).verdict == .disagrees)
    #expect(Finding.inside("", theory: 0, nothing).verdict == .disagrees)
  }
}
