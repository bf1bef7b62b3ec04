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
    let (law, d) = (law.pointee, ensemble.shape.dimension)
    for lane in networks(ensemble) {
      for block in 0..<ensemble.blockCount {
        let branch = ensemble.branches[ensemble.branch(ofBlock: block)]
        for array in [BlockArray.initialInputWeights, .initialOutputWeights] {
          let weights = (0..<array.side.count(branch)).flatMap { row in
            let source = law.source(array.side, row: row, of: branch, layer: ensemble.layer(ofBlock: block))
            return NaiveNormals.draw(
              count: d, layer: source.layer, unit: source.unit, stream: source.stream, seed: law.seeds[lane]
            ).map { source.sign * law.sigma(array.side)[lane] * $0 }
          }
          ensemble.put(weights: weights, into: array, block, lane: lane)
        }
      }
    }
    ensemble.resetWeights()
  }

  package func forward(_ ensemble: Ensemble, member: TeamMember) {
    guard member.index == 0 else { return }
    for lane in networks(ensemble) {
      let network = passed(ensemble, lane)
      for (block, state) in network.states.enumerated() {
        ensemble.put(state: state, into: ensemble.state(block), lane: lane)
      }
      for (block, kept) in network.kept.enumerated() {
        ensemble.put(units: kept.values, into: .values, block, lane: lane)
        if ensemble.branches[ensemble.branch(ofBlock: block)].isHeads {
          ensemble.put(units: kept.preactivations, into: .preactivations, block, lane: lane)
          continue
        }
        guard !ensemble.activation.slopeFollowsFromValue else { continue }
        let slopes = ensemble.activation.slopes(kept.preactivations, values: kept.values)
        ensemble.put(units: slopes, into: .slopes, block, lane: lane)
      }
    }
  }

  package func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>) {
    if let embedding = ensemble.embedding {
      return residual(embedding, adjoint: ensemble.adjoint, losses: losses)
    }
    for lane in networks(ensemble) {
      var network = network(ensemble, lane)
      network.states = [ensemble.state(ensemble.last, lane: lane)]
      let targets = ensemble.state(ensemble.targets, lane: lane)
      let (loss, _, adjoint) = network.loss(targets: targets, samples: ensemble.rows)
      losses.pointee[lane] = loss
      ensemble.put(state: adjoint, into: ensemble.adjoint, lane: lane)
    }
  }

  package func backward(_ ensemble: Ensemble, member: TeamMember) {
    guard member.index == 0 else { return }
    for lane in networks(ensemble) {
      var network = passed(ensemble, lane)
      network.moments = moments(ensemble, lane)
      network.backward(ensemble.state(ensemble.adjoint, lane: lane))
      ensemble.put(state: network.adjoints[0], into: ensemble.adjoint, lane: lane)
      for (index, block) in network.blocks.enumerated() {
        ensemble.put(weights: block.weights[0], into: .inputWeights, index, lane: lane)
        ensemble.put(weights: block.weights[1], into: .outputWeights, index, lane: lane)
        put(moments: network.moments[index], index, ensemble, lane)
      }
    }
  }

  package func keepInitialPreactivations(_ ensemble: Ensemble) {
    for lane in networks(ensemble) {
      for (block, kept) in passed(ensemble, lane).kept.enumerated() {
        ensemble.put(units: kept.preactivations, into: .initialPreactivations, block, lane: lane)
      }
    }
  }

  package func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>) {
    for lane in networks(ensemble) {
      let initial = network(ensemble, lane, .initialInputWeights, .initialOutputWeights)
      let kept = (0..<ensemble.blockCount).map { ensemble.units(.initialPreactivations, $0, lane: lane) }
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

  private func networks(_ ensemble: Ensemble) -> Range<Int> { 0..<ensemble.networkCount }

  private func network(
    _ ensemble: Ensemble, _ lane: Int, _ input: BlockArray = .inputWeights,
    _ output: BlockArray = .outputWeights
  ) -> Network<ResidualBranch<Float>> {
    let memory = ensemble.memory { $0[lane] }
    return Network(
      blocks: (0..<ensemble.blockCount).map { block in
        ResidualBranch(
          ensemble.branches[ensemble.branch(ofBlock: block)], ensemble.shape,
          activation: ensemble.activation, mask: ensemble.mask, norm: ensemble.norm,
          weights: [input, output].map { ensemble.weights($0, block, lane: lane) })
      },
      scales: (0..<ensemble.branchCount).map { branch in
        BranchScale(
          branch: ensemble.branch[branch][lane],
          rates: [ensemble.inputStep[0][lane], ensemble.outputStep[0][lane]])
      },
      loss: ensemble.loss, optimizer: ensemble.optimizer, memory: { _ in memory })
  }

  /// After a forward pass.
  private func passed(_ ensemble: Ensemble, _ lane: Int) -> Network<ResidualBranch<Float>> {
    var network = network(ensemble, lane)
    network.forward(from: ensemble.state(ensemble.state(0), lane: lane))
    return network
  }

  // What the optimizer keeps of one network's blocks, array by array.

  private let momentArrays: [@Sendable (Int) -> BlockArray] = [
    BlockArray.inputMoments, BlockArray.outputMoments,
  ]

  private func moments(_ ensemble: Ensemble, _ lane: Int) -> [[[Moments<Float>]]] {
    (0..<ensemble.blockCount).map { block in
      momentArrays.map { array in
        let rows = ensemble.count(array(0).side, ofBlock: block)
        var moments = [Moments<Float>](repeating: Moments(), count: rows * ensemble.shape.dimension)
        for number in 0..<ensemble.optimizer.momentCount {
          let kept = ensemble.weights(array(number), block, lane: lane)
          for i in kept.indices { moments[i][number] = kept[i] }
        }
        return moments
      }
    }
  }

  private func put(moments: [[Moments<Float>]], _ block: Int, _ ensemble: Ensemble, _ lane: Int) {
    for (array, kept) in zip(momentArrays, moments) {
      for number in 0..<ensemble.optimizer.momentCount {
        ensemble.put(weights: kept.map { $0[number] }, into: array(number), block, lane: lane)
      }
    }
  }
}
