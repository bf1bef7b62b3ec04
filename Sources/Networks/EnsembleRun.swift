import KernelInterface
import Kernels

/// One group of lanes on its way through training: the trajectory, and what was measured along it.
package struct EnsembleRun {
  private var passes: Passes
  private let ensemble: Ensemble
  private let configuration: Configuration
  private let measuredSteps: [Int]
  private let identityLoss: Float
  /// Rms of the samples X.
  private let rmsX: Double
  /// `h_{L,0}`, (N, D).
  private let initialOutput: [SIMD8<Float>]

  package private(set) var measurements: [SeedMeasurement]
  /// Lanes that still train. A lane stops by its own trajectory alone.
  private var isTraining: [Bool]
  private var step = 0

  /// A seed stops when its loss exceeds the identity map's by this factor, or is not finite.
  static let stoppingFactor: Float = 1e6

  init(
    passes: Passes, ensemble: Ensemble, configuration: Configuration, seeds: Range<Int>, dataset: Dataset
  ) {
    var passes = passes
    self.ensemble = ensemble
    self.configuration = configuration
    measuredSteps = configuration.measuredSteps
    identityLoss = dataset.identityLoss
    rmsX = dataset.rmsX
    isTraining = seeds.map { _ in true }
    let empty = [OrderParameters](repeating: OrderParameters(), count: measuredSteps.count)
    measurements = seeds.map { seed in
      SeedMeasurement(
        seed: seed, losses: [Float](repeating: .nan, count: configuration.steps + 1),
        initialDisplacement: .nan, orderParameters: empty)
    }

    Self.setUp(ensemble, kernel: passes.kernel, configuration: configuration, seeds: seeds, dataset: dataset)
    passes.forward(ensemble)
    passes.kernel.keepInitialPreactivations(ensemble)
    self.passes = passes
    let output = UnsafeBufferPointer(start: ensemble.state(ensemble.shape.depth), count: dataset.x.count)
    initialOutput = Array(output)
    recordLosses()
    for lane in measurements.indices {
      let displacement = rms(zip(output, dataset.x).map { $0[lane] - $1 })
      measurements[lane].initialDisplacement = Float(displacement / rmsX)
    }
  }

  /// Trains until the last step, or until no lane is left; `false` when cancelled.
  package mutating func advanceToEnd(isCancelled: () -> Bool) -> Bool {
    while step < configuration.steps, isTraining.contains(true) {
      if isCancelled() { return false }
      passes.backward(ensemble)
      passes.forward(ensemble)
      step += 1
      recordLosses()
      if let index = measuredSteps.firstIndex(of: step) { recordOrderParameters(index) }
    }
    return true
  }

  /// `h_L`, (N, D), of the lanes that stayed finite, in their order.
  package var finiteOutputs: [[Float]] {
    measurements.indices.filter { isTraining[$0] }.map(output(ofLane:))
  }

  /// `h_L` of one lane, (N, D).
  package func output(ofLane lane: Int) -> [Float] {
    take(ensemble.state(ensemble.shape.depth), initialOutput.count, lane)
  }

  /// `U` of one lane as it is now, (L, M, D).
  package func inputWeights(ofLane lane: Int) -> [Float] {
    ensemble.weights(ensemble.inputWeights, lane: lane)
  }

  /// `V` of one lane as it is now, (L, M, D).
  package func outputWeights(ofLane lane: Int) -> [Float] {
    ensemble.weights(ensemble.outputWeights, lane: lane)
  }

  private func take(_ entries: Ensemble.Lanes, _ count: Int, _ lane: Int) -> [Float] {
    UnsafeBufferPointer(start: entries, count: count).map { $0[lane] }
  }

  /// Loss and adjoint of the forward pass just made.
  private mutating func recordLosses() {
    var losses = SIMD8<Float>(repeating: .nan)
    passes.kernel.residual(ensemble, losses: &losses)
    for lane in measurements.indices where isTraining[lane] {
      measurements[lane].losses[step] = losses[lane]
      // Own data may have X = Y; then only a loss that is not finite stops a seed.
      let isLost = identityLoss > 0 && losses[lane] > Self.stoppingFactor * identityLoss
      if !losses[lane].isFinite || isLost { isTraining[lane] = false }
    }
  }

  private mutating func recordOrderParameters(_ index: Int) {
    var sums = DriftSums()
    passes.kernel.measure(ensemble, sums: &sums)
    let shape = configuration.shape
    let units = Double(shape.depth) * Double(shape.width)
    let preactivations = units * Double(shape.samples)
    let weights = units * Double(shape.dimension)
    let unitOutput = Double(shape.dimension).squareRoot() / configuration.scaling.sigmaV
    for lane in measurements.indices where isTraining[lane] {
      let output = output(ofLane: lane)
      var values = OrderParameters()
      values.localFeatureUpdate = Float((sums.localFeatureUpdate[lane] / preactivations).squareRoot())
      values.driftNonlinearity = Float((sums.driftNonlinearity[lane] / sums.driftChange[lane]).squareRoot())
      values.inputWeightChange = Float((sums.inputWeightChange[lane] / weights).squareRoot())
      values.outputWeightChange = Float((sums.outputWeightChange[lane] / weights).squareRoot() * unitOutput)
      values.preactivationChange = Float((sums.preactivationChange[lane] / preactivations).squareRoot())
      values.outputChange = Float(rms(zip(output, initialOutput).map { $0 - $1[lane] }))
      measurements[lane].orderParameters[index] = values
    }
  }

  /// Samples, targets, scales and initial weights of every lane; lanes without a seed repeat the first.
  private static func setUp(
    _ ensemble: Ensemble, kernel: any Kernel, configuration: Configuration, seeds: Range<Int>,
    dataset: Dataset
  ) {
    let samples = ensemble.state(0)
    for (i, value) in dataset.x.enumerated() { samples[i] = SIMD8(repeating: value) }
    for (i, value) in dataset.y.enumerated() { ensemble.targets[i] = SIMD8(repeating: value) }
    let scaling = configuration.scaling
    let (shape, step) = (configuration.shape, scaling.eta / scaling.alpha)
    ensemble.branch.pointee = SIMD8(
      repeating: Float(scaling.alpha / (Double(shape.depth) * Double(shape.width))))
    ensemble.inputStep.pointee = SIMD8(repeating: Float(scaling.inputStep(dimension: shape.dimension) * step))
    ensemble.outputStep.pointee = SIMD8(
      repeating: Float(scaling.outputStep(dimension: shape.dimension) * step))
    var law = WeightLaw(
      seeds: SIMD8(repeating: UInt64(truncatingIfNeeded: seeds.lowerBound)),
      sigmaU: SIMD8(repeating: Float(scaling.sigmaU)), sigmaV: SIMD8(repeating: Float(scaling.sigmaV)),
      antithetic: configuration.initialization == .antithetic)
    for (lane, seed) in seeds.enumerated() { law.seeds[lane] = UInt64(truncatingIfNeeded: seed) }
    kernel.drawWeights(ensemble, law: &law)
  }
}
