import Engine
import EngineInterface
import Model
import Testing

/// Float64 runs of five draws at D = N = M = 10, L = 1000, K = 50 (`python3 Tests/Peers/twin.py ranges`): the medians of
/// this program over eight seeds, for five other draws, within 10 %.
@Suite struct ReferenceRangeTests {
  @Test(
    arguments: [
      (0.1, 0.70...0.78, 0.45...0.58, 2.1...2.6, 0.0018...0.0022),
      (1, 0.99...1.01, 0.33...0.44, 2.9...3.3, 0.018...0.022),
      (10, 0.114...0.126, 0.008...0.015, 0.32...0.38, 0.18...0.22),
    ] as [(Double, ClosedRange<Double>, ClosedRange<Double>, ClosedRange<Double>, ClosedRange<Double>)])
  func orderParametersLieInTheReferenceRanges(
    scale: Double, phi: ClosedRange<Double>, rho: ClosedRange<Double>, input: ClosedRange<Double>,
    xi: ClosedRange<Double>
  ) throws {
    let trainer = Trainer(kernel: KernelChoice.available[0])
    for dataSeed in 0..<5 {
      let problem = Problem(
        shape: Shape(depth: 1000, width: 10, dimension: 10, samples: 10),
        scaling: Scaling(sigmaU: 10.0.squareRoot(), sigmaV: scale * 10.0.squareRoot()),
        data: .gaussian(seed: dataSeed))
      let data = Dataset(gaussianSeed: dataSeed, samples: 10, dimension: 10)
      let companion = try trainer.train(problem.criticalCompanion, dataset: data)
      let measured = try trainer.train(problem, dataset: data)
      func median(_ measurement: Measurement, _ path: KeyPath<OrderParameters, Float>) -> Double {
        Double(measurement.seeds.map { $0.orderParameters[3][keyPath: path] }.finiteMedian)
      }
      let update = median(measured, \.localFeatureUpdate) / median(companion, \.localFeatureUpdate)
      let displacement = Double(measured.seeds.map(\.initialDisplacement).finiteMedian)
      for (name, value, range) in [
        ("φ", update, phi), ("ρ", median(measured, \.driftNonlinearity), rho),
        ("ΔU", median(measured, \.inputWeightChange), input), ("ξ", displacement, xi),
      ] {
        #expect((0.9 * range.lowerBound...1.1 * range.upperBound).contains(value), "\(name) \(dataSeed)")
      }
    }
  }
}
