import KernelInterface
import Kernels
import Networks
import Testing

@testable import Limits

@Suite struct SurveyTests {
  private func configuration(alpha: Double, depth: Int = 12, width: Int = 6, steps: Int = 10) -> Configuration
  {
    Configuration(
      shape: Shape(depth: depth, width: width, dimension: 4, samples: 3),
      scaling: Scaling(alpha: alpha, sigmaU: 2, sigmaV: 2), steps: steps, seedCount: 2)
  }

  private let dataset = Dataset(gaussianSeed: 3, samples: 3, dimension: 4)

  private func network(_ configuration: Configuration, _ block: PlainNetwork.Block = .perceptron) throws
    -> PlainNetwork
  {
    // The run lives in its trainer's memory.
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let run = try trainer.begin(configuration, seed: 0, dataset: dataset)
    return withExtendedLifetime(trainer) {
      PlainNetwork(
        configuration, u: run.inputWeights(ofLane: 0), v: run.outputWeights(ofLane: 0), dataset: dataset,
        block: block)
    }
  }

  /// The kernels train the same network.
  @Test(arguments: [0.3, 1, 5]) func trainsLikeTheKernels(alpha: Double) throws {
    let configuration = configuration(alpha: alpha)
    var plain = try network(configuration)
    for _ in 0..<configuration.steps {
      plain.backward(training: true)
      plain.forward()
    }
    let outputs = try Trainer(kernel: KernelChoice.available[0]).outputs(configuration, dataset: dataset)
    let expected = try #require(outputs[0].trained)
    for (value, other) in zip(plain.output, expected) { #expect(abs(value - Double(other)) < 1e-4) }
  }

  /// `∂(loss/2)/∂h_0` against differences of the loss, also once the weights have left their start.
  @Test(arguments: [PlainNetwork.Block.perceptron, .tangent]) func adjointsAreGradients(
    _ block: PlainNetwork.Block
  ) throws {
    let configuration = configuration(alpha: 2)
    var network = try network(configuration, block)
    for _ in 0..<3 {
      network.backward(training: true)
      network.forward()
    }
    network.backward(training: false)
    func halfLoss(_ index: Int, _ change: Double) -> Double {
      var moved = network
      moved.moveSample(index, by: change)
      moved.forward()
      let size = Double(moved.stateSize)
      return zip(moved.output, dataset.y).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
        / (2 * size)
    }
    for index in [0, 5, 11] {
      let slope = (halfLoss(index, 1e-5) - halfLoss(index, -1e-5)) / 2e-5
      #expect(abs(slope - network.adjoints[index]) < 1e-8, "\(index)")
    }
  }

  /// In the layer that its unit comes from, a tracker goes where the unit goes.
  @Test func aTrackerFollowsItsUnit() throws {
    let configuration = configuration(alpha: 1)
    var network = try network(configuration)
    var tracker = Tracker(network, count: 4)
    #expect(tracker.layers == [0, 3, 7, 11])
    for step in 1...configuration.steps {
      network.backward(training: true)
      tracker.step(network)
      network.forward()
      #expect(abs(tracker.inputPaths[0][step][0] - network.u[0]) < 1e-12)
      #expect(abs(tracker.inputPaths[0][step][1] - network.u[1]) < 1e-12)
    }
    #expect(Set(tracker.inputPaths.map(\.[0])).count == 1)
    #expect(Set(tracker.inputPaths.map(\.[10])).count == 4)
  }

  /// Deeper networks are nearer to the limit, larger scales nearer to the tangent ODE.
  @Test func distancesFallTowardsTheLimits() throws {
    let surveyor = Surveyor(kernel: KernelChoice.available[0])
    func survey(_ alpha: Double, _ depth: Int) throws -> CellSurvey {
      try #require(
        surveyor.survey(configuration(alpha: alpha, depth: depth, width: 8), dataset: dataset))
    }
    let (shallow, deep) = (try survey(1, 4), try survey(1, 128))
    #expect(deep.limitDistance < shallow.limitDistance / 3)
    #expect(deep.limitError < deep.limitDistance && deep.limitOutputNorm > 0.1)
    #expect(deep.norms.trained.states.count == 129 && deep.limitNorms.trained.states.count == 257)
    // Both start from X and, trained, end near each other.
    #expect(abs(deep.norms.initial.states[0] - deep.limitNorms.initial.states[0]) < 1e-9)
    let ends = (deep.norms.trained.states[128], deep.limitNorms.trained.states[256])
    #expect(abs(ends.0 / ends.1 - 1) < 0.1)
    let lazy = try survey(10, 128)
    #expect(lazy.tangentDistance < deep.tangentDistance / 5 && lazy.tangentDistance > 0)
    #expect(deep.paths.paths.count == 6 && deep.paths.paths[0].points.count == 11)
  }

  @Test func cancelledSurveysGiveNothing() {
    let surveyor = Surveyor(kernel: KernelChoice.available[0])
    #expect(surveyor.survey(configuration(alpha: 1), dataset: dataset, isCancelled: { true }) == nil)
  }
}
