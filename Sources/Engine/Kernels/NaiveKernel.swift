import EngineInterface
import Model

/// The naive network behind the kernels' interface: each lane is taken out, computed by itself and put back.
package struct NaiveKernel: Kernel {
  package init() {}
  package var name: String { "naive" }
  package var numerics: NumericsClass { .naive }

  package func drawNormals(
    _ entries: Entries, count: Int, layer: Int, unit: Int, stream: RandomStream,
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
    let shape = ensemble.shape
    for lane in networks(ensemble) {
      for layer in 0..<shape.depth {
        var u: [Float] = []
        var v: [Float] = []
        let origin = law.origin(layer: layer, width: shape.width)
        for unit in origin.unit..<origin.unit + shape.width {
          let drawn = law.antithetic ? unit / 2 : unit
          let sign: Float = law.antithetic && unit % 2 == 1 ? -1 : 1
          func draw(_ stream: RandomStream) -> [Float] {
            NaiveNormals.draw(
              count: shape.dimension, layer: origin.layer, unit: drawn, stream: stream, seed: law.seeds[lane])
          }
          u += draw(.inputWeights).map { law.sigmaU[lane] * $0 }
          v += draw(.outputWeights).map { sign * law.sigmaV[lane] * $0 }
        }
        put(weights: u, into: ensemble.initialInputWeights, layer, ensemble, lane)
        put(weights: v, into: ensemble.initialOutputWeights, layer, ensemble, lane)
      }
    }
    ensemble.resetWeights()
  }

  package func forward(_ ensemble: Ensemble, member: TeamMember) {
    guard member.index == 0 else { return }
    for lane in networks(ensemble) {
      let network = passed(ensemble, lane)
      for (layer, state) in network.states.enumerated() {
        put(state: state, into: ensemble.state(layer), ensemble, lane)
      }
      for (layer, kept) in network.kept.enumerated() {
        put(units: kept.values, into: ensemble.values, layer, ensemble, lane)
        guard !ensemble.activation.slopeFollowsFromValue else { continue }
        let slopes = ensemble.activation.slopes(kept.preactivations, values: kept.values)
        put(units: slopes, into: ensemble.slopes, layer, ensemble, lane)
      }
    }
  }

  package func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>) {
    if let embedding = ensemble.embedding {
      return residual(embedding, adjoint: ensemble.adjoint, losses: losses)
    }
    for lane in networks(ensemble) {
      var network = network(ensemble, lane)
      network.states = [state(ensemble.state(ensemble.shape.depth), ensemble, lane)]
      let targets = state(ensemble.targets, ensemble, lane)
      let (loss, _, adjoint) = network.loss(targets: targets, samples: ensemble.shape.samples)
      losses.pointee[lane] = loss
      put(state: adjoint, into: ensemble.adjoint, ensemble, lane)
    }
  }

  package func backward(_ ensemble: Ensemble, member: TeamMember) {
    guard member.index == 0 else { return }
    for lane in networks(ensemble) {
      var network = passed(ensemble, lane)
      network.moments = moments(ensemble, lane)
      network.backward(state(ensemble.adjoint, ensemble, lane))
      put(state: network.adjoints[0], into: ensemble.adjoint, ensemble, lane)
      for (layer, block) in network.blocks.enumerated() {
        put(weights: block.weights[0], into: ensemble.inputWeights, layer, ensemble, lane)
        put(weights: block.weights[1], into: ensemble.outputWeights, layer, ensemble, lane)
        put(moments: network.moments[layer], layer, ensemble, lane)
      }
    }
  }

  package func keepInitialPreactivations(_ ensemble: Ensemble) {
    for lane in networks(ensemble) {
      for (layer, kept) in passed(ensemble, lane).kept.enumerated() {
        put(units: kept.preactivations, into: ensemble.initialPreactivation, layer, ensemble, lane)
      }
    }
  }

  package func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>) {
    for lane in networks(ensemble) {
      let initial = network(
        ensemble, lane, ensemble.initialInputWeights, ensemble.initialOutputWeights)
      let kept = (0..<ensemble.shape.depth).map { units(ensemble.initialPreactivation, $0, ensemble, lane) }
      let drift = passed(ensemble, lane).drift(from: initial.blocks, initialPreactivations: kept)
      sums.pointee.localFeatureUpdate[lane] = Double(drift.localFeatureUpdate)
      sums.pointee.preactivationChange[lane] = Double(drift.preactivationChange)
      sums.pointee.inputWeightChange[lane] = Double(drift.inputWeightChange)
      sums.pointee.outputWeightChange[lane] = Double(drift.outputWeightChange)
      sums.pointee.driftChange[lane] = Double(drift.driftChange)
      sums.pointee.driftNonlinearity[lane] = Double(drift.driftNonlinearity)
    }
  }

  package func evaluate(
    _ activation: ActivationName, _ entries: Entries, slopes: Entries, count: Int
  ) {
    for i in 0..<count {
      for lane in 0..<Ensemble.laneCount {
        let p = [entries[i][lane]]
        let value = activation.values(p)
        entries[i][lane] = value[0]
        if !activation.slopeFollowsFromValue {
          slopes[i][lane] = activation.slopes(p, values: value)[0]
        }
      }
    }
  }

  package func multiplyAdd(rounds: Int) -> Double {
    var sum: Float = 1
    for _ in 0..<rounds { sum = 0.999_999 + sum * 0.999_999 }
    return Double(rounds) * 2 + (sum.isNaN ? 1 : 0)
  }

  private func networks(_ ensemble: Ensemble) -> Range<Int> { 0..<Ensemble.networkCount(ensemble.shape) }

  private func network(
    _ ensemble: Ensemble, _ lane: Int, _ input: ((Int, Int) -> Entries)? = nil,
    _ output: ((Int, Int) -> Entries)? = nil
  ) -> Network<Perceptron<Float>> {
    let shape = ensemble.shape
    let memory = ensemble.memory { $0[lane] }
    return Network(
      blocks: (0..<shape.depth).map { layer in
        Perceptron(
          width: shape.width, dimension: shape.dimension, activation: ensemble.activation,
          inputWeights: ensemble.weights(input ?? ensemble.inputWeights, layer, lane: lane),
          outputWeights: ensemble.weights(output ?? ensemble.outputWeights, layer, lane: lane))
      },
      branch: ensemble.branch[0][lane], rates: [ensemble.inputStep[0][lane], ensemble.outputStep[0][lane]],
      loss: ensemble.loss, optimizer: ensemble.optimizer, memory: { _ in memory })
  }

  /// After a forward pass.
  private func passed(_ ensemble: Ensemble, _ lane: Int) -> Network<Perceptron<Float>> {
    var network = network(ensemble, lane)
    network.forward(from: state(ensemble.state(0), ensemble, lane))
    return network
  }

  // What the optimizer keeps of one network's blocks, array by array.

  private typealias MomentArray = (_ layer: Int, _ slice: Int, _ number: Int) -> Entries

  private func arrays(_ ensemble: Ensemble) -> [MomentArray] {
    [
      { ensemble.inputMoments($0, slice: $1, number: $2) },
      { ensemble.outputMoments($0, slice: $1, number: $2) },
    ]
  }

  private func moments(_ ensemble: Ensemble, _ lane: Int) -> [[[Moments<Float>]]] {
    let count = ensemble.optimizer.momentCount
    return (0..<ensemble.shape.depth).map { layer in
      arrays(ensemble).map { array in
        var moments = [Moments<Float>](
          repeating: Moments(), count: ensemble.shape.width * ensemble.shape.dimension)
        for number in 0..<count {
          let kept = ensemble.weights({ array($0, $1, number) }, layer, lane: lane)
          for i in kept.indices { moments[i][number] = kept[i] }
        }
        return moments
      }
    }
  }

  private func put(moments: [[Moments<Float>]], _ layer: Int, _ ensemble: Ensemble, _ lane: Int) {
    for (array, kept) in zip(arrays(ensemble), moments) {
      for number in 0..<ensemble.optimizer.momentCount {
        put(weights: kept.map { $0[number] }, into: { array($0, $1, number) }, layer, ensemble, lane)
      }
    }
  }

  // An array over (N, D) of one network.

  private func state(_ entries: Entries, _ ensemble: Ensemble, _ lane: Int) -> [Float] {
    (0..<ensemble.shape.samples * ensemble.shape.dimension).map { entries[$0][lane] }
  }

  private func put(state: [Float], into entries: Entries, _ ensemble: Ensemble, _ lane: Int) {
    for (i, value) in state.enumerated() {
      if ensemble.lanes == .units { entries[i] = SIMD8(repeating: value) } else { entries[i][lane] = value }
    }
  }

  // An array over (N, M) of one network.

  private func units(
    _ array: (Int, Int) -> Entries, _ layer: Int, _ ensemble: Ensemble, _ lane: Int
  ) -> [Float] {
    let shape = ensemble.shape
    return (0..<shape.samples * shape.width).map { i in
      let place = ensemble.place(unit: i % shape.width, lane: lane)
      return array(layer, place.slice)[ensemble.index(sample: i / shape.width, place)][place.lane]
    }
  }

  private func put(
    units: [Float], into array: (Int, Int) -> Entries, _ layer: Int, _ ensemble: Ensemble, _ lane: Int
  ) {
    let width = ensemble.shape.width
    for (i, value) in units.enumerated() {
      let place = ensemble.place(unit: i % width, lane: lane)
      array(layer, place.slice)[ensemble.index(sample: i / width, place)][place.lane] = value
    }
  }

  // An array over (M, D) of one network.

  private func put(
    weights: [Float], into array: (Int, Int) -> Entries, _ layer: Int, _ ensemble: Ensemble, _ lane: Int
  ) {
    let d = ensemble.shape.dimension
    for unit in 0..<ensemble.shape.width {
      let place = ensemble.place(unit: unit, lane: lane)
      let entries = ensemble.weights(array, layer, place)
      for i in 0..<d { entries[i][place.lane] = weights[unit * d + i] }
    }
  }
}
