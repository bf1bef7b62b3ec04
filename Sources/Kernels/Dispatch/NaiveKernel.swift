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
            ensemble.initialInputWeights(layer)[unit * d + i][lane] = law.sigmaU[lane] * u[i]
            ensemble.initialOutputWeights(layer)[unit * d + i][lane] = sign * law.sigmaV[lane] * v[i]
          }
        }
      }
    }
    ensemble.resetWeights()
  }

  package func forward(_ ensemble: Ensemble) {
    for lane in 0..<Ensemble.laneCount {
      let pass = network(ensemble, lane).forward(samples(ensemble, lane))
      for (layer, state) in pass.states.enumerated() { put(state, into: ensemble.state(layer), lane) }
      for (layer, p) in pass.preactivations.enumerated() {
        put(p.map { .tanh($0) }, into: ensemble.activation(layer), lane)
      }
    }
  }

  package func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>) {
    for lane in 0..<Ensemble.laneCount {
      let network = network(ensemble, lane)
      let count = ensemble.shape.samples * ensemble.shape.dimension
      let output = take(ensemble.state(ensemble.shape.depth), count, lane)
      let targets = take(ensemble.targets, count, lane)
      losses.pointee[lane] = network.loss(output, targets: targets)
      put(network.residual(output, targets: targets), into: ensemble.adjoint, lane)
    }
  }

  package func backward(_ ensemble: Ensemble) {
    let block = ensemble.shape.width * ensemble.shape.dimension
    for lane in 0..<Ensemble.laneCount {
      var network = network(ensemble, lane)
      let pass = network.forward(samples(ensemble, lane))
      let last = take(ensemble.adjoint, ensemble.shape.samples * ensemble.shape.dimension, lane)
      put(network.backward(pass, adjoint: last), into: ensemble.adjoint, lane)
      for layer in 0..<ensemble.shape.depth {
        let range = layer * block..<(layer + 1) * block
        put(Array(network.inputWeights[range]), into: ensemble.inputWeights(layer), lane)
        put(Array(network.outputWeights[range]), into: ensemble.outputWeights(layer), lane)
      }
    }
  }

  package func keepInitialPreactivations(_ ensemble: Ensemble) {
    for lane in 0..<Ensemble.laneCount {
      let pass = network(ensemble, lane).forward(samples(ensemble, lane))
      for (layer, p) in pass.preactivations.enumerated() {
        put(p, into: ensemble.initialPreactivation(layer), lane)
      }
    }
  }

  package func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>) {
    let shape = ensemble.shape
    for lane in 0..<Ensemble.laneCount {
      let network = network(ensemble, lane)
      var initial = network
      initial.inputWeights = weights(ensemble.initialInputWeights, shape, lane)
      initial.outputWeights = weights(ensemble.initialOutputWeights, shape, lane)
      let kept = (0..<shape.depth).map {
        take(ensemble.initialPreactivation($0), shape.samples * shape.width, lane)
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
      shape: ensemble.shape, branch: ensemble.branch.pointee[lane],
      inputStep: ensemble.inputStep.pointee[lane],
      outputStep: ensemble.outputStep.pointee[lane],
      inputWeights: weights(ensemble.inputWeights, ensemble.shape, lane),
      outputWeights: weights(ensemble.outputWeights, ensemble.shape, lane))
  }

  private func samples(_ ensemble: Ensemble, _ lane: Int) -> [Float] {
    take(ensemble.state(0), ensemble.shape.samples * ensemble.shape.dimension, lane)
  }

  private func weights(_ array: (Int) -> Ensemble.Lanes, _ shape: Shape, _ lane: Int) -> [Float] {
    (0..<shape.depth).flatMap { take(array($0), shape.width * shape.dimension, lane) }
  }

  private func take(_ entries: Ensemble.Lanes, _ count: Int, _ lane: Int) -> [Float] {
    (0..<count).map { entries[$0][lane] }
  }

  private func put(_ values: [Float], into entries: Ensemble.Lanes, _ lane: Int) {
    for (i, value) in values.enumerated() { entries[i][lane] = value }
  }
}
