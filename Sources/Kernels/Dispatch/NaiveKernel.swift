import KernelInterface

/// The naive network behind the kernels' interface: each lane is taken out, computed by itself and put back.
package struct NaiveKernel: Kernel {
  package init() {}
  package var name: String { "naive" }
  package var numerics: NumericsClass { .separate }

  package func drawNormals(
    _ entries: Ensemble.Lanes, count: Int, layer: Int, unit: Int, stream: RandomStream,
    seeds: UnsafePointer<SIMD8<UInt64>>
  ) {
    for lane in 0..<Ensemble.laneCount {
      let drawn = NaiveNormals.draw(
        count: count, layer: layer, unit: unit, stream: stream, seed: seeds.pointee[lane])
      for (i, z) in drawn.enumerated() { entries[i][lane] = z }
    }
  }

  package func drawWeights(_ ensemble: Ensemble, law: UnsafePointer<WeightLaw>) {
    let law = law.pointee
    let (m, d) = (ensemble.shape.width, ensemble.shape.dimension)
    for lane in 0..<Ensemble.laneCount {
      for layer in 0..<ensemble.shape.depth {
        for unit in 0..<m {
          let drawn = law.antithetic ? unit / 2 : unit
          let sign: Float = law.antithetic && unit % 2 == 1 ? -1 : 1
          let seed = law.seeds[lane]
          let u = NaiveNormals.draw(count: d, layer: layer, unit: drawn, stream: .inputWeights, seed: seed)
          let v = NaiveNormals.draw(count: d, layer: layer, unit: drawn, stream: .outputWeights, seed: seed)
          for i in 0..<d {
            let entry = (layer * m + unit) * d + i
            ensemble.initialInputWeights[entry][lane] = law.sigmaU[lane] * u[i]
            ensemble.initialOutputWeights[entry][lane] = sign * law.sigmaV[lane] * v[i]
          }
        }
      }
    }
    ensemble.inputWeights.update(from: ensemble.initialInputWeights, count: ensemble.shape.weights)
    ensemble.outputWeights.update(from: ensemble.initialOutputWeights, count: ensemble.shape.weights)
  }

  package func forward(_ ensemble: Ensemble) {
    for lane in 0..<Ensemble.laneCount {
      let pass = network(ensemble, lane).forward(samples(ensemble, lane))
      put(pass.states.flatMap { $0 }, into: ensemble.states, lane)
      put(pass.preactivations.joined().map { .tanh($0) }, into: ensemble.activations, lane)
    }
  }

  package func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>) {
    for lane in 0..<Ensemble.laneCount {
      let network = network(ensemble, lane)
      let count = ensemble.shape.samples * ensemble.shape.dimension
      let output = take(ensemble.states + ensemble.shape.depth * count, count, lane)
      let targets = take(ensemble.targets, count, lane)
      losses.pointee[lane] = network.loss(output, targets: targets)
      put(network.residual(output, targets: targets), into: ensemble.adjoint, lane)
    }
  }

  package func backward(_ ensemble: Ensemble) {
    for lane in 0..<Ensemble.laneCount {
      var network = network(ensemble, lane)
      let pass = network.forward(samples(ensemble, lane))
      let last = take(ensemble.adjoint, ensemble.shape.samples * ensemble.shape.dimension, lane)
      put(network.backward(pass, adjoint: last), into: ensemble.adjoint, lane)
      put(network.inputWeights, into: ensemble.inputWeights, lane)
      put(network.outputWeights, into: ensemble.outputWeights, lane)
    }
  }

  package func keepInitialPreactivations(_ ensemble: Ensemble) {
    for lane in 0..<Ensemble.laneCount {
      let pass = network(ensemble, lane).forward(samples(ensemble, lane))
      put(pass.preactivations.flatMap { $0 }, into: ensemble.initialPreactivations, lane)
    }
  }

  package func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>) {
    let shape = ensemble.shape
    for lane in 0..<Ensemble.laneCount {
      let network = network(ensemble, lane)
      var initial = network
      initial.inputWeights = take(ensemble.initialInputWeights, shape.weights, lane)
      initial.outputWeights = take(ensemble.initialOutputWeights, shape.weights, lane)
      let entries = shape.samples * shape.width
      let kept = (0..<shape.depth).map { layer in
        take(ensemble.initialPreactivations + layer * entries, entries, lane)
      }
      let drift = network.drift(
        network.forward(samples(ensemble, lane)), initialPreactivations: kept, initial: initial)
      sums.pointee.localFeatureUpdate[lane] = Double(drift.localFeatureUpdate)
      sums.pointee.preactivationChange[lane] = Double(drift.preactivationChange)
      sums.pointee.inputWeightChange[lane] = Double(drift.inputWeightChange)
      sums.pointee.outputWeightChange[lane] = Double(drift.outputWeightChange)
      sums.pointee.driftChange[lane] = Double(drift.driftChange)
      sums.pointee.driftNonlinearity[lane] = Double(drift.driftNonlinearity)
    }
  }

  private func network(_ ensemble: Ensemble, _ lane: Int) -> NaiveNetwork<Float> {
    NaiveNetwork(
      shape: ensemble.shape, branch: ensemble.branch.pointee[lane], inputStep: ensemble.inputStep.pointee[lane],
      outputStep: ensemble.outputStep.pointee[lane],
      inputWeights: take(ensemble.inputWeights, ensemble.shape.weights, lane),
      outputWeights: take(ensemble.outputWeights, ensemble.shape.weights, lane))
  }

  private func samples(_ ensemble: Ensemble, _ lane: Int) -> [Float] {
    take(ensemble.states, ensemble.shape.samples * ensemble.shape.dimension, lane)
  }

  private func take(_ entries: Ensemble.Lanes, _ count: Int, _ lane: Int) -> [Float] {
    (0..<count).map { entries[$0][lane] }
  }

  private func put(_ values: [Float], into entries: Ensemble.Lanes, _ lane: Int) {
    for (i, value) in values.enumerated() { entries[i][lane] = value }
  }
}
