import Engine
import EngineInterface
import TestSupport
import Testing

/// What the float64 implementation found of a training.
struct GoldenTrajectory: Decodable {
  struct Seed: Decodable {
    var seed: Int
    var initialDisplacement: Double
    var losses: [Double]
    var localFeatureUpdate, driftNonlinearity, inputWeightChange, outputWeightChange: [Double]
    var preactivationChange, outputChange: [Double]
  }

  var measuredSteps: [Int]
  var identityLoss: Double
  var outputSpread: Double?
  var criticalUpdate: [Double]
  var perSeed: [Seed]

  static let cases = Golden<GoldenTrajectory>.cases(in: "trajectory.json")
}

@Suite struct GoldenTests {
  @Test func fileIsThere() { #expect(GoldenTrajectory.cases.count >= 8) }

  @Test(arguments: GoldenTrajectory.cases, KernelChoice.available.map(\.name))
  func trajectoryAgrees(golden: Golden<GoldenTrajectory>, kernel: String) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == kernel })
    let (problem, golden) = (golden.problem, golden.results)
    #expect(problem.measuredSteps == golden.measuredSteps)
    let trainer = Trainer(kernel: kernel)
    let measured = try trainer.train(problem, dataset: trainer.drawnData(for: problem))

    func expect(
      _ value: Float, _ expected: Double, _ tolerance: Double, floor: Double = 1e-6, _ what: Comment
    ) {
      #expect(abs(Double(value) - expected) <= tolerance * abs(expected) + floor, what)
    }
    expect(measured.identityLoss, golden.identityLoss, 1e-5, "identity map")
    if let spread = golden.outputSpread { expect(measured.outputSpread, spread, 1e-3, "spread") }
    for (seed, expected) in zip(measured.seeds, golden.perSeed) {
      #expect(seed.seed == expected.seed && seed.losses.count == expected.losses.count)
      expect(seed.initialDisplacement, expected.initialDisplacement, 1e-4, "ξ")
      for (step, loss) in expected.losses.enumerated() {
        expect(seed.losses[step], loss, 1e-4, "loss \(step)")
      }
      for (i, order) in seed.orderParameters.enumerated() {
        expect(order.localFeatureUpdate, expected.localFeatureUpdate[i], 1e-3, "q")
        expect(order.driftNonlinearity, expected.driftNonlinearity[i], 1e-3, floor: 2e-5, "ρ")
        expect(order.inputWeightChange, expected.inputWeightChange[i], 1e-3, "ΔU")
        expect(order.outputWeightChange, expected.outputWeightChange[i], 1e-3, "ΔV")
        expect(order.preactivationChange, expected.preactivationChange[i], 1e-3, "ΔP")
        expect(order.outputChange, expected.outputChange[i], 1e-3, "Δh")
      }
    }
  }

  @Test(arguments: GoldenTrajectory.cases)
  func criticalCompanionAgrees(golden: Golden<GoldenTrajectory>) throws {
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let companion = golden.problem.criticalCompanion
    let measured = try trainer.train(companion, dataset: trainer.drawnData(for: companion))
    for (i, expected) in golden.results.criticalUpdate.enumerated() {
      let median = measured.seeds.map { $0.orderParameters[i].localFeatureUpdate }.finiteMedian
      #expect(abs(Double(median) / expected - 1) < 1e-3)
    }
  }
}
