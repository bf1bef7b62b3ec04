import EngineInterface
import Model

/// The kernel of the processor class that this module was compiled for; eight lanes a vector.
package struct VectorKernel: Kernel {
  package init() {}

  package var name: String {
    #if FUSED
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
    let d = ensemble.shape.dimension
    for layer in 0..<ensemble.shape.depth {
      let origin = law.pointee.origin(layer: layer, width: ensemble.shape.width)
      let row = UInt32(truncatingIfNeeded: origin.layer)
      for slice in 0..<ensemble.sliceCount {
        let columns = ensemble.columns(ofSlice: slice)
        for column in columns {
          let first = (column &- columns.lowerBound) &* d
          let units = UnitsOfColumn(
            ensemble, column: column, first: origin.unit, antithetic: law.pointee.antithetic)
          drawUnit(
            ensemble.initialInputWeights(layer, slice: slice).from(first), count: d,
            scale: law.pointee.sigmaU * units.present, units: units.drawn, layer: row,
            stream: RandomStream.inputWeights.rawValue, key: law.pointee.seeds)
          drawUnit(
            ensemble.initialOutputWeights(layer, slice: slice).from(first), count: d,
            scale: law.pointee.sigmaV * units.sign, units: units.drawn, layer: row,
            stream: RandomStream.outputWeights.rawValue, key: law.pointee.seeds)
        }
      }
    }
    ensemble.resetWeights()
  }

  package func forward(_ ensemble: Ensemble, member: TeamMember) {
    switch ensemble.lanes {
    case .seeds: SeedLanes.forward(ensemble)
    case .units: UnitLanes.forward(ensemble, member: member)
    }
  }

  package func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>) {
    if let embedding = ensemble.embedding {
      residual(embedding, adjoint: ensemble.adjoint, losses: losses)
    } else {
      losses.pointee = meanLoss(
        ensemble.loss, ensemble.state(ensemble.shape.depth), ensemble.targets, residual: ensemble.adjoint,
        rows: ensemble.shape.samples, count: ensemble.shape.dimension)
    }
  }

  package func backward(_ ensemble: Ensemble, member: TeamMember) {
    switch ensemble.lanes {
    case .seeds: SeedLanes.backward(ensemble)
    case .units: UnitLanes.backward(ensemble, member: member)
    }
  }

  package func keepInitialPreactivations(_ ensemble: Ensemble) {
    let (d, n) = (ensemble.shape.dimension, ensemble.shape.samples)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    for layer in 0..<ensemble.shape.depth {
      let h = Operand(ensemble.state(layer), row: d, depth: 1)
      for index in 0..<ensemble.sliceCount {
        let slice = BlockSlice(ensemble, layer: layer, slice: index)
        let c = slice.columns
        let kept = ensemble.initialPreactivation(layer, slice: index)
        let u = Operand(slice.inputWeights, row: d, depth: 1)
        var ahead = Prefetch(ensemble, layer: layer &+ 1, slice: index, tiles: tileCount(n, c))
        contract(h, rows: n, u, columns: c, depth: d, ahead: &ahead) { i, j, sum in
          kept[i &* c &+ j] = sum * inverseDimension
        }
      }
    }
  }

  package func evaluate(
    _ activation: ActivationName, _ entries: Entries, slopes: Entries, count: Int
  ) {
    activate(activation, entries, slopes: slopes, count: count)
  }

  package func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>) {
    let count = ensemble.shape.samples &* ensemble.shape.dimension
    sums.pointee = DriftSums()
    let branch = ensemble.branch[0]
    for i in 0..<count {
      ensemble.drift[i] = Vector(repeating: 0)
      ensemble.nonlinearDrift[i] = Vector(repeating: 0)
    }
    for layer in 0..<ensemble.shape.depth {
      for slice in 0..<ensemble.sliceCount {
        let drift = BlockDrift(ensemble, layer: layer, slice: slice)
        var ahead = Prefetch(ensemble, layer: layer &+ 1, slice: slice, tiles: drift.tiles)
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

/// The units that a column of vectors holds, lane by lane.
struct UnitsOfColumn {
  /// Counter words of the generator.
  let drawn: SIMD8<UInt32>
  /// 1, or 0 where there is no such unit.
  let present: Vector
  /// The same, negated where an antithetic unit mirrors its partner.
  let sign: Vector

  @inline(__always)
  init(_ ensemble: Ensemble, column: Int, first: Int, antithetic: Bool) {
    var drawn = SIMD8<UInt32>(repeating: 0)
    var present = Vector(repeating: 0)
    var sign = Vector(repeating: 0)
    for lane in 0..<Ensemble.laneCount {
      let unit = ensemble.lanes == .seeds ? column : column &* Ensemble.laneCount &+ lane
      if unit >= ensemble.shape.width { continue }
      let number = first &+ unit
      drawn[lane] = UInt32(truncatingIfNeeded: antithetic ? number / 2 : number)
      present[lane] = 1
      sign[lane] = antithetic && number & 1 == 1 ? -1 : 1
    }
    self.drawn = drawn
    self.present = present
    self.sign = sign
  }
}
