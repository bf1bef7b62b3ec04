import EngineInterface
import Model

/// The kernel of the processor class that this module was compiled for; eight lanes a vector.
package struct VectorKernel: Kernel {
  package init() {}

  package var name: String {
    #if WIDE
      "avx512"
    #elseif FUSED
      "avx2"
    #else
      "baseline"
    #endif
  }

  package var numerics: NumericsClass {
    #if FUSED || arch(arm64)
      .fused
    #else
      .separate
    #endif
  }

  package func drawNormals(
    _ entries: Entries, count: Int, layer: Int, unit: Int, stream: RandomStream,
    seeds: UnsafePointer<SIMD8<UInt64>>
  ) {
    drawUnit(
      entries, count: count, scale: Vector(repeating: 1),
      units: SIMD8(repeating: UInt32(truncatingIfNeeded: unit)),
      layer: UInt32(truncatingIfNeeded: layer), stream: stream.rawValue, key: seeds.pointee)
  }

  package func drawWeights(_ ensemble: Ensemble, law: UnsafePointer<WeightLaw>) {
    for block in 0..<ensemble.blockCount {
      for slice in 0..<ensemble.sliceCount {
        draw(
          .reading, law, ensemble, block, slice, into: ensemble.initialInputWeights(block, slice: slice))
        draw(
          .writing, law, ensemble, block, slice, into: ensemble.initialOutputWeights(block, slice: slice))
      }
    }
    ensemble.resetWeights()
  }

  private func draw(
    _ side: BlockArray.Side, _ law: UnsafePointer<WeightLaw>, _ ensemble: Ensemble, _ block: Int,
    _ slice: Int,
    into weights: Entries
  ) {
    let (d, layer) = (ensemble.shape.dimension, ensemble.layer(ofBlock: block))
    let branch = ensemble.branches[ensemble.branch(ofBlock: block)]
    let shape = ensemble.slice(slice, ofBlock: block)
    let (count, sigma) = (side.count(shape), law.pointee.sigma(side))
    for row in 0..<count {
      let first = ensemble.lanes == .units ? shape.columns.lowerBound &+ row : row
      let drawn = DrawnRow(ensemble, side, column: first, of: branch, layer: layer, law: law)
      drawUnit(
        weights.from(row &* d), count: d, scale: sigma * drawn.sign, units: drawn.units, layer: drawn.layer,
        stream: drawn.stream.rawValue, key: law.pointee.seeds)
    }
  }

  package func forward(_ ensemble: Ensemble, member: TeamMember) {
    switch ensemble.lanes {
    case .seeds: SeedLanes.forward(ensemble, member: member)
    case .units: UnitLanes.forward(ensemble, member: member)
    }
  }

  package func pass(_ ensemble: Ensemble, member: TeamMember) {
    switch ensemble.lanes {
    case .seeds: SeedLanes.forward(ensemble, keepsStates: false, member: member)
    case .units: UnitLanes.forward(ensemble, member: member)
    }
  }

  package func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>) {
    if let embedding = ensemble.embedding {
      residual(embedding, adjoint: ensemble.adjoint, losses: losses)
    } else {
      losses.pointee = meanLoss(
        ensemble.loss, ensemble.last, ensemble.targets, residual: ensemble.adjoint, rows: ensemble.rows,
        count: ensemble.shape.dimension)
    }
  }

  package func backward(_ ensemble: Ensemble, member: TeamMember) {
    switch ensemble.lanes {
    case .seeds: SeedLanes.backward(ensemble, member: member)
    case .units: UnitLanes.backward(ensemble, member: member)
    }
  }

  package func keepInitialPreactivations(_ ensemble: Ensemble) {
    let (d, n) = (ensemble.shape.dimension, ensemble.rows)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    let norm = Normalisation(ensemble)
    for block in 0..<ensemble.blockCount {
      let state = ensemble.state(block)
      let h = Operand(norm?.read(state) ?? state, row: d, depth: 1)
      for index in 0..<ensemble.sliceCount {
        let slice = BlockSlice(ensemble, block: block, slice: index)
        let c = slice.inputs
        let kept = ensemble.initialPreactivation(block, slice: index)
        let u = Operand(slice.inputWeights, row: d, depth: 1)
        var ahead = Prefetch(ensemble, block: block &+ 1, slice: index, tiles: tileCount(n, c))
        contract(
          h, rows: n, u, columns: c, depth: d, into: StoreScaled(kept, scale: inverseDimension),
          Places(row: c, column: 1), ahead: &ahead)
      }
    }
  }

  package func evaluate(
    _ activation: ActivationName, _ entries: Entries, slopes: Entries, count: Int
  ) {
    activate(activation, entries, slopes: slopes, count: count)
  }

  package func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>) {
    let count = ensemble.rows &* ensemble.shape.dimension
    sums.pointee = DriftSums()
    let norm = Normalisation(ensemble)
    for i in 0..<count {
      ensemble.drift[i] = Vector(repeating: 0)
      ensemble.nonlinearDrift[i] = Vector(repeating: 0)
    }
    for block in 0..<ensemble.blockCount {
      let branch = ensemble.branch[ensemble.branch(ofBlock: block)]
      let state = ensemble.state(block)
      let read = norm?.read(state) ?? state
      for slice in 0..<ensemble.sliceCount {
        let drift = BlockDrift(ensemble, block: block, slice: slice, reading: read)
        var ahead = Prefetch(ensemble, block: block &+ 1, slice: slice, tiles: drift.tiles)
        drift.add(to: sums, branch: branch, ahead: &ahead)
      }
    }
    for i in 0..<count {
      var change = ensemble.drift[i]
      var nonlinear = ensemble.nonlinearDrift[i]
      if ensemble.lanes == .units {
        change = Vector(repeating: change.sumOfLanes)
        nonlinear = Vector(repeating: nonlinear.sumOfLanes)
      }
      sums.pointee.driftChange += change.widened() * change.widened()
      sums.pointee.driftNonlinearity += nonlinear.widened() * nonlinear.widened()
    }
    if ensemble.lanes == .units { sums.pointee.addLanes() }
  }
}

/// What a row of vectors is drawn as, lane by lane: with lanes of units eight units.
private struct DrawnRow {
  /// Counter words of the generator.
  let units: SIMD8<UInt32>
  let layer: UInt32
  let stream: RandomStream
  /// 1, −1 where an antithetic unit mirrors its partner, or 0 where there is no such unit.
  let sign: Vector

  init(
    _ ensemble: Ensemble, _ side: BlockArray.Side, column: Int, of branch: Branch, layer: Int,
    law: UnsafePointer<WeightLaw>
  ) {
    var units = SIMD8<UInt32>(repeating: 0)
    var sign = Vector(repeating: 0)
    let first = ensemble.lanes == .units ? column &* Ensemble.laneCount : column
    let source = law.pointee.source(side, row: first, of: branch, layer: layer)
    for lane in 0..<Ensemble.laneCount {
      let row = ensemble.lanes == .units ? first &+ lane : first
      if row >= side.count(branch) { continue }
      let own = law.pointee.source(side, row: row, of: branch, layer: layer)
      units[lane] = UInt32(truncatingIfNeeded: own.unit)
      sign[lane] = own.sign
    }
    self.units = units
    self.layer = UInt32(truncatingIfNeeded: source.layer)
    stream = source.stream
    self.sign = sign
  }
}
