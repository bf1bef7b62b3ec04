import Foundation
import KernelInterface
import Kernels
import Networks
import Testing

/// Trajectories of an independent float64 implementation; the file names the command that made it.
struct Golden: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Seed: Decodable, Sendable {
      var seed: Int
      var initial_displacement: Double
      var losses: [Double]
      var local_feature_update, drift_nonlinearity, input_weight_change, output_weight_change: [Double]
      var preactivation_change, output_change: [Double]
    }

    var name: String
    var depth, width, dimension, samples, steps: Int
    var alpha, sigma_u, sigma_v, eta: Double
    var step_rule, initialization: String
    var data_seed, first_seed, seeds: Int
    var measured_steps: [Int]
    var identity_loss: Double
    var output_spread: Double?
    var critical_update: [Double]
    var per_seed: [Seed]

    var testDescription: String { name }

    var configuration: Configuration {
      Configuration(
        shape: Shape(depth: depth, width: width, dimension: dimension, samples: samples),
        scaling: Scaling(
          alpha: alpha, sigmaU: sigma_u, sigmaV: sigma_v, eta: eta,
          stepRule: Scaling.StepRule(rawValue: step_rule) ?? .matched),
        steps: steps, data: .gaussian(seed: data_seed),
        initialization: Initialization(rawValue: initialization) ?? .independent, firstSeed: first_seed,
        seedCount: seeds)
    }
  }

  var cases: [Case]

  static let cases: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/trajectory.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode(Golden.self, from: data))?.cases ?? []
  }()
}

@Suite struct GoldenTests {
  @Test func fileIsThere() { #expect(Golden.cases.count >= 8) }

  @Test(arguments: Golden.cases, KernelChoice.available.map(\.name))
  func trajectoryAgrees(golden: Golden.Case, kernel: String) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == kernel })
    let configuration = golden.configuration
    #expect(configuration.measuredSteps == golden.measured_steps)
    let data = Dataset(gaussianSeed: golden.data_seed, samples: golden.samples, dimension: golden.dimension)
    let measured = try Trainer(kernel: kernel).train(configuration, dataset: data)

    func expect(
      _ value: Float, _ expected: Double, _ tolerance: Double, floor: Double = 1e-6, _ what: Comment
    ) {
      #expect(abs(Double(value) - expected) <= tolerance * abs(expected) + floor, what)
    }
    expect(measured.identityLoss, golden.identity_loss, 1e-5, "identity map")
    if let spread = golden.output_spread { expect(measured.outputSpread, spread, 1e-3, "spread") }
    for (seed, expected) in zip(measured.seeds, golden.per_seed) {
      #expect(seed.seed == expected.seed && seed.losses.count == expected.losses.count)
      expect(seed.initialDisplacement, expected.initial_displacement, 1e-4, "ξ")
      for (step, loss) in expected.losses.enumerated() {
        expect(seed.losses[step], loss, 1e-4, "loss \(step)")
      }
      for (i, order) in seed.orderParameters.enumerated() {
        expect(order.localFeatureUpdate, expected.local_feature_update[i], 1e-3, "q")
        expect(order.driftNonlinearity, expected.drift_nonlinearity[i], 1e-3, floor: 2e-5, "ρ")
        expect(order.inputWeightChange, expected.input_weight_change[i], 1e-3, "ΔU")
        expect(order.outputWeightChange, expected.output_weight_change[i], 1e-3, "ΔV")
        expect(order.preactivationChange, expected.preactivation_change[i], 1e-3, "ΔP")
        expect(order.outputChange, expected.output_change[i], 1e-3, "Δh")
      }
    }
  }

  @Test(arguments: Golden.cases)
  func criticalCompanionAgrees(golden: Golden.Case) throws {
    let companion = golden.configuration.criticalCompanion
    let data = Dataset(gaussianSeed: golden.data_seed, samples: golden.samples, dimension: golden.dimension)
    let measured = try Trainer(kernel: KernelChoice.available[0]).train(companion, dataset: data)
    for (i, expected) in golden.critical_update.enumerated() {
      let median = measured.seeds.map { $0.orderParameters[i].localFeatureUpdate }.finiteMedian
      #expect(abs(Double(median) / expected - 1) < 1e-3)
    }
  }
}
