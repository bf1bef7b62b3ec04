import Engine
import EngineInterface
import Foundation
import Model
import Testing

/// Trajectories of an independent float64 implementation; the file names the command that made it.
struct Golden: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Seed: Decodable, Sendable {
      var seed: Int
      var initialDisplacement: Double
      var losses: [Double]
      var localFeatureUpdate, driftNonlinearity, inputWeightChange, outputWeightChange: [Double]
      var preactivationChange, outputChange: [Double]
    }

    var name: String
    var depth, width, dimension, samples, steps: Int
    var alpha, sigmaU, sigmaV, eta: Double
    var stepRule, activation, initialization: String
    var dataSeed, firstSeed, seeds: Int
    var measuredSteps: [Int]
    var identityLoss: Double
    var outputSpread: Double?
    var criticalUpdate: [Double]
    var perSeed: [Seed]

    var testDescription: String { name }

    var problem: Problem {
      Problem(
        shape: Shape(depth: depth, width: width, dimension: dimension, samples: samples),
        scaling: Scaling(
          alpha: alpha, sigmaU: sigmaU, sigmaV: sigmaV, eta: eta,
          stepRule: Scaling.StepRule(rawValue: stepRule) ?? .matched),
        steps: steps, data: .gaussian(seed: dataSeed),
        activation: ActivationName(rawValue: activation) ?? .tanh,
        initialization: Initialization(rawValue: initialization) ?? .independent,
        firstSeed: firstSeed, seedCount: seeds)
    }
  }

  var cases: [Case]

  static let cases: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/trajectory.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return (try? decoder.decode(Golden.self, from: data))?.cases ?? []
  }()
}

@Suite struct GoldenTests {
  @Test func fileIsThere() { #expect(Golden.cases.count >= 8) }

  @Test(arguments: Golden.cases, KernelChoice.available.map(\.name))
  func trajectoryAgrees(golden: Golden.Case, kernel: String) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == kernel })
    let problem = golden.problem
    #expect(problem.measuredSteps == golden.measuredSteps)
    let data = Dataset(gaussianSeed: golden.dataSeed, samples: golden.samples, dimension: golden.dimension)
    let measured = try Trainer(kernel: kernel).train(problem, dataset: data)

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

  @Test(arguments: Golden.cases)
  func criticalCompanionAgrees(golden: Golden.Case) throws {
    let companion = golden.problem.criticalCompanion
    let data = Dataset(gaussianSeed: golden.dataSeed, samples: golden.samples, dimension: golden.dimension)
    let measured = try Trainer(kernel: KernelChoice.available[0]).train(companion, dataset: data)
    for (i, expected) in golden.criticalUpdate.enumerated() {
      let median = measured.seeds.map { $0.orderParameters[i].localFeatureUpdate }.finiteMedian
      #expect(abs(Double(median) / expected - 1) < 1e-3)
    }
  }
}
